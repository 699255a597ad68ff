/*
 * Spherical k-means: rows of unit length, centres of unit length, likeness by dot
 * product (Dhillon, Modha 2001), started by k-means++ (Arthur, Vassilvitskii 2007) or
 * from earlier centres. The same input and seed give the same clusters.
 */
#ifndef REC_KMEANS_H
#define REC_KMEANS_H

#include <stddef.h>
#include <stdint.h>

struct kmeans {
	size_t k, dim, n;
	float *centre;   /* owned; (k, dim), unit rows */
	int32_t *of;     /* owned; (n) cluster of each row */
	float *likeness; /* owned; (n) dot product with its centre */
	size_t *size;    /* owned; (k) rows in each; never 0 while k <= n */
};

/* Above twice KMEANS_SAMPLE rows the centres come from so many of them. */
enum { KMEANS_ROUNDS = 40, KMEANS_SAMPLE = 10000 };

/* How many clusters a library of n tracks gets: √(n/2) within 4…40, never above n. */
size_t kmeans_choose(size_t n);
/* x: (n, dim) unit rows. warm: (k, dim) centres to start from, NULL none. */
void kmeans_run(struct kmeans *ret, const float *x, size_t n, size_t dim, size_t k,
	uint64_t seed, const float *warm);
void kmeans_finish(struct kmeans *m);

/* Pairs new clusters with old ones by shared members, the largest overlap first.
 * old_of, new_of: (n), -1 not a member. ret: (new_k) old number or -1. */
void kmeans_match(const int32_t *old_of, size_t old_k, const int32_t *new_of,
	size_t new_k, size_t n, int32_t *ret);

#endif
