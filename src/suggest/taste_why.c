/* Why one recording, and training. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "slate_impl.h"

static void shared_words(
	const struct maker *m, int32_t item, int64_t other, char out[64])
{
	const struct dataset *d = &m->t->d;
	int32_t o = other ? taste_item(m->t, other) : -1;
	float a[SOUND_TRAITS], b[SOUND_TRAITS];
	const char *word[2];
	struct str s = {0};
	out[0] = '\0';
	if (!d->sound || o < 0 || d->item[o].feature < 0 || d->item[item].feature < 0)
		return;
	sound_traits(d->sound, d->item[item].feature, a);
	sound_traits(d->sound, d->item[o].feature, b);
	/* Only what both are is said, as strongly as the weaker of them is. */
	for (int t = 0; t < SOUND_TRAITS; t++) {
		float less = fminf(fabsf(a[t]), fabsf(b[t]));
		a[t] = a[t] * b[t] > 0 ? copysignf(less, a[t]) : 0;
	}
	size_t n = cluster_words(a, 2, word);
	for (size_t i = 0; i < n; i++)
		str_appendf(&s, "%s%s", i ? ", " : "", word[i]);
	const struct snapshot_feature *f = m->t->snapshot.feature;
	int32_t key = f[d->item[item].feature].key;
	if (key >= 0 && key == f[d->item[o].feature].key)
		str_appendf(&s, "%ssame key", n ? ", " : "");
	str_copy(out, 64, str_text(&s));
	str_finish(&s);
}

static void fill_facts(const struct maker *m, int32_t item, struct taste_why *ret)
{
	const struct dataset *d = &m->t->d;
	ret->facts = (struct reason_facts){.plays = taste_plays(m->t, item),
		.last_heard_ms = d->heard[item].last_end_ms,
		.added_ms = d->item[item].added_ms,
		.liked = d->item[item].like > 0};
	shared_words(m, item, ret->pick.reason.other, ret->facts.sound);
}

static enum source find_in_lists(
	const struct maker *m, int32_t item, struct taste_why *ret)
{
	enum source found = SOURCE_OF_REST;
	for (int s = 0; s < SOURCE_OF__COUNT; s++) {
		for (size_t i = 0; i < m->list[s].n; i++) {
			if (m->list[s].item[i] != item)
				continue;
			ret->rank = i + 1;
			ret->of = m->list[s].n;
			found = (enum source)s;
		}
	}
	return found;
}

enum err_code taste_why(struct taste *t, int64_t recording,
	const struct taste_request *r, struct taste_why *ret, struct err *why)
{
	int32_t item = taste_item(t, recording);
	*ret = (struct taste_why){0};
	if (item < 0)
		return err_set(why, ERR_NOT_FOUND, "that track is not in the library");
	ret->known = true;
	ret->banned = t->d.item[item].like <= -2;
	struct maker m;
	maker_init(&m, t, r);
	/* Asked about what stands in the queue or plays now, too. */
	m.allowed[item] = !ret->banned;
	maker_rank(&m);
	enum source from = find_in_lists(&m, item, ret);
	struct pick pick = {.recording = recording};
	struct slate one = {.made_ms = r->now_ms, .n = 1, .pick = &pick};
	maker_explain(&m, &item, &from, &one);
	ret->pick = pick;
	ret->engines = one.engines;
	memcpy(ret->engine, one.engine, sizeof ret->engine);
	fill_facts(&m, item, ret);
	maker_finish(&m);
	return ERR_OK;
}

static int64_t now_us(void)
{
	struct clock c = clock_system();
	return clock_mono_us(&c);
}

static void trained(struct taste_trained *ret, size_t *n, const char *engine,
	int64_t took_us, double weight)
{
	if (*n == SLATE_ENGINES_MAX)
		return;
	ret[*n] = (struct taste_trained){.took_us = took_us, .weight = weight};
	str_copy(ret[(*n)++].engine, SLATE_ENGINE_NAME, engine);
}

/* The parts of the blend as they are weighed now. */
static void weigh_parts(struct taste *t, struct taste_trained *ret, size_t *n)
{
	struct context c = {.running = (int32_t)t->d.n_sessions};
	if (t->d.n_events)
		c.now_ms = t->d.event[t->d.n_events - 1].end_ms;
	struct blend_result r;
	blend_score(t->blend, &c, &r);
	for (size_t p = 0; p < r.n_parts; p++)
		trained(ret, n, r.name[p], 0, r.weight[p]);
}

static bool wanted(const char *engine, const char *name)
{
	return !engine || strcmp(engine, name) == 0;
}

size_t taste_train(struct taste *t, const char *engine, struct taste_trained *ret)
{
	size_t n = 0;
	for (int e = 0; e < NOVEL__COUNT; e++) {
		const char *name = engine_name(t->novel[e]);
		if (!wanted(engine, name) || !engine_trains(t->novel[e]))
			continue;
		int64_t begin = now_us();
		engine_train(t->novel[e], NULL, NULL);
		trained(ret, &n, name, now_us() - begin, 0);
	}
	if (t->sound && wanted(engine, "cluster")) {
		int64_t begin = now_us();
		taste_cluster_again(t);
		trained(ret, &n, "cluster", now_us() - begin, 0);
	}
	if (wanted(engine, "blend")) {
		int64_t begin = now_us();
		blend_train(t->blend, NULL, NULL);
		trained(ret, &n, "blend", now_us() - begin, 1);
		weigh_parts(t, ret, &n);
	}
	return n;
}
