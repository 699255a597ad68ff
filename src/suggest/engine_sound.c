/*
 * `sound`: likeness to what the listener leans to, less likeness to what is skipped.
 *
 * score = Σ weight · likeness³ over what is liked - .8 · the same over what is
 * disliked, likeness = 1 - MP(1 - cos). The cube lets near tracks count and distant
 * ones vanish.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "engine_sound.h"
#include "leaning.h"
#include "rec/sound.h"

/* Two tracks nearer than this are called alike. */
const float SOUND_ALIKE = .4f;

enum { PARAM_AWAY };
static const struct engine_param params[] = {
	{"away", .8, 0, 5, "weight of what is skipped"},
	{0},
};

struct state {
	const struct dataset *d; /* borrowed */
	double away;
	struct leaning leaning; /* of the last score */
	float *sum;             /* owned; (rows) scratch */
};

static void *create(const struct dataset *d, const double *param)
{
	struct state *s = xcalloc(1, sizeof *s);
	size_t rows = d->sound ? sound_rows(d->sound) : 0;
	s->d = d;
	s->away = param[PARAM_AWAY];
	s->sum = xcalloc(rows + 1, sizeof *s->sum);
	return s;
}

static void destroy(void *state)
{
	struct state *s = state;
	free(s->sum);
	free(s);
}

static void score(void *state, const struct context *c, float *out)
{
	struct state *s = state;
	const struct dataset *d = s->d;
	const struct leaning *l = &s->leaning;
	int32_t row[2 * LEANING_MAX];
	float weight[2 * LEANING_MAX];
	size_t n = 0;
	leaning_read(d, c, &s->leaning);
	for (size_t i = 0; i < l->likes; i++, n++) {
		row[n] = d->item[l->like[i].item].feature;
		weight[n] = l->like[i].weight;
	}
	for (size_t i = 0; l->likes && i < l->dislikes; i++, n++) {
		row[n] = d->item[l->dislike[i].item].feature;
		weight[n] = -(float)s->away * l->dislike[i].weight;
	}
	if (n)
		sound_lean(d->sound, row, weight, n, s->sum);
	for (size_t i = 0; i < d->n_items; i++) {
		int32_t at = d->item[i].feature;
		out[i] = n && at >= 0 && s->sum[at] > 0 ? s->sum[at] : 0;
	}
}

/* The liked track that adds most, if it is alike at all. */
static bool explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	struct state *s = state;
	const struct dataset *d = s->d;
	int32_t row = d->item[item].feature, best = -1;
	float most = 0, nearest = 1;
	(void)c;
	if (!d->sound || row < 0)
		return false;
	for (size_t i = 0; i < s->leaning.likes; i++) {
		int32_t other = s->leaning.like[i].item;
		if (other == item)
			continue;
		float distance =
			sound_cosine_distance(d->sound, row, d->item[other].feature);
		float likeness = 1 - distance;
		float part = s->leaning.like[i].weight * likeness * likeness * likeness;
		if (distance <= SOUND_ALIKE && part > most) {
			most = part;
			best = other;
			nearest = distance;
		}
	}
	if (best < 0)
		return false;
	*ret = (struct reason){REASON_SOUNDS_LIKE, best, nearest};
	return true;
}

const struct engine_ops engine_sound = {
	.name = "sound",
	.summary = "sounds like what you like, unlike what you skip",
	.params = params,
	.create = create,
	.destroy = destroy,
	.score = score,
	.explain = explain,
};
