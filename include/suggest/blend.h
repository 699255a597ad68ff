/*
 * The blend: engines weighed for this listener by Hedge over the past sessions. Each
 * past session with three or more different tracks has scored every expert by NDCG@10
 * of what the expert would have ranked at its start; the weight grows with exp(150 ·
 * mean), the mean starting from a measured prior. No training, no look-ahead, and its
 * own gate: plain recency is one of the experts.
 */
#ifndef SUGGEST_BLEND_H
#define SUGGEST_BLEND_H

#include "suggest/engine.h"

enum { BLEND_PARTS_MAX = SLATE_ENGINES_MAX };

/* What one call of blend_score() found; the arrays live until the next call. */
struct blend_result {
	size_t n_parts; /* engines that take part; experts of one engine are one part */
	const char *name[BLEND_PARTS_MAX];  /* static */
	float weight[BLEND_PARTS_MAX];      /* sum 1 */
	const float *score;                 /* (n_items) */
	const float *part[BLEND_PARTS_MAX]; /* (n_items) each; their sum is the score
					     * where all are positive */
};

struct blend;
/* Walks through the events that the dataset holds already. `d` outlives the blend. */
struct blend *blend_create(const struct dataset *d);
void blend_destroy(struct blend *b);               /* NULL is fine */
void blend_observe(struct blend *b, size_t event); /* as engine_ops.observe */
void blend_train(struct blend *b, bool (*stop)(void *arg), void *arg);
/* The ranker at dial 0 for the task and the candidates of the context. */
void blend_score(struct blend *b, const struct context *c, struct blend_result *ret);
/* Share of each part in the item's score; share: (n_parts), >= 0, sum 1 (or all 0). */
void blend_shares(const struct blend_result *r, int32_t item, float *share);
/* The reason of the part with the largest share that has one; as engine_explain(). Call
 * after blend_score() with the same context. False: nobody speaks for the item. */
bool blend_explain(struct blend *b, const struct context *c, int32_t item,
	const float *share, struct reason *ret);

#endif
