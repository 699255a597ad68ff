/*
 * Making a slate: four ranked lists (familiar, forgotten, novel, the rest), from which
 * the dial's shares are drawn pick by pick under the caps, with spacing; then each
 * pick's reason and contributions.
 */
#ifndef SUGGEST_SLATE_IMPL_H
#define SUGGEST_SLATE_IMPL_H

#include "leaning.h"
#include "taste_impl.h"

enum source {
	SOURCE_OF_FAMILIAR,  /* heard before: the blend */
	SOURCE_OF_FORGOTTEN, /* loved, and unheard for long: the blend's other end */
	SOURCE_OF_NOVEL,     /* never heard, and fits */
	SOURCE_OF_REST,      /* variety over everything else */
	SOURCE_OF__COUNT
};

struct ranked {
	size_t n;
	int32_t *item; /* owned; best first */
};

enum { ZAPPED_MAX = 8 };

struct maker {
	struct taste *t;               /* borrowed */
	const struct taste_request *r; /* borrowed */
	struct context context;        /* of the familiar list */
	int32_t seed;                  /* item, -1 none */
	size_t n_session;
	int32_t *
		session; /* owned; positive plays of the running session, or the seed */
	uint8_t *allowed;   /* owned; (n_items) may be picked at all */
	uint8_t *recent;    /* owned; heard, at any length, in the last 7 days */
	uint8_t *yesterday; /* owned; stood in the newest slate of an earlier day */
	uint8_t *forgotten; /* owned; candidates of that list */
	uint8_t *placed;    /* owned; is in one of the lists already */
	uint8_t *shunned;   /* owned; (n_artists) more skipped than heard */
	float *score;       /* owned; scratch */
	float *novel[NOVEL__COUNT]; /* owned; (n_items) scaled scores; NULL: says
				       nothing */
	int32_t *companion; /* owned; (n_items) last played of its sets, -1 none */
	size_t zaps;
	int32_t zapped[ZAPPED_MAX]; /* skipped in a row just now */
	struct leaning leaning;
	struct ranked list[SOURCE_OF__COUNT];
};

void maker_init(struct maker *m, struct taste *t, const struct taste_request *r);
void maker_finish(struct maker *m);

/* The four lists; together they hold each allowed item at most once. */
void maker_rank(struct maker *m);
/* It sounds like what was skipped in a row just now. */
bool maker_moved_away(const struct maker *m, int32_t item);
/* The rest, in the order of variety; slate_variety.c. */
void maker_rank_rest(struct maker *m);
/* A played track of the same album or playlist, -1 none. */
int32_t maker_companion(const struct maker *m, int32_t item);
/* Weights of the novel engines. */
extern const float novel_weight[NOVEL__COUNT];

/* Writes up to r->n items; from[i] is the list that pick i came from. */
size_t maker_select(
	struct maker *m, int32_t *item, enum source *from, bool *ret_relaxed);

/* Fills reasons, shares and engines of a slate whose picks hold recordings already. */
void maker_explain(
	struct maker *m, const int32_t *item, const enum source *from, struct slate *s);
/* Reason of an item of the rest. */
struct reason maker_variety_reason(const struct maker *m, int32_t item);

#endif
