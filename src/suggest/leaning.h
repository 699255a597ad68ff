/*
 * What a listener leans to and away from, as a short list of tracks with weights: what
 * the sound of other tracks is compared with.
 */
#ifndef SUGGEST_LEANING_H
#define SUGGEST_LEANING_H

#include "suggest/engine.h"

enum { LEANING_MAX = 40, LEANING_ZAP_MS = 10000, LEANING_ZAPS = 3 };

struct leaning_entry {
	int32_t item; /* has a row in dataset.sound */
	float weight; /* above 0; the weights of a side sum to 1 */
};
struct leaning {
	size_t likes, dislikes;
	struct leaning_entry like[LEANING_MAX], dislike[LEANING_MAX];
};

/*
 * Towards: recent positive plays (half-life 21 days), marked likes, the running session
 * most. Away: recent skips that no positive play made good, marked dislikes. Three and
 * more quick skips in a row are a hunt through the library: they steer the session that
 * they are in, and nothing later.
 */
void leaning_read(
	const struct dataset *d, const struct context *c, struct leaning *ret);

/* Tracks skipped one after the other at the end of the running session, newest first;
 * returns how many, at most `max`. */
size_t leaning_zapped(
	const struct dataset *d, int32_t running, size_t max, int32_t *ret);

#endif
