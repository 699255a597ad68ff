/*
 * `cluster`: the mood cluster that is played most comes first, then the next; within a
 * cluster what is nearest to the liked tracks of that cluster comes first.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "cluster.h"
#include "engine_sound.h"
#include "leaning.h"

struct state {
	const struct dataset *d; /* borrowed */
	struct leaning leaning;  /* of the last score */
	float *weight;   /* owned; (k) what speaks for each, of the last score */
	float *best;     /* owned; (rows) likeness to the nearest liked of its own */
	float *distance; /* owned; (rows) scratch */
};

static void *create(const struct dataset *d, const double *param)
{
	struct state *s = xcalloc(1, sizeof *s);
	size_t rows = d->sound ? sound_rows(d->sound) : 0;
	(void)param;
	s->d = d;
	s->weight = xcalloc((d->clusters ? d->clusters->k : 0) + 1, sizeof *s->weight);
	s->best = xcalloc(rows + 1, sizeof *s->best);
	return s;
}

static void destroy(void *state)
{
	struct state *s = state;
	free(s->weight);
	free(s->best);
	free(s);
}

static void weigh_clusters(struct state *s, const struct leaning *l)
{
	const struct dataset *d = s->d;
	const struct clusters *c = d->clusters;
	for (size_t k = 0; k < c->k; k++)
		s->weight[k] = 0;
	for (size_t i = 0; i < l->likes; i++)
		s->weight[c->of[d->item[l->like[i].item].feature]] += l->like[i].weight;
	for (size_t i = 0; i < l->dislikes; i++)
		s->weight[c->of[d->item[l->dislike[i].item].feature]] -=
			l->dislike[i].weight;
}

static void find_nearest(struct state *s, const struct leaning *l)
{
	const struct dataset *d = s->d;
	const struct clusters *c = d->clusters;
	for (size_t i = 0; i < c->rows; i++)
		s->best[i] = 0;
	for (size_t e = 0; e < l->likes; e++) {
		int32_t row = d->item[l->like[e].item].feature;
		for (size_t i = 0; i < c->rows; i++) {
			/* A track is no neighbour of its own. */
			if (c->of[i] != c->of[row] || (int32_t)i == row)
				continue;
			float likeness =
				1 - sound_cosine_distance(d->sound, row, (int32_t)i);
			if (likeness > s->best[i])
				s->best[i] = likeness;
		}
	}
}

/* Clusters that are played outrank each other by whole numbers. */
static float base_of(const struct state *s, int32_t cluster)
{
	float below = 0;
	for (size_t k = 0; k < s->d->clusters->k; k++)
		below += s->weight[k] > 0 && s->weight[k] < s->weight[cluster];
	return below;
}

static void score(void *state, const struct context *c, float *out)
{
	struct state *s = state;
	const struct dataset *d = s->d;
	for (size_t i = 0; i < d->n_items; i++)
		out[i] = 0;
	if (!d->sound || !d->clusters)
		return;
	leaning_read(d, c, &s->leaning);
	weigh_clusters(s, &s->leaning);
	find_nearest(s, &s->leaning);
	for (size_t i = 0; i < d->n_items; i++) {
		int32_t row = d->item[i].feature;
		int32_t cluster = row < 0 ? -1 : d->clusters->of[row];
		if (cluster >= 0 && s->weight[cluster] > 0)
			out[i] = base_of(s, cluster) + s->best[row];
	}
}

static bool explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	struct state *s = state;
	const struct clusters *clusters = s->d->clusters;
	int32_t row = s->d->item[item].feature;
	(void)c;
	if (!clusters || row < 0 || clusters->of[row] < 0 ||
		s->weight[clusters->of[row]] <= 0)
		return false;
	for (size_t i = 0; i < s->leaning.likes; i++) {
		int32_t other = s->leaning.like[i].item;
		if (other == item ||
			clusters->of[s->d->item[other].feature] != clusters->of[row])
			continue;
		*ret = (struct reason){
			REASON_CLUSTER, other, (double)clusters->id[clusters->of[row]]};
		return true;
	}
	return false;
}

const struct engine_ops engine_cluster = {
	.name = "cluster",
	.summary = "the corner of the library that you play most, then the next",
	.create = create,
	.destroy = destroy,
	.score = score,
	.explain = explain,
};
