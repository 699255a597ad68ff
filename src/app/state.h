/*
 * The inside of the app, shared by the files of this folder. All of it belongs to the
 * main thread; what other threads send arrives through app_post() or a mailbox.
 */
#ifndef APP_STATE_H
#define APP_STATE_H

#include <stdatomic.h>

#include "analyze/ear.h"
#include "app/app.h"
#include "app/command.h"
#include "app/rows.h"
#include "base/hash.h"
#include "base/task.h"
#include "bookmark.h"
#include "db/playlists.h"
#include "db/reader.h"
#include "db/store.h"
#include "history/log.h"
#include "sound_state.h"
#include "suggest/taste_client.h"

enum {
	APP_WATCHERS = 4,
	APP_TABLES = 16,
	APP_SAVE_MS = 2000,
	APP_REFRESH_MS = 200,
	APP_SETTLE_MS = 150
};

/* Lanes of the reader: a newer query of a lane cancels the older one. */
enum query_lane {
	LANE_NONE,
	LANE_PLAYBACK,
	LANE_NOW,
	LANE_COUNTS,
	LANE_SEEK,
	LANE_SELECTION,
	LANE_ROWS /* and up: one for each open window */
};

/* A question to the query thread. `done` runs on the main thread, whatever became of
 * it. */
struct query {
	struct reader_job job;
	enum err_code (*run)(struct db *db, struct query *q, struct err *why);
	void (*done)(struct app *a, struct query *q);
	void (*free)(struct query *q);
};
void query_post(struct app *a, struct query *q, int lane);

/* Runs fn on the main thread, soon. From any thread; arg is the function's to free. */
void app_post(struct app *a, void (*fn)(struct app *a, void *arg), void *arg);

enum { PLAYBACK_FAILURES_MAX = 100 };

/* What plays and what the pump has been told. */
struct playback {
	struct player *player; /* NULL until app_begin */
	struct player_state state;
	struct arena now_arena;
	struct track now;
	bool now_known;
	int64_t now_key;
	bool pending_play; /* the next list that goes out starts at once */
	int64_t pending_from_ms;
	bool pending_paused, pending_fresh; /* fresh: a long one from its beginning */
	uint64_t last_listing; /* number of the newest list that was asked for */
	int64_t expected;      /* row that was told to start and has not; 0 none */
	int64_t failed_key;    /* the last row that could not be played; 0 none */
	/* In a row, none was heard between them; whose they were. */
	int failures;
	int64_t failed_item[PLAYBACK_FAILURES_MAX];
	bool restoring; /* the queue of the last time is still being read */
	bool restored;  /* waits paused at its old position since the start */
	int64_t restored_ms;
};

/* For foryou_ask(): nobody acted, so the queue stays as it is. */
#define FORYOU_KEEP_ALL SIZE_MAX

struct foryou {
	struct taste_client *client;
	struct slate slate;
	bool have_slate, wanted, snapshot_under_way;
	uint32_t question; /* the slate that is being made; 0 none */
	size_t keep;       /* rows that the next re-forming leaves alone */
	bool play_when_ready;
	int discover;
	int64_t seed;
	char seed_title[128];
	char trouble[160];
	struct map words; /* recording -> index into `word` + 1 */
	char **word;      /* owned */
	size_t n_words, cap_words;
	int watched_fd; /* -1 none */
	struct str why_line;
	int64_t why_recording;
	uint32_t why_question;
};

struct watcher {
	void (*changed)(void *ctx, unsigned what);
	void *ctx;
};

struct command_table {
	const struct command *row; /* borrowed, static */
	size_t n;
	void *ctx;
};

/* One act that undo takes back (undo.c). */
enum undo_kind { UNDO_QUEUE, UNDO_FEEDBACK, UNDO_RATING, UNDO_PLAYLIST, UNDO_TAGS };
struct undo_step {
	enum undo_kind kind;
	char what[160];    /* "removed Teardrop from the queue"; "" unnamed */
	int64_t recording; /* or the act on tags */
	signed char before, after;
	struct playlist_change lists; /* owned */
	bool move;
};
struct undo_stack {
	struct undo_step step[QUEUE_UNDO];
	size_t n;
};

struct jobs;
struct art;
struct tagger;
struct tags_edit;

struct import_task;

/* The folder that playlists are kept in step with. */
struct list_sync {
	int64_t timer; /* 0 none */
	int64_t stamp; /* of the playlists as they were in step; 0: look at the files */
	int fd;        /* of inotify; 0 none */
};

struct app {
	struct app_config config;
	struct loop *loop;
	struct clock clock;
	struct conf conf;
	int64_t profile;
	bool private;

	struct mailbox *posts;   /* of struct post */
	struct mailbox *answers; /* of struct reader_job */
	struct store *store;
	struct reader *reader;
	struct ear *ear;
	struct history_log *log; /* NULL until the player is there */
	struct queue *queue;
	struct playback play;
	struct sound sound;
	struct bookmark bookmark;
	struct foryou foryou;
	struct jobs *jobs;
	struct art *art;         /* pictures and lyrics; NULL: never asked for */
	struct details *details; /* owned; NULL: never asked for */
	struct tagger *tagger;   /* NULL: no tags were changed yet */
	struct tags_edit *tags;  /* owned; NULL: none are being edited */
	uint64_t tags_opened;

	struct rows *rows; /* list of open windows */
	int last_lane;
	int64_t settle_timer; /* until the background jobs begin; 0: they have */
	int64_t refresh_timer, save_timer, tick_timer;
	_Atomic bool told_of_commit; /* by the store's thread, not yet read */
	bool told_damage;            /* that the database is damaged */
	bool unsaved;                /* nothing can be written now */
	uint64_t saved_version;
	struct app_library library;
	bool go_on;     /* For You after the source ends */
	bool covers;    /* albums are a grid of them */
	bool continued; /* the source is For You because another one ended */

	struct watcher watcher[APP_WATCHERS];
	size_t n_watchers;
	unsigned changed; /* told at the next idle */

	struct command_table table[APP_TABLES];
	size_t n_tables;
	struct selection (*provide)(void *ctx);
	void *provide_ctx;

	struct app_welcome welcome; /* its candidates are owned */
	bool restart_on_demo;

	struct app_message message;
	char message_text[400];
	char after[200];
	struct undo_stack undo, redo;
	uint64_t undo_seen;         /* acts on the queue that have their step */
	struct import_task *import; /* under way; NULL none */
	struct list_sync list_sync;
};

void app_changed(struct app *a, unsigned what);

/* Has the store run a write of `what` ("the queue"); a failure is said in the message
 * line. From any thread. arg is freed with free_arg. */
void app_write(struct app *a, const char *what,
	enum err_code (*run)(struct db *db, void *arg, struct err *why),
	void (*free_arg)(void *arg), void *arg);

/* The same for what the listener did, which is not done again by itself: a locked or
 * full database is waited for as long as it takes. */
void app_write_act(struct app *a, const char *what,
	enum err_code (*run)(struct db *db, void *arg, struct err *why),
	void (*free_arg)(void *arg), void *arg);

/* ---- trouble.c: when nothing can be saved */
/* What the store tells of it; from its thread, ctx the app. */
void trouble_tell(void *ctx, const struct err *why);
/* Damage was met: said once. */
void trouble_damaged(struct app *a, const struct err *why);
/* A failed write that trouble_tell told of. */
bool trouble_passes(const struct err *why);
/* The last run's plays that could not be saved, before anything is read. */
enum err_code trouble_take_unsaved(struct app *a, struct err *why);

/* ---- playback.c */
void playback_begin(struct app *a);
void playback_end(struct app *a);
/* The queue changed: tells the pump; with `play` its first item starts at once. */
void playback_sync(struct app *a, bool play, int64_t from_ms);
/* The last row plays: For You is to follow, if it may. */
void playback_extend(struct app *a);
void playback_play_fresh(struct app *a); /* what plays, from its beginning */
void playback_send_list(struct app *a);  /* listing.c: what the pump should know */
void playback_tick(struct app *a);       /* re-reads the player's state */
void playback_note_position(struct app *a);
void playback_resume(struct app *a); /* after a restart, or when stopped */
/* playing_now.c: reads the tags of what plays, where they are not known. */
void playing_now_ask(struct app *a);
/* kept_queue.c: the queue and the place in what plays, over restarts. */
void kept_queue_save(struct app *a);
void kept_queue_save_soon(struct app *a);
void kept_queue_restore(struct app *a);

/* ---- foryou.c */
void foryou_begin(struct app *a);
void foryou_end(struct app *a);
/* Asks for a slate; when it comes, rows behind the first `keep` are formed anew: only
 * after an act of the listener, else FORYOU_KEEP_ALL. */
void foryou_ask(struct app *a, size_t keep);
/* The picks as the queue takes them; caller frees both. */
size_t foryou_slate_items(
	struct app *a, int64_t **ret_item, struct reason **ret_reason);
void foryou_use_slate(struct app *a, bool as_source, size_t keep);
/* foryou_acts.c: what the listener does. */
void foryou_heard(struct app *a, const struct listen *l);
/* The background analysis came to an end: what is known of sounds has changed. */
void foryou_features_changed(struct app *a);
void foryou_feedback(struct app *a, int64_t recording, signed char value);
/* Makes For You the source; plays when a slate is there. */
void foryou_play(struct app *a, int64_t recording);
/* The source has ended and For You follows: plays, and C takes it back. */
void foryou_go_on(struct app *a);
/* When the queue runs out and For You is to follow: appends it. True if it did. */
bool foryou_continue(struct app *a);
void foryou_set_discover(struct app *a, int discover);
void foryou_set_seed(struct app *a, int64_t recording, const char *title);
void foryou_library_changed(struct app *a);
void foryou_train(struct app *a);
/* What the taste client needs after each question: a snapshot, a descriptor to watch.
 */
void foryou_feed(struct app *a);
/* foryou_words.c: the words of a recording's reason, from now on. */
/* And the slate of last time, until a fresh one is there. */
void foryou_show_stored(struct app *a);
void foryou_remember_words(struct app *a, int64_t recording, const char *text);

/* The background jobs begin now, if they have not yet: somebody wants one of them. */
void app_settle(struct app *a);

/* ---- jobs.c */
void jobs_begin(struct app *a);
void jobs_end(struct app *a);
void jobs_scan(struct app *a, const char *add_root); /* NULL: all known ones */
/* Only the folders of these files. */
void jobs_scan_files(struct app *a, char *const *path, size_t n);
void jobs_analyze(struct app *a);
void jobs_measure(struct app *a); /* when it is quiet */
void jobs_cancel(struct app *a);
struct app_jobs jobs_state(struct app *a);

/* ---- welcome.c */
struct jobs;
void welcome_look(
	struct jobs *j); /* on the scanner's thread, when there are no folders */
void welcome_demo(struct app *a); /* renders the demo library, then quits to it */
void welcome_end(struct app *a);

/* ---- art.c */
void art_end(struct app *a);
/* What the details popup asked for. */
void details_finish(struct app *a);

/* ---- rows.c and its kinds */
void rows_library_changed(struct app *a);
void rows_queue_changed(struct app *a);
/* The recordings that a selection stands for, later: `got` runs on the main thread, if
 * there are any. arg is taken over (malloc'd or NULL) and freed after that. */
struct picked {
	int64_t *item; /* owned by the caller of got; recordings, or files of the queue
			*/
	size_t n;
	enum source_kind kind;
	int64_t id;
	char title[128]; /* what was picked: "Teardrop", "3 tracks", "Mezzanine" */
	size_t start;    /* for whole lists: the row that was under the cursor */
	bool block;      /* an album: stays together */
};
void rows_pick(struct app *a, bool whole_list,
	void (*got)(struct app *a, struct picked *p, void *arg), void *arg);

/* The same for files and folders given by name. */
void paths_pick(struct app *a, char **path, size_t n,
	void (*got)(struct app *a, struct picked *p, void *arg), void *arg);

/* ---- remembered.c: what was switched, over restarts. Once, at the start, on the
 * store's thread: */
void remembered_read(struct app *a, struct db *db);
void app_remember(struct app *a, const char *key, int64_t value);

/* ---- undo.c: called after the act */
void undo_feedback(
	struct app *a, int64_t recording, signed char before, signed char after);
void undo_rating(
	struct app *a, int64_t recording, signed char before, signed char after);
/* Takes the change over. Moves of the same rows in a row become one step. */
void undo_playlist(struct app *a, struct playlist_change *c, bool move);
void undo_tags(struct app *a, int64_t act);
/* Names what was done last: "Queued Teardrop". */
void undo_name(struct app *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void undo_end(struct app *a);

/* ---- command_feedback.c */
void feedback_apply(struct app *a, int64_t recording, signed char value);
void rating_apply(struct app *a, int64_t recording, signed char value);

/* ---- command_queueing.c, command_lists.c */
/* "Teardrop", "3 tracks": the n rows that are selected. */
void words_of_rows(const struct selection *s, size_t n, char *ret, size_t size);
void lists_remove_rows(struct app *a, const struct selection *s);
void lists_remove(struct app *a, const struct selection *s);
enum err_code lists_move_row(struct app *a, const struct selection *s, bool down);
bool lists_fold(struct app *a, const struct selection *s);
/* command_list_files.c: waits for an import that is under way. */
void list_files_end(struct app *a);
/* list_sync.c: where the option names a folder. */
void list_sync_soon(struct app *a);
void list_sync_now(
	struct app *a, bool asked); /* asked: says so where nothing changed */
void list_sync_end(struct app *a);

/* ---- the command tables, one file each (command.c) */
void command_add_builtin(struct app *a);
extern const struct command command_lists[];
extern const size_t command_lists_n;
extern const struct command command_list_files[];
extern const size_t command_list_files_n;
extern const struct command command_tags[];
extern const size_t command_tags_n;
extern const struct command command_undo[];
extern const size_t command_undo_n;
extern const struct command command_playing[];
extern const size_t command_playing_n;
extern const struct command command_modes[];
extern const size_t command_modes_n;
/* What is said while there is no player yet. */
enum err_code command_no_player(struct err *why);
extern const struct command command_sound[];
extern const size_t command_sound_n;
extern const struct command command_queueing[];
extern const size_t command_queueing_n;
extern const struct command command_feedback[];
extern const size_t command_feedback_n;
extern const struct command command_art[];
extern const size_t command_art_n;
extern const struct command command_library[];
extern const size_t command_library_n;

#endif
