/*
 * Taste: what a listener likes, held in memory, answering slates, whys and neighbours.
 *
 * One object does all of it, in the process that owns it: the `taste` worker, or a
 * one-shot subcommand. It reads a snapshot (suggest/snapshot.h), then follows events.
 * It never touches the database. One thread at a time. The same state gives the same
 * slate twice. The player's way to the worker is suggest/taste_client.h.
 */
#ifndef SUGGEST_TASTE_H
#define SUGGEST_TASTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "model/feature.h"
#include "model/listen.h"
#include "model/slate.h"
#include "suggest/reason.h"

struct snapshot;
struct taste;

/* Counts of what it holds. */
struct taste_info {
	size_t items, listens, features; /* features: usable ones */
	bool learning; /* too little history for anything but variety */
};

/* Takes the snapshot over (also on failure). */
enum err_code taste_create(struct snapshot *take, struct taste **ret, struct err *why);
void taste_destroy(struct taste *t);
struct taste_info taste_info(const struct taste *t);

/* ---- events: they count from the next answer on */
enum taste_target { TASTE_TRACK, TASTE_ALBUM, TASTE_ARTIST };
struct taste_feedback {
	enum taste_target target;
	int64_t id;        /* recording, album or artist */
	signed char value; /* +1 like, 0 nothing, -1 dislike, -2 ban */
};
void taste_observe_listen(struct taste *t, const struct listen *l);
void taste_observe_feedback(struct taste *t, const struct taste_feedback *f);

/* ---- slates */
enum { TASTE_EXCLUDE_MAX = 256, TASTE_SLATE_MAX = 500 };
struct taste_request {
	int n;            /* picks wanted, at most TASTE_SLATE_MAX */
	int discover;     /* the dial, 0…100 */
	int64_t seed;     /* start from this recording's sound and company; 0 none */
	int64_t now_ms;   /* UTC */
	size_t n_exclude; /* what stands in the queue already */
	int64_t exclude[TASTE_EXCLUDE_MAX]; /* recordings */
};
/* An empty library gives an empty slate. Caller slate_finish()es. */
enum err_code taste_slate(struct taste *t, const struct taste_request *r,
	struct slate *ret, struct err *why);

/* ---- questions */
/* Names from the snapshot, for reason_words(). Valid as long as the object. */
struct reason_names taste_names(struct taste *t);
struct taste_why {
	bool known; /* the recording is in the library */
	bool banned;
	size_t rank, of;  /* place among all candidates now, from 1 */
	struct pick pick; /* as a slate would give it */
	struct reason_facts facts;
	size_t engines;
	char engine[SLATE_ENGINES_MAX][SLATE_ENGINE_NAME];
};
enum err_code taste_why(struct taste *t, int64_t recording,
	const struct taste_request *r, struct taste_why *ret, struct err *why);

struct taste_near {
	int64_t recording;
	float distance;       /* 0…1 */
	float block_share[4]; /* timbre, rhythm, harmony, dynamics in the likeness; sum
				 1 */
};
/* Nearest by sound, best first, without the track itself and without bans. Returns how
 * many; 0 where the recording has no features. */
size_t taste_similar(
	struct taste *t, int64_t recording, size_t n, struct taste_near *ret);
/* The same for a feature from outside the library. */
size_t taste_similar_to(
	struct taste *t, const struct feature *f, size_t n, struct taste_near *ret);

enum { TASTE_CLUSTER_EXEMPLARS = 3 };
struct taste_cluster {
	int64_t id;    /* stays with the members when clusters are made anew */
	char name[48]; /* "slow and dark" */
	size_t members;
	int64_t exemplar[TASTE_CLUSTER_EXEMPLARS]; /* recordings, nearest the middle
						      first; 0 none */
};
/* Returns how many there are; fills at most `max`. */
size_t taste_clusters(struct taste *t, struct taste_cluster *ret, size_t max);
/* What db/features.h keeps: recordings, the index of each one's cluster (as filled by
 * taste_clusters), and how far it is from the middle. All (taste_info.features). */
size_t taste_members(
	struct taste *t, int64_t *recording, int32_t *cluster, float *distance);

/* ---- training */
struct taste_trained {
	char engine[SLATE_ENGINE_NAME];
	int64_t took_us;
	double weight; /* in the blend after training; 0: takes no part of its own */
};
/* Trains the named engine, or every one that can be with NULL. Returns how many results
 * were filled, at most SLATE_ENGINES_MAX; 0 for a name that is none. */
size_t taste_train(struct taste *t, const char *engine, struct taste_trained *ret);

#endif
