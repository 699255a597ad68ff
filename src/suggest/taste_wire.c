#include "taste_wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void taste_put_listen(struct str *b, const struct listen *l)
{
	bytes_put_i64(b, l->recording);
	bytes_put_i64(b, l->start_ms);
	bytes_put_i64(b, l->heard_ms);
	bytes_put_i64(b, l->duration_ms);
	bytes_put_u32(b, (uint32_t)l->outcome);
	bytes_put_u32(b, l->flags);
}

void taste_get_listen(struct bytes_reader *r, struct listen *ret)
{
	*ret = (struct listen){0};
	ret->recording = bytes_get_i64(r);
	ret->start_ms = bytes_get_i64(r);
	ret->heard_ms = bytes_get_i64(r);
	ret->duration_ms = bytes_get_i64(r);
	uint32_t outcome = bytes_get_u32(r);
	ret->outcome =
		outcome < OUTCOME__COUNT ? (enum outcome)outcome : OUTCOME_STOPPED;
	ret->flags = bytes_get_u32(r);
}

void taste_put_feedback(struct str *b, const struct taste_feedback *f)
{
	bytes_put_u8(b, (uint8_t)f->target);
	bytes_put_i64(b, f->id);
	bytes_put_u8(b, (uint8_t)f->value);
}

void taste_get_feedback(struct bytes_reader *r, struct taste_feedback *ret)
{
	uint8_t target = bytes_get_u8(r);
	ret->target = target <= TASTE_ARTIST ? (enum taste_target)target : TASTE_TRACK;
	ret->id = bytes_get_i64(r);
	ret->value = (signed char)bytes_get_u8(r);
}

void taste_put_request(struct str *b, const struct taste_request *q)
{
	bytes_put_u32(b, (uint32_t)q->n);
	bytes_put_u32(b, (uint32_t)q->discover);
	bytes_put_i64(b, q->seed);
	bytes_put_i64(b, q->now_ms);
	size_t n = q->n_exclude < TASTE_EXCLUDE_MAX ? q->n_exclude : TASTE_EXCLUDE_MAX;
	bytes_put_u32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		bytes_put_i64(b, q->exclude[i]);
}

void taste_get_request(struct bytes_reader *r, struct taste_request *ret)
{
	*ret = (struct taste_request){0};
	ret->n = (int)bytes_get_u32(r);
	ret->discover = (int)bytes_get_u32(r);
	ret->seed = bytes_get_i64(r);
	ret->now_ms = bytes_get_i64(r);
	uint32_t n = bytes_get_u32(r);
	if (n > TASTE_EXCLUDE_MAX)
		r->bad = true;
	for (uint32_t i = 0; !r->bad && i < n; i++)
		ret->exclude[ret->n_exclude++] = bytes_get_i64(r);
}

/* A slate of one carries a why's pick and engine names. */
static void put_why(struct str *b, const struct taste_answer *a)
{
	struct pick pick = a->why_pick.pick;
	struct slate one = {.engines = a->why_pick.engines, .n = 1, .pick = &pick};
	memcpy(one.engine, a->why_pick.engine, sizeof one.engine);
	slate_put(b, &one);
	bytes_put_u8(b, (uint8_t)(a->why_pick.known | a->why_pick.banned << 1 |
				  a->why_pick.facts.liked << 2));
	bytes_put_i64(b, (int64_t)a->why_pick.rank);
	bytes_put_i64(b, (int64_t)a->why_pick.of);
	bytes_put_i64(b, a->why_pick.facts.plays);
	bytes_put_i64(b, a->why_pick.facts.last_heard_ms);
	bytes_put_i64(b, a->why_pick.facts.added_ms);
	bytes_put_str(b, a->why_pick.facts.sound);
	bytes_put_str(b, a->why_line);
}

static void get_why(struct bytes_reader *r, struct taste_answer *a)
{
	struct slate one;
	struct taste_why *w = &a->why_pick;
	slate_get(r, &one);
	if (one.n == 1)
		w->pick = one.pick[0];
	w->engines = one.engines;
	memcpy(w->engine, one.engine, sizeof w->engine);
	slate_finish(&one);
	uint8_t bits = bytes_get_u8(r);
	w->known = bits & 1;
	w->banned = bits >> 1 & 1;
	w->facts.liked = bits >> 2 & 1;
	w->rank = (size_t)bytes_get_i64(r);
	w->of = (size_t)bytes_get_i64(r);
	w->facts.plays = bytes_get_i64(r);
	w->facts.last_heard_ms = bytes_get_i64(r);
	w->facts.added_ms = bytes_get_i64(r);
	char *sound = bytes_get_str(r);
	str_copy(w->facts.sound, sizeof w->facts.sound, sound ? sound : "");
	free(sound);
	a->why_line = bytes_get_str(r);
}

static void put_near(struct str *b, const struct taste_answer *a)
{
	bytes_put_u32(b, (uint32_t)a->n_near);
	for (size_t i = 0; i < a->n_near; i++) {
		bytes_put_i64(b, a->near[i].recording);
		bytes_put_f32(b, a->near[i].distance);
		bytes_put_f32s(b, a->near[i].block_share, 4);
	}
}

static void get_near(struct bytes_reader *r, struct taste_answer *a)
{
	uint32_t n = bytes_get_u32(r);
	if (n > TASTE_SIMILAR_MAX)
		r->bad = true;
	if (r->bad)
		return;
	a->near = xcalloc(n + 1, sizeof *a->near);
	for (; a->n_near < n; a->n_near++) {
		a->near[a->n_near].recording = bytes_get_i64(r);
		a->near[a->n_near].distance = bytes_get_f32(r);
		bytes_get_f32s(r, a->near[a->n_near].block_share, 4);
	}
}

static void put_trained(struct str *b, const struct taste_answer *a)
{
	bytes_put_u32(b, (uint32_t)a->n_trained);
	for (size_t i = 0; i < a->n_trained; i++) {
		bytes_put_str(b, a->trained[i].engine);
		bytes_put_i64(b, a->trained[i].took_us);
		bytes_put_f64(b, a->trained[i].weight);
	}
}

static void get_trained(struct bytes_reader *r, struct taste_answer *a)
{
	uint32_t n = bytes_get_u32(r);
	if (n > SLATE_ENGINES_MAX)
		r->bad = true;
	for (; !r->bad && a->n_trained < n; a->n_trained++) {
		struct taste_trained *t = &a->trained[a->n_trained];
		char *name = bytes_get_str(r);
		str_copy(t->engine, sizeof t->engine, name ? name : "");
		free(name);
		t->took_us = bytes_get_i64(r);
		t->weight = bytes_get_f64(r);
	}
}

void taste_put_answer(struct str *b, const struct taste_answer *a)
{
	bytes_put_u8(b, (uint8_t)a->kind);
	if (a->kind == TASTE_SLATE) {
		slate_put(b, &a->slate);
		for (size_t i = 0; i < a->slate.n; i++)
			bytes_put_str(b, a->words[i]);
	} else if (a->kind == TASTE_WHY) {
		put_why(b, a);
	} else if (a->kind == TASTE_SIMILAR) {
		put_near(b, a);
	} else if (a->kind == TASTE_TRAINED) {
		put_trained(b, a);
	}
}

static void get_slate(struct bytes_reader *r, struct taste_answer *a)
{
	slate_get(r, &a->slate);
	a->words = xcalloc(a->slate.n + 1, sizeof *a->words);
	for (size_t i = 0; i < a->slate.n; i++) {
		a->words[i] = bytes_get_str(r);
		if (!a->words[i])
			a->words[i] = xstrdup("");
	}
}

bool taste_get_answer(struct bytes_reader *r, struct taste_answer *ret)
{
	*ret = (struct taste_answer){.kind = (enum taste_answer_kind)bytes_get_u8(r)};
	switch (ret->kind) {
	case TASTE_SLATE:
		get_slate(r, ret);
		break;
	case TASTE_WHY:
		get_why(r, ret);
		break;
	case TASTE_SIMILAR:
		get_near(r, ret);
		break;
	case TASTE_TRAINED:
		get_trained(r, ret);
		break;
	case TASTE_FAILED:
	default:
		r->bad = true;
		break;
	}
	return !r->bad;
}

void taste_answer_finish(struct taste_answer *a)
{
	for (size_t i = 0; a->words && i < a->slate.n; i++)
		free(a->words[i]);
	free(a->words);
	slate_finish(&a->slate);
	free(a->why_line);
	free(a->near);
	*a = (struct taste_answer){0};
}
