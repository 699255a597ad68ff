/*
 * The play queue: state, what plays, what follows. Editing is in queue_edit.c, the form
 * that survives restarts in queue_save.c.
 *
 * Rows of the source have keys made of {generation, lap, place in the order}; rows of
 * NEXT and single rows count down from -1. So a key names one row, and a pump that is a
 * moment behind still names the right one.
 */
#include "player/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "queue_state.h"

struct source *source_create(
	const struct queue_source *from, const struct reason *reason)
{
	struct source *s = xcalloc(1, sizeof *s);
	s->refs = 1;
	s->kind = from->kind;
	s->id = from->id;
	s->title = xstrdup(from->title ? from->title : "");
	s->item = xmemdup(from->item, from->n * sizeof *from->item);
	s->reason = reason ? xmemdup(reason, from->n * sizeof *reason) : NULL;
	s->n = from->n;
	return s;
}

struct source *source_ref(struct source *s)
{
	if (s)
		s->refs++;
	return s;
}

void source_unref(struct source *s)
{
	if (!s || --s->refs > 0)
		return;
	free(s->title);
	free(s->item);
	free(s->reason);
	free(s);
}

struct order *order_create(size_t n)
{
	struct order *o = xcalloc(1, sizeof *o);
	o->refs = 1;
	o->row = xreallocarray(NULL, n, sizeof *o->row);
	for (size_t i = 0; i < n; i++)
		o->row[i] = (uint32_t)i;
	return o;
}

void order_unref(struct order *o)
{
	if (!o || --o->refs > 0)
		return;
	free(o->row);
	free(o);
}

void plan_finish(struct plan *p)
{
	source_unref(p->source);
	order_unref(p->order);
	free(p->next);
	*p = (struct plan){0};
}

struct queue *queue_create(uint64_t seed)
{
	struct queue *q = xcalloc(1, sizeof *q);
	rng_seed(&q->rng, seed);
	q->plan.now_index = QUEUE_NO_INDEX;
	return q;
}

void queue_destroy(struct queue *q)
{
	if (!q)
		return;
	plan_finish(&q->plan);
	for (size_t i = 0; i < q->n_undo; i++)
		plan_finish(&q->undo[i]);
	for (size_t i = 0; i < q->n_redo; i++)
		plan_finish(&q->redo[i]);
	intern_finish(&q->files);
	free(q);
}

int64_t queue_file(struct queue *q, const char *path)
{
	return -1 - (int64_t)intern_add(&q->files, path, strlen(path));
}

const char *queue_file_path(const struct queue *q, int64_t item)
{
	uint64_t i = (uint64_t)(-1 - item);
	return item < 0 && i < q->files.len ? q->files.name[i] : NULL;
}

int64_t queue_new_key(struct queue *q)
{
	return --q->last_key;
}

enum { KEY_INDEX_BITS = 32, KEY_LAP_BITS = 11, KEY_GENERATION_BITS = 20 };

static int64_t then_key(const struct plan *p, size_t i, uint32_t lap)
{
	uint64_t generation = p->generation & ((1u << KEY_GENERATION_BITS) - 1);
	uint64_t turn = lap & ((1u << KEY_LAP_BITS) - 1);
	return (int64_t)(generation << (KEY_INDEX_BITS + KEY_LAP_BITS) |
			 turn << KEY_INDEX_BITS | (uint64_t)i);
}

static struct queue_item then_item(const struct plan *p, size_t i, uint32_t lap)
{
	const struct source *s = p->source;
	size_t row = p->order ? p->order->row[i] : i;
	struct queue_item it = {.key = then_key(p, i, lap),
		.item = s->item[row],
		.source = s->kind,
		.source_id = s->id};
	if (s->reason) {
		it.has_reason = true;
		it.reason = s->reason[row];
	}
	return it;
}

struct queue_item plan_then(const struct plan *p, size_t i)
{
	return then_item(p, i, p->lap);
}

bool queue_then_index(const struct queue *q, int64_t key, size_t *ret)
{
	const struct plan *p = &q->plan;
	if (key <= 0 || !p->source)
		return false;
	size_t i = (size_t)((uint64_t)key & 0xFFFFFFFFu);
	if (i >= p->source->n || then_key(p, i, p->lap) != key)
		return false;
	*ret = i;
	return true;
}

ptrdiff_t queue_next_index(const struct queue *q, int64_t key)
{
	for (size_t i = 0; i < q->plan.n_next; i++)
		if (q->plan.next[i].key == key)
			return (ptrdiff_t)i;
	return -1;
}

void queue_take_next(struct queue *q, size_t i)
{
	struct plan *p = &q->plan;
	p->n_next--;
	memmove(p->next + i, p->next + i + 1, (p->n_next - i) * sizeof *p->next);
}

void plan_shuffle(struct queue *q, size_t from)
{
	struct plan *p = &q->plan;
	if (!p->source)
		return;
	struct order *o = order_create(p->source->n);
	if (p->order)
		memcpy(o->row, p->order->row, p->source->n * sizeof *o->row);
	for (size_t i = p->source->n; i > from + 1; i--) {
		size_t j = from + (size_t)rng_below(&q->rng, i - from);
		uint32_t swap = o->row[i - 1];
		o->row[i - 1] = o->row[j];
		o->row[j] = swap;
	}
	order_unref(p->order);
	p->order = o;
}

void queue_set_source(struct queue *q, struct source *s, size_t pos)
{
	struct plan *p = &q->plan;
	source_unref(p->source);
	order_unref(p->order);
	p->source = s;
	p->order = NULL;
	p->pos = pos;
	p->lap = 0;
	/* Zero would let a key be 0. */
	p->generation = ++q->last_generation;
}

void queue_leave_now(struct queue *q)
{
	struct plan *p = &q->plan;
	if (p->has_now && p->now_started) {
		if (q->n_heard == QUEUE_HEARD) {
			memmove(q->heard, q->heard + 1,
				(QUEUE_HEARD - 1) * sizeof *q->heard);
			q->n_heard--;
		}
		q->heard[q->n_heard++] =
			(struct heard){p->now, p->generation, p->now_index};
	}
	p->has_now = p->now_started = false;
	p->now_index = QUEUE_NO_INDEX;
}

static void set_now(struct queue *q, const struct queue_item *it, size_t index)
{
	queue_leave_now(q);
	q->plan.now = *it;
	q->plan.now_index = index;
	q->plan.has_now = true;
	q->version++;
}

static void now_from_then(struct queue *q, size_t i)
{
	struct queue_item it = plan_then(&q->plan, i);
	set_now(q, &it, i);
	q->plan.pos = i + 1;
}

void queue_play_picks(struct queue *q, const struct queue_source *s,
	const struct reason *reason, size_t start)
{
	if (start >= s->n)
		return;
	queue_step(q);
	queue_leave_now(q);
	queue_set_source(q, source_create(s, reason), start);
	if (q->plan.shuffle)
		plan_shuffle(q, start + 1);
	now_from_then(q, start);
}

void queue_play_source(struct queue *q, const struct queue_source *s, size_t start)
{
	queue_play_picks(q, s, NULL, start);
}

void queue_play_one(struct queue *q, int64_t item, enum source_kind kind, int64_t id)
{
	queue_step(q);
	struct queue_item it = {
		.key = queue_new_key(q), .item = item, .source = kind, .source_id = id};
	set_now(q, &it, QUEUE_NO_INDEX);
}

bool queue_play_key(struct queue *q, int64_t key)
{
	size_t place;
	ptrdiff_t i = queue_next_index(q, key);
	if (i >= 0) {
		queue_step(q);
		struct queue_item it = q->plan.next[i];
		queue_take_next(q, (size_t)i);
		set_now(q, &it, QUEUE_NO_INDEX);
		return true;
	}
	if (!queue_then_index(q, key, &place))
		return false;
	queue_step(q);
	now_from_then(q, place);
	return true;
}

void queue_started(struct queue *q, int64_t key)
{
	struct plan *p = &q->plan;
	size_t place;
	if (p->has_now && p->now.key == key) {
		p->now_started = true;
		return;
	}
	ptrdiff_t i = queue_next_index(q, key);
	if (i >= 0) {
		struct queue_item it = p->next[i];
		queue_take_next(q, (size_t)i);
		set_now(q, &it, QUEUE_NO_INDEX);
	} else if (queue_then_index(q, key, &place)) {
		now_from_then(q, place);
	} else if (p->source && key > 0 && q->repeat == QUEUE_REPEAT_ALL) {
		p->lap++; /* the pump went round before we did */
		if (!queue_then_index(q, key, &place)) {
			p->lap--;
			return;
		}
		now_from_then(q, place);
	} else {
		return;
	}
	p->now_started = true;
}

bool queue_advance(struct queue *q, bool ended)
{
	struct plan *p = &q->plan;
	if (ended && q->repeat == QUEUE_REPEAT_ONE && p->has_now)
		return true;
	if (p->n_next > 0) {
		struct queue_item it = p->next[0];
		queue_take_next(q, 0);
		set_now(q, &it, QUEUE_NO_INDEX);
		return true;
	}
	if (p->source && p->pos >= p->source->n && q->repeat == QUEUE_REPEAT_ALL) {
		p->lap++;
		p->pos = 0;
	}
	if (p->source && p->pos < p->source->n) {
		now_from_then(q, p->pos);
		return true;
	}
	queue_leave_now(q);
	q->version++;
	return false;
}

bool queue_back(struct queue *q)
{
	struct plan *p = &q->plan;
	if (q->n_heard == 0)
		return false;
	struct heard back = q->heard[--q->n_heard];
	if (p->has_now && p->now_index != QUEUE_NO_INDEX) {
		p->pos = p->now_index; /* what we leave comes again */
	} else if (p->has_now) {
		p->next =
			mem_grow(p->next, &p->cap_next, p->n_next + 1, sizeof *p->next);
		memmove(p->next + 1, p->next, p->n_next++ * sizeof *p->next);
		p->next[0] = p->now;
	}
	p->has_now = p->now_started =
		false; /* walking back leaves no trace in "heard" */
	bool same = back.generation == p->generation && back.index != QUEUE_NO_INDEX &&
		    p->source && back.index < p->source->n;
	if (same)
		p->pos = back.index + 1;
	else
		back.item.key = queue_new_key(q);
	set_now(q, &back.item, same ? back.index : QUEUE_NO_INDEX);
	return true;
}

bool queue_now(const struct queue *q, struct queue_item *ret)
{
	if (q->plan.has_now)
		*ret = q->plan.now;
	return q->plan.has_now;
}

size_t queue_next_count(const struct queue *q)
{
	return q->plan.n_next;
}

size_t queue_then_count(const struct queue *q)
{
	const struct plan *p = &q->plan;
	return p->source && p->pos < p->source->n ? p->source->n - p->pos : 0;
}

bool queue_at(const struct queue *q, size_t i, struct queue_item *ret)
{
	const struct plan *p = &q->plan;
	if (i < p->n_next) {
		*ret = p->next[i];
		return true;
	}
	if (i - p->n_next >= queue_then_count(q))
		return false;
	*ret = plan_then(p, p->pos + i - p->n_next);
	return true;
}

enum queue_place queue_place_of(const struct queue *q, size_t i)
{
	return i < q->plan.n_next ? QUEUE_NEXT : QUEUE_THEN;
}

size_t queue_upcoming(const struct queue *q, struct queue_item *out, size_t max)
{
	const struct plan *p = &q->plan;
	size_t n = 0;
	if (q->repeat == QUEUE_REPEAT_ONE && p->has_now) {
		while (n < max && n < 2)
			out[n++] = p->now;
		return n;
	}
	while (n < max && queue_at(q, n, &out[n]))
		n++;
	if (q->repeat == QUEUE_REPEAT_ALL && p->source)
		for (size_t i = 0; n < max && i < p->source->n; i++)
			out[n++] = then_item(p, i, p->lap + 1);
	return n;
}

enum source_kind queue_source_kind(const struct queue *q)
{
	return q->plan.source ? q->plan.source->kind : SOURCE_QUEUE;
}

int64_t queue_source_id(const struct queue *q)
{
	return q->plan.source ? q->plan.source->id : 0;
}

const char *queue_source_title(const struct queue *q)
{
	return q->plan.source ? q->plan.source->title : "";
}

size_t queue_source_position(const struct queue *q)
{
	return q->plan.source ? q->plan.pos : 0;
}

uint64_t queue_version(const struct queue *q)
{
	return q->version;
}

uint64_t queue_acts(const struct queue *q)
{
	return q->acts;
}
