#include "rec/rank.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Does item a stand before item b? */
static bool before(const float *score, const uint64_t *hash, int32_t a, int32_t b)
{
	if (score[a] != score[b])
		return score[a] > score[b];
	return hash[a] < hash[b];
}

/* heap[0] is the worst of those kept. */
static void sift_down(int32_t *heap, size_t n, const float *score, const uint64_t *hash)
{
	for (size_t i = 0, child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && before(score, hash, heap[child], heap[child + 1]))
			child++;
		if (!before(score, hash, heap[i], heap[child]))
			break;
		int32_t t = heap[i];
		heap[i] = heap[child];
		heap[child] = t;
	}
}

static void sift_up(int32_t *heap, size_t i, const float *score, const uint64_t *hash)
{
	while (i > 0) {
		size_t parent = (i - 1) / 2;
		if (!before(score, hash, heap[parent], heap[i]))
			break;
		int32_t t = heap[i];
		heap[i] = heap[parent];
		heap[parent] = t;
		i = parent;
	}
}

size_t rank_top(const float *score, const uint8_t *mask, const uint64_t *hash, size_t n,
	size_t k, int32_t *ret)
{
	size_t kept = 0;
	for (size_t i = 0; i < n && k > 0; i++) {
		if (mask && !mask[i])
			continue;
		if (kept < k) {
			ret[kept] = (int32_t)i;
			sift_up(ret, kept++, score, hash);
		} else if (score[i] >= score[ret[0]] &&
			   before(score, hash, (int32_t)i, ret[0])) {
			ret[0] = (int32_t)i;
			sift_down(ret, kept, score, hash);
		}
	}
	/* Taking the worst off the heap, again and again, leaves the best in front. */
	for (size_t left = kept; left > 1;) {
		left--;
		int32_t t = ret[0];
		ret[0] = ret[left];
		ret[left] = t;
		sift_down(ret, left, score, hash);
	}
	return kept;
}

double rank_top_mean(const float *score, const uint8_t *mask, size_t n, size_t k)
{
	float *top = xmalloc((k ? k : 1) * sizeof *top);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		if ((mask && !mask[i]) ||
			(kept == k && (k == 0 || score[i] <= top[k - 1])))
			continue;
		size_t at = kept < k ? kept++ : k - 1;
		for (; at > 0 && top[at - 1] < score[i]; at--)
			top[at] = top[at - 1];
		top[at] = score[i];
	}
	double sum = 0.0;
	for (size_t i = 0; i < kept; i++)
		sum += top[i];
	free(top);
	return kept ? sum / (double)kept : 0.0;
}

double rank_ndcg(const int32_t *ranking, size_t n, const uint8_t *is_relevant,
	size_t n_relevant, size_t k)
{
	double gain = 0.0, ideal = 0.0;
	for (size_t r = 0; r < k; r++) {
		double g = 1.0 / log2((double)r + 2.0);
		if (r < n && is_relevant[ranking[r]])
			gain += g;
		if (r < n_relevant)
			ideal += g;
	}
	return ideal > 0.0 ? gain / ideal : 0.0;
}

void rank_standardise(double *x, const uint8_t *mask, size_t n)
{
	double sum = 0.0, squares = 0.0;
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		if (!mask || mask[i]) {
			sum += x[i];
			count++;
		}
	}
	double mean = count ? sum / (double)count : 0.0;
	for (size_t i = 0; i < n; i++)
		if (!mask || mask[i])
			squares += (x[i] - mean) * (x[i] - mean);
	double deviation = count ? sqrt(squares / (double)count) : 0.0;
	for (size_t i = 0; i < n; i++)
		x[i] = deviation > 0.0 ? (x[i] - mean) / deviation : 0.0;
}
