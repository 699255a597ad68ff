/* What taste*.c and slate*.c share. */
#ifndef SUGGEST_TASTE_IMPL_H
#define SUGGEST_TASTE_IMPL_H

#include "base/hash.h"
#include "cluster.h"
#include "rec/sound.h"
#include "suggest/blend.h"
#include "suggest/dataset.h"
#include "suggest/engine.h"
#include "suggest/snapshot.h"
#include "suggest/taste.h"

/* Engines that find what was never heard, beside the blend. */
enum novel_engine {
	NOVEL_ARTIST,
	NOVEL_SOUND,
	NOVEL_CLUSTER,
	NOVEL_IALS,
	NOVEL__COUNT
};

struct taste {
	struct snapshot snapshot; /* owned */
	struct dataset d;
	struct sound *sound;                /* owned; NULL: no usable features */
	struct clusters *clusters;          /* owned; NULL with sound */
	struct blend *blend;                /* owned */
	struct engine *novel[NOVEL__COUNT]; /* owned */
	struct map item_of;                 /* recording -> item */
	struct map verdict[TASTE_ARTIST +
			   1]; /* target's id -> like; by enum taste_target */
	size_t slates, cap_slates;
	struct snapshot_slate *slate; /* owned; offered before, oldest first */
};

enum { TASTE_LEARNED_PLAYS = 20 }; /* fewer positive plays: it is still learning */

int32_t taste_item(const struct taste *t, int64_t recording); /* -1 unknown */
static inline int64_t taste_recording(const struct taste *t, int32_t item)
{
	return t->snapshot.item[item].recording;
}
/* Makes the mood clusters anew. */
void taste_cluster_again(struct taste *t);
/* Tomorrow it will have been yesterday's. */
void taste_remember(struct taste *t, const struct slate *s);
/* Positive plays of an item. */
static inline int32_t taste_plays(const struct taste *t, int32_t item)
{
	return t->d.stream.plays[item];
}

#endif
