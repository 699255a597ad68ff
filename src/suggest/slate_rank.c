/* The moment to recommend for, and the ranked lists. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine_sound.h"
#include "slate_impl.h"

enum { LIST_MAX = 600 /* longest list that is looked at closely */ };
/* A novel track fits when it is at most this far from something liked. */
static const float FITS = .4f;

/* With less left of it than this, a track is no candidate but the last of the rest. */
static const float AWAY = .2f;

const float novel_weight[NOVEL__COUNT] = {
	[NOVEL_ARTIST] = 1,
	[NOVEL_SOUND] = 1,
	[NOVEL_CLUSTER] = .4f,
	[NOVEL_IALS] = .6f,
};

static float likeness(const struct maker *m, int32_t a, int32_t b)
{
	const struct dataset *d = &m->t->d;
	if (!d->sound || d->item[a].feature < 0 || d->item[b].feature < 0)
		return 0;
	return 1 -
	       sound_cosine_distance(d->sound, d->item[a].feature, d->item[b].feature);
}

/* What the last skips say: one says little of a sound, each further one in a row more.
 */
static float after_skips(const struct maker *m, int32_t item)
{
	float factor = 1;
	for (size_t i = 0; i < m->zaps; i++) {
		float like = likeness(m, item, m->zapped[i]);
		factor *= 1 - (m->zaps > 1 ? .9f : .5f) * like * like;
	}
	return factor;
}

bool maker_moved_away(const struct maker *m, int32_t item)
{
	return after_skips(m, item) < AWAY;
}

/* What speaks for or against an item whatever the engine: verdicts, its skips, what was
 * skipped just now or for good and sounds like it. */
static float adjustment(const struct maker *m, int32_t item)
{
	const struct dataset *d = &m->t->d;
	const struct heard *h = &d->heard[item];
	float factor = d->item[item].like > 0 ? 1.5f : d->item[item].like < 0 ? .1f : 1;
	float rate = ((float)h->skips + .3f) / ((float)h->rows + 1.5f);
	if (rate > .3f)
		factor *= 1 - .9f * (rate - .3f) / .7f;
	int32_t by = d->item[item].artist;
	if (by >= 0 && m->shunned[by])
		factor *= .1f;
	for (size_t i = 0; i < m->leaning.dislikes; i++) {
		float like = likeness(m, item, m->leaning.dislike[i].item);
		factor *= 1 - .9f * m->leaning.dislike[i].weight * like * like * like;
	}
	return factor * after_skips(m, item);
}

struct scored {
	int32_t item;
	float score;
	uint64_t hash;
};

static int by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

/* The best of m->score above 0 among allowed items that are in no list yet. */
static void take_list(struct maker *m, enum source source, const uint8_t *candidate)
{
	const struct dataset *d = &m->t->d;
	struct context c = m->context;
	uint8_t *mask = xcalloc(d->n_items + 1, 1);
	for (size_t i = 0; i < d->n_items; i++)
		mask[i] = m->allowed[i] && !m->placed[i] && candidate[i] &&
			  m->score[i] > 0;
	c.candidate = mask;
	int32_t *top = xcalloc(LIST_MAX, sizeof *top);
	size_t n = context_top(d, &c, m->score, LIST_MAX, top);
	struct scored *s = xcalloc(n + 1, sizeof *s);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		float factor = adjustment(m, top[i]);
		if (factor >= AWAY)
			s[kept++] = (struct scored){top[i], m->score[top[i]] * factor,
				d->item[top[i]].hash};
	}
	n = kept;
	qsort(s, n, sizeof *s, by_score);
	for (size_t i = 0; i < n; i++) {
		top[i] = s[i].item;
		m->placed[s[i].item] = 1;
	}
	m->list[source] = (struct ranked){n, top};
	free(s);
	free(mask);
}

static void rank_blend(struct maker *m, enum source source, const struct context *c,
	const uint8_t *candidate)
{
	struct blend_result r;
	blend_score(m->t->blend, c, &r);
	/* Mixes of z-scores have no zero; adjustments are factors. */
	bool logs = c->task != TASK_FORYOU;
	for (size_t i = 0; i < m->t->d.n_items; i++)
		m->score[i] = logs ? expf(fminf(r.score[i], 40)) : r.score[i];
	take_list(m, source, candidate);
}

/* Divides by the mean of the ten best candidates, so that engines add up. */
static bool scale(const struct maker *m, float *score, const uint8_t *candidate)
{
	float best[10] = {0};
	for (size_t i = 0; i < m->t->d.n_items; i++) {
		float v = candidate[i] && m->allowed[i] ? score[i] : 0;
		for (int b = 0; b < 10 && v > best[9]; b++) {
			if (v > best[b]) {
				memmove(best + b + 1, best + b,
					(size_t)(9 - b) * sizeof *best);
				best[b] = v;
				break;
			}
		}
	}
	float sum = 0;
	for (int b = 0; b < 10; b++)
		sum += best[b];
	for (size_t i = 0; i < m->t->d.n_items; i++)
		score[i] = sum > 0 ? score[i] * 10 / sum : 0;
	return sum > 0;
}

/* Near enough to something liked, and not nearer to something skipped. */
static bool fits(const struct maker *m, int32_t item)
{
	float like = 0, dislike = 0;
	if (!m->t->sound || m->t->d.item[item].feature < 0)
		return true;
	for (size_t i = 0; i < m->leaning.likes; i++)
		like = fmaxf(like, likeness(m, item, m->leaning.like[i].item));
	for (size_t i = 0; i < m->leaning.dislikes; i++)
		dislike = fmaxf(dislike, likeness(m, item, m->leaning.dislike[i].item));
	return like >= 1 - FITS && like > dislike;
}

int32_t maker_companion(const struct maker *m, int32_t item)
{
	return m->companion ? m->companion[item] : -1;
}

/* Albums and playlists with something that was played: the rest of them has company. */
static void find_companions(struct maker *m)
{
	const struct dataset *d = &m->t->d;
	m->companion = xcalloc(d->n_items + 1, sizeof *m->companion);
	memset(m->companion, 0xff, (d->n_items + 1) * sizeof *m->companion);
	for (size_t r = 0; r < d->n_rows; r++) {
		const int32_t *member = d->row_item + d->row[r].first;
		int32_t newest = -1;
		for (size_t i = 0; i < d->row[r].count; i++)
			if (d->stream.last[member[i]] >= 0 &&
				(newest < 0 || d->stream.last[member[i]] >
						       d->stream.last[newest]))
				newest = member[i];
		for (size_t i = 0; newest >= 0 && i < d->row[r].count; i++)
			if (member[i] != newest)
				m->companion[member[i]] = newest;
	}
}

/* A factorization gives every track some number, also one that it knows nothing of. */
static void only_with_company(const struct maker *m, float *score)
{
	for (size_t i = 0; i < m->t->d.n_items; i++)
		if (m->companion[i] < 0)
			score[i] = 0;
}

static void rank_novel(struct maker *m)
{
	const struct dataset *d = &m->t->d;
	uint8_t *candidate = xcalloc(d->n_items + 1, 1);
	for (size_t i = 0; i < d->n_items; i++)
		candidate[i] = m->seed >= 0 || d->heard[i].rows == 0;
	float *sum = xcalloc(d->n_items + 1, sizeof *sum);
	find_companions(m);
	for (int e = 0; e < NOVEL__COUNT; e++) {
		/* From a seed only its sound and company count. */
		if (m->seed >= 0 && e == NOVEL_ARTIST)
			continue;
		float *score = xcalloc(d->n_items + 1, sizeof *score);
		engine_score(m->t->novel[e], &m->context, score);
		if (e == NOVEL_IALS)
			only_with_company(m, score);
		if (!scale(m, score, candidate)) {
			free(score);
			continue;
		}
		m->novel[e] = score;
		for (size_t i = 0; i < d->n_items; i++)
			sum[i] += novel_weight[e] * score[i];
	}
	memcpy(m->score, sum, d->n_items * sizeof *sum);
	free(sum);
	take_list(m, SOURCE_OF_NOVEL, candidate);
	free(candidate);
	struct ranked *l = &m->list[SOURCE_OF_NOVEL];
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (fits(m, l->item[i]))
			l->item[kept++] = l->item[i];
		else
			m->placed[l->item[i]] = 0;
	}
	l->n = kept;
}

/* From a seed: what is nearest to it by the whole distance, heard or not. */
static void rank_seed(struct maker *m)
{
	const struct dataset *d = &m->t->d;
	int32_t row = m->seed >= 0 ? d->item[m->seed].feature : -1;
	if (row < 0 || !d->sound)
		return;
	struct sound_near *near = xcalloc(LIST_MAX, sizeof *near);
	size_t n = sound_nearest(d->sound, row, LIST_MAX, near);
	struct ranked *l = &m->list[SOURCE_OF_NOVEL];
	l->item = xcalloc(n + 1, sizeof *l->item);
	for (size_t i = 0; i < n; i++) {
		int32_t item = m->t->snapshot.feature[near[i].row].item;
		if (m->allowed[item] && !m->placed[item] && near[i].distance <= FITS) {
			m->placed[item] = 1;
			l->item[l->n++] = item;
		}
	}
	free(near);
}

void maker_rank(struct maker *m)
{
	const struct dataset *d = &m->t->d;
	uint8_t *heard = xcalloc(d->n_items + 1, 1);
	for (size_t i = 0; i < d->n_items; i++)
		heard[i] = d->heard[i].rows > 0;
	rank_seed(m);
	if (d->stream.n) {
		struct context forgotten = m->context;
		forgotten.task = TASK_FORGOTTEN;
		forgotten.only = CANDIDATES_LIST;
		forgotten.candidate = m->forgotten;
		if (m->seed < 0)
			rank_blend(m, SOURCE_OF_FORGOTTEN, &forgotten, m->forgotten);
		rank_blend(m, SOURCE_OF_FAMILIAR, &m->context, heard);
	}
	if (m->leaning.likes || d->stream.n)
		if (!m->list[SOURCE_OF_NOVEL].item)
			rank_novel(m);
	maker_rank_rest(m);
	free(heard);
}
