/*
 * Mood clusters over the usable tracks of a library: k-means of the sound vectors, with
 * ids that stay with their members and names in words.
 */
#ifndef SUGGEST_CLUSTER_H
#define SUGGEST_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rec/sound.h"

enum { CLUSTER_NAME = 48 };
struct clusters {
	size_t k;
	size_t rows;                /* of the sound object */
	int32_t *of;                /* owned; (rows) cluster index, -1 none */
	float *likeness;            /* owned; (rows) to the middle, 0 where none */
	size_t *size;               /* owned; (k) */
	int64_t *id;                /* owned; (k) 0: new */
	char (*name)[CLUSTER_NAME]; /* owned; (k) "slow and dark" */
};

/* What is remembered of earlier clusters; zeroed: nothing. */
struct clusters_before {
	size_t k;
	const int64_t *id;                /* (k) */
	const char (*name)[CLUSTER_NAME]; /* (k) a name that a listener gave stays */
	const int32_t *of;                /* (rows) -1 none */
};

/* The same input gives the same clusters; earlier ones warm the start and keep ids. */
struct clusters *clusters_create(
	const struct sound *s, uint64_t seed, const struct clusters_before *before);
void clusters_destroy(struct clusters *c); /* NULL is fine */
/* The rows nearest to the middle of a cluster, nearest first; returns how many. */
size_t clusters_exemplars(
	const struct clusters *c, size_t cluster, size_t n, int32_t *ret);

/* "slow, dark" from traits in deviations; what is ordinary is left out, at most `most`
 * words, the strongest first. Returns the words' number. */
size_t cluster_words(const float trait[SOUND_TRAITS], size_t most, const char *ret[]);

#endif
