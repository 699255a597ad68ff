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
	float *distance;        /* owned; (rows) scratch */
	float *sum;             /* owned; (rows) scratch */
};

static void *create(const struct dataset *d, const double *param)
{
	struct state *s = xcalloc(1, sizeof *s);
	size_t rows = d->sound ? sound_rows(d->sound) : 0;
	s->d = d;
	s->away = param[PARAM_AWAY];
	s->distance = xcalloc(rows + 1, sizeof *s->distance);
	s->sum = xcalloc(rows + 1, sizeof *s->sum);
	return s;
}

static void destroy(void *state)
{
	struct state *s = state;
	free(s->distance);
	free(s->sum);
	free(s);
}

static void add_side(
	struct state *s, const struct leaning_entry *entry, size_t n, float factor)
{
	const struct dataset *d = s->d;
	size_t rows = sound_rows(d->sound);
	for (size_t e = 0; e < n; e++) {
		sound_cosine_distances(
			d->sound, d->item[entry[e].item].feature, s->distance);
		for (size_t i = 0; i < rows; i++) {
			float likeness = 1 - s->distance[i];
			s->sum[i] += factor * entry[e].weight * likeness * likeness *
				     likeness;
		}
	}
}

static void score(void *state, const struct context *c, float *out)
{
	struct state *s = state;
	const struct dataset *d = s->d;
	leaning_read(d, c, &s->leaning);
	size_t rows = d->sound ? sound_rows(d->sound) : 0;
	for (size_t i = 0; i < rows; i++)
		s->sum[i] = 0;
	if (d->sound && s->leaning.likes) {
		add_side(s, s->leaning.like, s->leaning.likes, 1);
		add_side(s, s->leaning.dislike, s->leaning.dislikes, -(float)s->away);
	}
	for (size_t i = 0; i < d->n_items; i++) {
		int32_t row = d->item[i].feature;
		out[i] = row >= 0 && d->sound && s->sum[row] > 0 ? s->sum[row] : 0;
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
