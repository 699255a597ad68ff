/*
 * Rankings of scores, and how good they are.
 */
#ifndef REC_RANK_H
#define REC_RANK_H

#include <stddef.h>
#include <stdint.h>

/* The k best items of those with mask[i] != 0 (mask NULL: all), best first; equal
 * scores by falling hash. score, mask, hash: (n). Returns how many (<= k). */
size_t rank_top(const float *score, const uint8_t *mask, const uint64_t *hash, size_t n,
	size_t k, int32_t *ret);
/* Mean of the k best scores among the mask; 0 where there is none. */
double rank_top_mean(const float *score, const uint8_t *mask, size_t n, size_t k);
/* NDCG at k of a ranking with binary gains. is_relevant: by item; n_relevant: how many.
 */
double rank_ndcg(const int32_t *ranking, size_t n, const uint8_t *is_relevant,
	size_t n_relevant, size_t k);
/* x becomes (x - mean) / population standard deviation, both over the mask (NULL: all);
 * all zero where nothing varies. */
void rank_standardise(double *x, const uint8_t *mask, size_t n);

#endif
