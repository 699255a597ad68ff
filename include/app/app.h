/*
 * The running program: who owns what, start and stop order, and the state that the
 * screen and the control socket read. Everything here belongs to the main thread, which
 * never opens the database, waits for a disk, decodes or trains.
 *
 * Whoever shows state asks app_… (cheap, borrowed until the next turn of the loop) and
 * is told of changes through app_watch(). Whoever changes something gives a command
 * (app/command.h).
 */
#ifndef APP_APP_H
#define APP_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/loop.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/path.h"
#include "conf/conf.h"
#include "model/slate.h"
#include "model/track.h"
#include "player/player.h"
#include "player/queue.h"

struct app_config {
	const struct paths *paths; /* borrowed, outlives the app */
	const char *db_path, *config_path;
	const char *output; /* --output; NULL: from the options */
	const char *profile;
	bool private;  /* start with private listening on */
	bool headless; /* no screen */
	struct clock clock;
};

struct app;
enum err_code app_create(const struct app_config *c, struct loop *loop,
	struct app **ret, struct err *why);
void app_destroy(struct app *a); /* stops the music, keeps the queue */
/* After the first drawn screen: opens the sound device, restores the queue, begins to
 * scan (the screen must not wait for any of it). */
void app_begin(struct app *a);
void app_quit(struct app *a);

enum app_change {
	APP_CHANGED_PLAYER = 1,
	APP_CHANGED_QUEUE = 2,
	APP_CHANGED_ROWS =
		4, /* a window that was asked for arrived, or a list changed */
	APP_CHANGED_FORYOU = 8,
	APP_CHANGED_MESSAGE = 16,
	APP_CHANGED_JOBS = 32, /* scan, analysis, loudness, training: progress */
	APP_CHANGED_LIBRARY = 64,
	APP_CHANGED_ART = 128 /* pictures or lyrics that were asked for arrived */
};
/* Several watchers may be added. */
void app_watch(struct app *a, void (*changed)(void *ctx, unsigned what), void *ctx);

/* ---- state */
const struct player_state *app_player(struct app *a);
const struct queue *app_queue(struct app *a);
const struct track *app_now(struct app *a); /* what plays; NULL none or not known yet */
struct conf *app_conf(struct app *a);
struct loop *app_loop(struct app *a);
const struct paths *app_paths(struct app *a);
bool app_is_private(struct app *a);
/* Nothing can be saved now: the database is locked, damaged, or on a full disk. */
bool app_is_unsaved(struct app *a);

/* Whether albums are a grid of covers where they can be; remembered over restarts. */
bool app_covers(struct app *a);
void app_set_covers(struct app *a, bool on);

/* The listener has come to this track (NULL: to none): what playing it takes is made
 * ready. False: not yet, ask again. */
bool app_point_at(struct app *a, const struct track *t);

struct app_job {
	bool active;
	int64_t done, total; /* files; total 0 while unknown */
	int64_t rate;        /* a second; 0 while unknown */
	int64_t left_s;      /* -1 while unknown */
};
/* How changes in the folders are noticed: not at all, at once, or by a scan every now
 * and then, because not all of them can be watched. */
enum app_watch_mode { APP_WATCH_OFF, APP_WATCH_LIVE, APP_WATCH_RESCAN };
struct app_jobs {
	struct app_job scan, analysis, loudness, training;
	enum app_watch_mode watching;
	int64_t watched; /* folders */
};
struct app_jobs app_jobs(struct app *a);

struct app_library {
	bool known; /* counts below have been read */
	int64_t tracks, artists, albums, playlists, listens, roots;
	int64_t analysed;     /* tracks with features */
	char first_root[512]; /* the folder that was added first; "" none */
};
struct app_library app_library(struct app *a);

struct app_foryou {
	bool ready;    /* a slate is there */
	bool waiting;  /* one is being made */
	bool learning; /* too little history: variety */
	int discover;  /* the dial, 0…100 */
	int64_t slate;
	const char *seed_title; /* NULL: none */
	char trouble[160];      /* why there is none; "" fine */
};
struct app_foryou app_foryou(struct app *a);
/* Words for a pick's reason: short for the list, long for the "why" line; "" unknown.
 * Uses titles that are known; asks for others and tells through APP_CHANGED_FORYOU. */
const char *app_reason_short(struct app *a, const struct reason *r, int64_t recording);
const char *app_reason_long(struct app *a, const struct reason *r, int64_t recording);
/* The pick of the present slate for a recording; NULL: it is none. */
const struct pick *app_pick(struct app *a, int64_t recording);
const struct slate *app_slate(struct app *a); /* NULL: none yet */

/* The line that follows THEN: "then For You · C stops here", "then silence · C …". */
const char *app_after(struct app *a);

/* ---- the first minutes */
struct candidate; /* library/candidates.h */
struct app_welcome {
	bool wanted;    /* no folder in the library and no music where one would look */
	bool searching; /* candidates are still being looked for */
	const struct candidate *candidate; /* (n), borrowed until the next change */
	size_t n;
	bool rendering; /* the demo library, of demo_total tracks */
	int64_t demo_done, demo_total;
};
struct app_welcome app_welcome(struct app *a);
/* After the loop ended: the program should start anew on the demo library. */
bool app_wants_demo(struct app *a);

/* ---- messages: one line, shown 4 s */
/* What was told stays until a key is pressed, and nothing else is shown before. */
enum app_message_kind { APP_SAID, APP_WARNED, APP_TOLD };
void app_say(struct app *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void app_warn(struct app *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void app_tell(struct app *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void app_tell_end(struct app *a); /* a key was pressed */
struct app_message {
	enum app_message_kind kind;
	int64_t since_us; /* monotonic */
	const char *text; /* "" none */
};
struct app_message app_message(struct app *a);

#endif
