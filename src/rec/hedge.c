#include "rec/hedge.h"

#include <math.h>

static const double HALF_LIFE_ROUNDS = 100.0, PRIOR_ROUNDS = 10.0, RATE = 150.0;

void hedge_init(struct hedge *h, const double *prior, size_t n)
{
	*h = (struct hedge){.n = n};
	for (size_t e = 0; e < n; e++)
		h->prior[e] = prior[e];
}

void hedge_learn(struct hedge *h, const double *quality)
{
	double keep = exp2(-1.0 / HALF_LIFE_ROUNDS);
	for (size_t e = 0; e < h->n; e++)
		h->sum[e] = h->sum[e] * keep + quality[e];
	h->rounds = h->rounds * keep + 1.0;
}

static double mean(const struct hedge *h, size_t e)
{
	return (h->sum[e] + PRIOR_ROUNDS * h->prior[e]) / (h->rounds + PRIOR_ROUNDS);
}

void hedge_weights(const struct hedge *h, double *weight)
{
	double best = 0.0, total = 0.0;
	for (size_t e = 0; e < h->n; e++)
		best = fmax(best, mean(h, e));
	for (size_t e = 0; e < h->n; e++) {
		weight[e] = exp(RATE * (mean(h, e) - best));
		total += weight[e];
	}
	for (size_t e = 0; e < h->n; e++)
		weight[e] /= total;
}
