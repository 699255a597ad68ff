/*
 * A slate: the picks that For You offers, each with its reason and what every engine
 * gave.
 */
#ifndef MODEL_SLATE_H
#define MODEL_SLATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Every kind says something that can be checked against the database. */
/* clang-format off */
#define REASON_LIST(X) \
	X(REASON_OFTEN_FOLLOWS, "often-follows", 'r') /* other: what it follows */ \
	X(REASON_HEARD_LATELY, "heard-lately", 'r') /* number: plays in 14 days */ \
	X(REASON_MOST_PLAYED, "most-played", 'r') /* number: plays in all */ \
	X(REASON_SESSIONS_LIKE, "sessions-like", 'r') /* sessions with: other */ \
	X(REASON_FORGOTTEN, "forgotten", 'f') /* number: days since heard */ \
	X(REASON_GOES_WITH, "goes-with", 'r') /* heard in sessions with: other */ \
	X(REASON_SOUNDS_LIKE, "sounds-like", 'r') /* heard; other: liked or played, and alike */ \
	X(REASON_CLUSTER, "cluster", 'n') /* number: cluster id or 0; other: played, in it too */ \
	X(REASON_NEW_ARTIST, "new-artist", 'n') /* artist discovered, other: its track */ \
	X(REASON_NEWEST, "newest", '+') /* number: added, unix seconds */ \
	X(REASON_VARIETY, "variety", 'n') /* number: one of that many corners */ \
	X(REASON_UNPLAYED, "unplayed", 'n') /* never heard; other: heard and alike, 0 none */ \
	X(REASON_COMPANION, "companion", 'n') /* never heard; other: heard, of its album, artist or playlist */ \
	X(REASON_LIKED, "liked", 'r') /* you marked it with a like */ \
	X(REASON_CHANCE, "chance", 'n') /* picked at random */
/* clang-format on */

enum reason_kind {
#define X(kind, name, letter) kind,
	REASON_LIST(X)
#undef X
		REASON__COUNT
};

struct reason {
	enum reason_kind kind;
	int64_t other; /* recording that the reason names, 0 none */
	double number; /* see REASON_LIST */
};

enum { SLATE_ENGINES_MAX = 24, SLATE_ENGINE_NAME = 16 };

struct pick {
	int64_t recording;
	float score;
	struct reason reason;
	/* contributions in the order of slate.engine; sum 1 */
	float share[SLATE_ENGINES_MAX];
	/* timbre, rhythm, harmony, dynamics of a sound reason; else 0 */
	float block_share[4];
};

struct slate {
	int64_t id;        /* 0 until stored */
	int64_t made_ms;   /* UTC */
	int discover;      /* the dial, 0…100 */
	int64_t seed;      /* recording, 0 none */
	bool learning;     /* too little history: variety over the library */
	bool caps_relaxed; /* too few tracks: yesterday's cap gave way */
	size_t engines;
	char engine[SLATE_ENGINES_MAX][SLATE_ENGINE_NAME];
	float weight[SLATE_ENGINES_MAX]; /* of the blend */
	size_t n;
	struct pick *pick; /* owned; (n) */
};

void slate_finish(struct slate *s);
void slate_put(struct str *b, const struct slate *s);
void slate_get(struct bytes_reader *r, struct slate *ret);
const char *reason_name(enum reason_kind k);
/* 'r' familiar, 'f' forgotten, 'n' unplayed, '+' new. */
char reason_letter(enum reason_kind k);

#endif
