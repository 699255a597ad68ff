/* The play queue: adding, removing, moving, shuffle, For You's re-forming, undo. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "queue_state.h"

static struct plan plan_copy(const struct plan *p, int64_t position_ms)
{
	struct plan copy = *p;
	copy.next = xmemdup(p->next, p->n_next * sizeof *p->next);
	copy.cap_next = p->n_next;
	source_ref(p->source);
	if (p->order)
		p->order->refs++;
	copy.position_ms = position_ms;
	return copy;
}

static void push(struct plan *stack, size_t *n, struct plan step)
{
	if (*n == QUEUE_UNDO) {
		plan_finish(&stack[0]);
		memmove(stack, stack + 1, (QUEUE_UNDO - 1) * sizeof *stack);
		(*n)--;
	}
	stack[(*n)++] = step;
}

void queue_note_position(struct queue *q, int64_t position_ms)
{
	q->position_ms = position_ms;
}

void queue_step(struct queue *q)
{
	push(q->undo, &q->n_undo, plan_copy(&q->plan, q->position_ms));
	while (q->n_redo > 0)
		plan_finish(&q->redo[--q->n_redo]);
	q->acts++;
	q->version++;
}

/* Takes the newest step of `from`; the present one goes onto `to`. */
static bool travel(struct queue *q, struct plan *from, size_t *n_from, struct plan *to,
	size_t *n_to, int64_t position_ms, int64_t *ret_position_ms)
{
	if (*n_from == 0)
		return false;
	push(to, n_to, plan_copy(&q->plan, position_ms));
	if (q->plan.now.key != from[*n_from - 1].now.key || !from[*n_from - 1].has_now)
		queue_remember_now(q);
	plan_finish(&q->plan);
	q->plan = from[--(*n_from)];
	*ret_position_ms = q->plan.position_ms;
	q->version++;
	return true;
}

bool queue_undo(struct queue *q, int64_t position_ms, int64_t *ret_position_ms)
{
	return travel(q, q->undo, &q->n_undo, q->redo, &q->n_redo, position_ms,
		ret_position_ms);
}

bool queue_redo(struct queue *q, int64_t position_ms, int64_t *ret_position_ms)
{
	return travel(q, q->redo, &q->n_redo, q->undo, &q->n_undo, position_ms,
		ret_position_ms);
}

/* THEN without the row at place i: a new source, since the old one may be shared. */
void queue_take_then(struct queue *q, size_t place)
{
	struct plan *p = &q->plan;
	const struct source *old = p->source;
	size_t row = p->order ? p->order->row[place] : place;
	struct queue_source from = {old->kind, old->id, old->title, old->item, old->n};
	struct source *s = source_create(&from, old->reason);
	if (old->row_id)
		s->row_id = xmemdup(old->row_id, old->n * sizeof *s->row_id);
	source_give_ids(s);
	s->n--;
	memmove(s->row_id + row, s->row_id + row + 1, (s->n - row) * sizeof *s->row_id);
	memmove(s->item + row, s->item + row + 1, (s->n - row) * sizeof *s->item);
	if (s->reason)
		memmove(s->reason + row, s->reason + row + 1,
			(s->n - row) * sizeof *s->reason);
	struct order *o = NULL;
	if (p->order) {
		o = order_create(s->n);
		for (size_t i = 0, k = 0; i < old->n; i++)
			if (i != place)
				o->row[k++] =
					p->order->row[i] - (p->order->row[i] > row);
	}
	source_unref(p->source);
	order_unref(p->order);
	p->source = s;
	p->order = o;
}

/* A pick that is pinned leaves For You's rows: it comes once. */
static void take_pinned(struct queue *q, int64_t item)
{
	struct plan *p = &q->plan;
	if (!p->source || p->source->kind != SOURCE_FORYOU)
		return;
	for (size_t i = p->source->n; i > p->pos; i--)
		if (plan_then(p, i - 1).item == item)
			queue_take_then(q, i - 1);
}

void queue_add(struct queue *q, const int64_t *item, size_t n, enum source_kind kind,
	int64_t id, bool on_top, bool block, const struct reason *reason)
{
	if (n == 0)
		return;
	queue_step(q);
	struct plan *p = &q->plan;
	for (size_t i = 0; i < n; i++)
		take_pinned(q, item[i]);
	p->next = mem_grow(p->next, &p->cap_next, p->n_next + n, sizeof *p->next);
	size_t at = on_top ? 0 : p->n_next;
	memmove(p->next + at + n, p->next + at, (p->n_next - at) * sizeof *p->next);
	int64_t number = 0;
	for (size_t i = 0; i < n; i++) {
		struct queue_item it = {.key = queue_new_key(q),
			.item = item[i],
			.source = kind,
			.source_id = id,
			.has_reason = reason != NULL};
		if (i == 0 && block)
			number = -it.key;
		it.block = number;
		if (reason)
			it.reason = *reason;
		p->next[at + i] = it;
	}
	p->n_next += n;
}

bool queue_remove(struct queue *q, int64_t key)
{
	size_t place;
	ptrdiff_t i = queue_next_index(q, key);
	if (i >= 0) {
		queue_step(q);
		queue_take_next(q, (size_t)i);
		return true;
	}
	if (!queue_then_index(q, key, &place) || place < q->plan.pos)
		return false;
	queue_step(q);
	queue_take_then(q, place);
	return true;
}

bool queue_remove_block(struct queue *q, int64_t key)
{
	struct plan *p = &q->plan;
	size_t from, to;
	ptrdiff_t i = queue_next_index(q, key);
	if (i < 0)
		return false;
	queue_step(q);
	queue_block_run(p, (size_t)i, &from, &to);
	memmove(p->next + from, p->next + to, (p->n_next - to) * sizeof *p->next);
	p->n_next -= to - from;
	return true;
}

static bool move_then(struct queue *q, size_t place, bool down)
{
	struct plan *p = &q->plan;
	if (down ? place + 1 >= p->source->n : place <= p->pos)
		return false;
	queue_step(q);
	struct order *o = order_create(p->source->n);
	if (p->order)
		memcpy(o->row, p->order->row, p->source->n * sizeof *o->row);
	size_t other = down ? place + 1 : place - 1;
	uint32_t swap = o->row[place];
	o->row[place] = o->row[other];
	o->row[other] = swap;
	order_unref(p->order);
	p->order = o;
	return true;
}

/* Puts NEXT's rows [a, b) behind its rows [b, c). */
static void swap_runs(struct plan *p, size_t a, size_t b, size_t c)
{
	struct queue_item *first = xmemdup(p->next + a, (b - a) * sizeof *first);
	memmove(p->next + a, p->next + b, (c - b) * sizeof *first);
	memcpy(p->next + a + (c - b), first, (b - a) * sizeof *first);
	free(first);
}

/* A row goes past a whole block at once; one that leaves its own block is in none. */
static bool move_next(struct queue *q, size_t a, size_t b, bool down)
{
	struct plan *p = &q->plan;
	if (down ? b >= p->n_next : a == 0)
		return false;
	queue_step(q);
	size_t other = down ? b : a - 1, from = other, to = other + 1;
	if (p->next[other].block != p->next[a].block) {
		queue_block_run(p, other, &from, &to);
		if (b == a + 1)
			p->next[a].block = 0;
	}
	if (down)
		swap_runs(p, a, b, to);
	else
		swap_runs(p, from, a, b);
	return true;
}

bool queue_move(struct queue *q, int64_t key, bool down)
{
	size_t place;
	ptrdiff_t i = queue_next_index(q, key);
	if (i >= 0)
		return move_next(q, (size_t)i, (size_t)i + 1, down);
	return queue_then_index(q, key, &place) && place >= q->plan.pos &&
	       move_then(q, place, down);
}

bool queue_move_block(struct queue *q, int64_t key, bool down)
{
	size_t from, to;
	ptrdiff_t i = queue_next_index(q, key);
	if (i < 0)
		return false;
	queue_block_run(&q->plan, (size_t)i, &from, &to);
	return move_next(q, from, to, down);
}

void queue_drop_source(struct queue *q)
{
	queue_step(q);
	q->plan.now_index = QUEUE_NO_INDEX;
	queue_set_source(q, NULL, 0);
}

void queue_clear_all(struct queue *q)
{
	queue_drop_source(q);
	q->plan.n_next = 0;
}

void queue_crop(struct queue *q, const int64_t *key, size_t n)
{
	struct queue_item *kept = xcalloc(n, sizeof *kept);
	struct plan *p = &q->plan;
	size_t n_kept = 0, place;
	for (size_t i = 0; i < n; i++) {
		ptrdiff_t at = queue_next_index(q, key[i]);
		if (at >= 0) {
			kept[n_kept++] = p->next[at];
		} else if (queue_then_index(q, key[i], &place) && place >= p->pos) {
			kept[n_kept] = plan_then(p, place);
			kept[n_kept++].key = queue_new_key(q);
		}
	}
	queue_clear_all(q);
	p->next = mem_grow(p->next, &p->cap_next, n_kept, sizeof *p->next);
	if (n_kept)
		memcpy(p->next, kept, n_kept * sizeof *kept);
	p->n_next = n_kept;
	free(kept);
}

void queue_set_shuffle(struct queue *q, bool on)
{
	struct plan *p = &q->plan;
	if (p->shuffle == on)
		return;
	p->shuffle = on;
	q->version++;
	if (!p->source)
		return;
	if (on) {
		plan_shuffle(q, p->pos);
	} else if (p->order) {
		/* Back to the source's order, behind the row that plays. */
		size_t last = p->pos > 0 ? p->order->row[p->pos - 1] : 0;
		p->pos = p->pos > 0 ? last + 1 : 0;
		if (p->now_index != QUEUE_NO_INDEX)
			p->now_index = last;
		order_unref(p->order);
		p->order = NULL;
	}
}

bool queue_shuffle(const struct queue *q)
{
	return q->plan.shuffle;
}

void queue_set_repeat(struct queue *q, enum queue_repeat r)
{
	q->repeat = r;
	q->version++;
}

void queue_set_consume(struct queue *q, bool on)
{
	q->consume = on; /* changes no row */
}

bool queue_consume(const struct queue *q)
{
	return q->consume;
}

enum queue_repeat queue_repeat(const struct queue *q)
{
	return q->repeat;
}

/* What must not be offered again: it plays, waits in NEXT, or stands in the kept rows.
 */
static void collect_standing(const struct queue *q, size_t kept, struct map *standing)
{
	const struct plan *p = &q->plan;
	if (p->has_now)
		map_put(standing, p->now.item, 1);
	for (size_t i = 0; i < p->n_next; i++)
		map_put(standing, p->next[i].item, 1);
	for (size_t i = p->pos; i < kept; i++)
		map_put(standing, plan_then(p, i).item, 1);
}

void queue_reform(struct queue *q, int64_t slate, const int64_t *item,
	const struct reason *reason, size_t n, size_t keep)
{
	struct plan *p = &q->plan;
	if (!p->source || p->source->kind != SOURCE_FORYOU)
		return;
	size_t kept = p->pos + keep < p->source->n ? p->pos + keep : p->source->n;
	struct map standing = {0};
	collect_standing(q, kept, &standing);
	struct source *s = xcalloc(1, sizeof *s);
	s->refs = 1;
	s->kind = SOURCE_FORYOU;
	s->id = slate;
	s->title = xstrdup(p->source->title);
	s->item = xreallocarray(NULL, kept + n, sizeof *s->item);
	s->reason = xcalloc(kept + n, sizeof *s->reason);
	s->row_id = xcalloc(kept + n, sizeof *s->row_id);
	for (size_t i = 0; i < kept; i++) {
		struct queue_item it = plan_then(p, i);
		s->item[s->n] = it.item;
		s->row_id[s->n] = (uint32_t)it.key;
		s->reason[s->n++] = it.reason;
	}
	for (size_t i = 0; i < n; i++) {
		if (map_get_or(&standing, item[i], 0))
			continue;
		s->item[s->n] = item[i];
		s->row_id[s->n] = ++q->last_id;
		s->reason[s->n++] = reason[i];
	}
	map_finish(&standing);
	source_unref(p->source);
	order_unref(p->order);
	p->source = s;
	p->order = NULL;
	q->version++;
}

void queue_continue(
	struct queue *q, const struct queue_source *s, const struct reason *reason)
{
	queue_set_source(q, source_create(s, reason), 0);
	q->version++;
}
