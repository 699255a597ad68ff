/*
 * The rows of the play queue: sources, their order, keys.
 *
 * Rows of the source have keys made of {generation, lap, id}, where a row's id is its
 * number in the source as it came, or a fresh one for what For You brings later; rows
 * of NEXT and single rows count down from -1. So a key names one row whatever is
 * shuffled, moved and removed around it, and a pump that is a moment behind still names
 * the right one.
 */
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
	free(s->row_id);
	free(s);
}

void source_give_ids(struct source *s)
{
	if (s->row_id)
		return;
	s->row_id = xreallocarray(NULL, s->n, sizeof *s->row_id);
	for (size_t i = 0; i < s->n; i++)
		s->row_id[i] = (uint32_t)i;
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

enum { KEY_ID_BITS = 32, KEY_LAP_BITS = 11, KEY_GENERATION_BITS = 20 };

static size_t row_at(const struct plan *p, size_t place)
{
	return p->order ? p->order->row[place] : place;
}

static int64_t row_key(const struct plan *p, size_t row, uint32_t lap)
{
	uint64_t generation = p->generation & ((1u << KEY_GENERATION_BITS) - 1);
	uint64_t turn = lap & ((1u << KEY_LAP_BITS) - 1);
	uint64_t id = p->source->row_id ? p->source->row_id[row] : row;
	return (int64_t)(generation << (KEY_ID_BITS + KEY_LAP_BITS) |
			 turn << KEY_ID_BITS | id);
}

struct queue_item plan_row(const struct plan *p, size_t i, uint32_t lap)
{
	const struct source *s = p->source;
	size_t row = row_at(p, i);
	struct queue_item it = {.key = row_key(p, row, lap),
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
	return plan_row(p, i, p->lap);
}

bool queue_then_index(const struct queue *q, int64_t key, size_t *ret)
{
	const struct plan *p = &q->plan;
	if (key <= 0 || !p->source)
		return false;
	size_t i = (size_t)((uint64_t)key & 0xFFFFFFFFu);
	if (i >= p->source->n || p->order || p->source->row_id)
		i = 0;
	while (i < p->source->n && row_key(p, row_at(p, i), p->lap) != key) {
		if (!p->order && !p->source->row_id)
			return false;
		i++;
	}
	*ret = i;
	return i < p->source->n;
}

ptrdiff_t queue_next_index(const struct queue *q, int64_t key)
{
	for (size_t i = 0; i < q->plan.n_next; i++)
		if (q->plan.next[i].key == key)
			return (ptrdiff_t)i;
	return -1;
}

void queue_block_run(const struct plan *p, size_t i, size_t *from, size_t *to)
{
	int64_t block = p->next[i].block;
	*from = i;
	*to = i + 1;
	while (block && *from > 0 && p->next[*from - 1].block == block)
		--*from;
	while (block && *to < p->n_next && p->next[*to].block == block)
		++*to;
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
