/*
 * Reasons and contributions. The blend speaks for what was heard before; the engines of
 * the novel list for what never was, in terms that are true of an unheard track.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "reason_check.h"
#include "slate_impl.h"

/* The place of an engine in the slate's table; made where it is new. */
static size_t engine_place(struct slate *s, const char *name)
{
	size_t i = 0;
	while (i < s->engines && strcmp(s->engine[i], name) != 0)
		i++;
	if (i == s->engines && i < SLATE_ENGINES_MAX)
		str_copy(s->engine[s->engines++], SLATE_ENGINE_NAME, name);
	return i < SLATE_ENGINES_MAX ? i : SLATE_ENGINES_MAX - 1;
}

static int64_t recording_of(const struct maker *m, int64_t item)
{
	return item < 0 ? 0 : taste_recording(m->t, (int32_t)item);
}

static void fill_blocks(
	const struct maker *m, int32_t item, int64_t other, struct pick *p)
{
	const struct dataset *d = &m->t->d;
	if (d->sound && other >= 0)
		sound_block_shares(d->sound, d->item[item].feature,
			d->item[other].feature, p->block_share);
}

/* True of a track that was heard before, whatever the blend's own engines say. */
static struct reason plain_reason(const struct maker *m, int32_t item)
{
	if (m->t->d.item[item].like > 0)
		return (struct reason){REASON_LIKED, -1, 0};
	if (taste_plays(m->t, item) > 0)
		return (struct reason){REASON_MOST_PLAYED, -1, taste_plays(m->t, item)};
	if (!m->t->d.heard[item].rows)
		return (struct reason){REASON_UNPLAYED, -1, 0};
	return (struct reason){REASON_CHANCE, -1, 0};
}

static void finish_reason(const struct maker *m, int32_t item, struct pick *p)
{
	if (p->reason.kind == REASON_SOUNDS_LIKE ||
		(p->reason.kind == REASON_UNPLAYED && p->reason.other >= 0))
		fill_blocks(m, item, p->reason.other, p);
	p->reason.other = recording_of(m, p->reason.other);
}

struct blend_picks {
	const struct context *context;
	enum source source;
	float weight; /* share of the list in the slate */
};

/* Of the parts in the order of their shares, the first that says something true. */
static bool blend_reason(struct maker *m, const struct context *c, int32_t item,
	const float *share, struct reason *ret)
{
	float left[BLEND_PARTS_MAX];
	memcpy(left, share, sizeof left);
	for (;;) {
		size_t best = 0;
		for (size_t p = 1; p < BLEND_PARTS_MAX; p++)
			if (left[p] > left[best])
				best = p;
		if (left[best] <= 0)
			return false;
		float only[BLEND_PARTS_MAX] = {0};
		only[best] = left[best];
		left[best] = 0;
		if (blend_explain(m->t->blend, c, item, only, ret) &&
			reason_holds(&m->t->d, c, item, ret))
			return true;
	}
}

static void explain_blend(struct maker *m, const int32_t *item, const enum source *from,
	const struct blend_picks *b, struct slate *s)
{
	struct blend_result r;
	float share[BLEND_PARTS_MAX] = {0};
	bool any = false;
	for (size_t i = 0; i < s->n; i++)
		any = any || from[i] == b->source;
	if (!any)
		return;
	blend_score(m->t->blend, b->context, &r);
	size_t at[BLEND_PARTS_MAX];
	for (size_t p = 0; p < r.n_parts; p++) {
		at[p] = engine_place(s, r.name[p]);
		s->weight[at[p]] += b->weight * r.weight[p];
	}
	for (size_t i = 0; i < s->n; i++) {
		struct pick *pick = &s->pick[i];
		if (from[i] != b->source)
			continue;
		pick->score = r.score[item[i]];
		blend_shares(&r, item[i], share);
		for (size_t p = 0; p < r.n_parts; p++)
			pick->share[at[p]] += share[p];
		if (!blend_reason(m, b->context, item[i], share, &pick->reason))
			pick->reason = plain_reason(m, item[i]);
		finish_reason(m, item[i], pick);
	}
}

/* What an engine says of a track that was never heard, if that can be said. */
static bool novel_reason(
	struct maker *m, enum novel_engine e, int32_t item, struct reason *ret)
{
	struct reason r;
	if (!m->novel[e] || m->novel[e][item] <= 0 ||
		!engine_explain(m->t->novel[e], &m->context, item, &r))
		return false;
	if (r.kind == REASON_SOUNDS_LIKE)
		r = (struct reason){REASON_UNPLAYED, r.other, r.number};
	if (e == NOVEL_IALS)
		r = (struct reason){REASON_COMPANION, maker_companion(m, item), 0};
	if (reason_letter(r.kind) != 'n' && reason_letter(r.kind) != '+')
		return false;
	if (!reason_holds(&m->t->d, &m->context, item, &r))
		return false;
	*ret = r;
	return true;
}

static struct reason best_novel_reason(struct maker *m, int32_t item)
{
	bool asked[NOVEL__COUNT] = {false};
	struct reason r;
	for (int round = 0; round < NOVEL__COUNT; round++) {
		int best = -1;
		float most = 0;
		for (int e = 0; e < NOVEL__COUNT; e++) {
			float part =
				m->novel[e] ? novel_weight[e] * m->novel[e][item] : 0;
			if (!asked[e] && part > most) {
				most = part;
				best = e;
			}
		}
		if (best < 0)
			break;
		asked[best] = true;
		if (novel_reason(m, (enum novel_engine)best, item, &r))
			return r;
	}
	return plain_reason(m, item);
}

static void seed_reason(const struct maker *m, int32_t item, struct pick *p)
{
	const struct dataset *d = &m->t->d;
	float distance = sound_distance(
		d->sound, d->item[m->seed].feature, d->item[item].feature);
	p->reason = (struct reason){
		d->heard[item].rows ? REASON_SOUNDS_LIKE : REASON_UNPLAYED, m->seed,
		distance};
	p->score = 1 - distance;
	if (!reason_holds(d, &m->context, item, &p->reason))
		p->reason = plain_reason(m, item);
}

static void explain_novel(struct maker *m, const int32_t *item, const enum source *from,
	float weight, struct slate *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct pick *pick = &s->pick[i];
		if (from[i] != SOURCE_OF_NOVEL)
			continue;
		float sum = 0;
		for (int e = 0; e < NOVEL__COUNT; e++)
			sum += m->novel[e] ? novel_weight[e] * m->novel[e][item[i]] : 0;
		if (m->seed >= 0 && sum <= 0) {
			seed_reason(m, item[i], pick);
			pick->share[engine_place(s, "sound")] = 1;
			finish_reason(m, item[i], pick);
			continue;
		}
		pick->score = sum;
		for (int e = 0; e < NOVEL__COUNT; e++) {
			float part = m->novel[e]
					     ? novel_weight[e] * m->novel[e][item[i]]
					     : 0;
			if (part > 0)
				pick->share[engine_place(
					s, engine_name(m->t->novel[e]))] += part / sum;
		}
		pick->reason = best_novel_reason(m, item[i]);
		finish_reason(m, item[i], pick);
	}
	float sum = 0;
	for (int e = 0; e < NOVEL__COUNT; e++)
		sum += m->novel[e] ? novel_weight[e] : 0;
	for (int e = 0; e < NOVEL__COUNT && sum > 0; e++)
		if (m->novel[e])
			s->weight[engine_place(s, engine_name(m->t->novel[e]))] +=
				weight * novel_weight[e] / sum;
}

static void explain_rest(
	struct maker *m, const int32_t *item, const enum source *from, struct slate *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct pick *pick = &s->pick[i];
		if (from[i] != SOURCE_OF_REST)
			continue;
		pick->reason = maker_variety_reason(m, item[i]);
		const char *engine = pick->reason.kind == REASON_NEWEST    ? "fresh"
				     : pick->reason.kind == REASON_VARIETY ? "cluster"
									   : "random";
		pick->share[engine_place(s, engine)] = 1;
		finish_reason(m, item[i], pick);
	}
}

void maker_explain(
	struct maker *m, const int32_t *item, const enum source *from, struct slate *s)
{
	float part[SOURCE_OF__COUNT] = {0};
	for (size_t i = 0; i < s->n; i++)
		part[from[i]] += 1 / (float)s->n;
	struct context forgotten = m->context;
	forgotten.task = TASK_FORGOTTEN;
	forgotten.only = CANDIDATES_LIST;
	forgotten.candidate = m->forgotten;
	struct blend_picks b = {
		&forgotten, SOURCE_OF_FORGOTTEN, part[SOURCE_OF_FORGOTTEN]};
	explain_blend(m, item, from, &b, s);
	b = (struct blend_picks){
		&m->context, SOURCE_OF_FAMILIAR, part[SOURCE_OF_FAMILIAR]};
	explain_blend(m, item, from, &b, s);
	explain_novel(m, item, from, part[SOURCE_OF_NOVEL], s);
	explain_rest(m, item, from, s);
}
