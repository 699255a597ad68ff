/*
 * Hedge: weights of experts from how well each did so far (RECSYS.md 2b).
 */
#ifndef REC_HEDGE_H
#define REC_HEDGE_H

#include <stddef.h>

enum { HEDGE_MAX = 24 };

struct hedge {
	size_t n;
	double prior[HEDGE_MAX]; /* NDCG@10 to expect before anything was seen */
	double sum[HEDGE_MAX];   /* of NDCG@10, halved every 100 rounds */
	double rounds;           /* halved alike */
};

void hedge_init(struct hedge *h, const double *prior, size_t n);
/* One round: quality[e] is expert e's NDCG@10. */
void hedge_learn(struct hedge *h, const double *quality);
/* m_e = (sum + 10 prior) / (rounds + 10); weight ∝ exp(150 m_e). weight: (n), sum 1. */
void hedge_weights(const struct hedge *h, double *weight);

#endif
