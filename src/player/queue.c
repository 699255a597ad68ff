/*
 * The play queue: what plays, what follows. Its rows and their keys are in
 * queue_plan.c, editing is in queue_edit.c, the form that survives restarts in
 * queue_save.c.
 */
#include "player/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "queue_state.h"

struct queue *queue_create(uint64_t seed)
{
	struct queue *q = xcalloc(1, sizeof *q);
	rng_seed(&q->rng, seed);
	q->last_id = QUEUE_FIRST_ID;
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

void queue_take_next(struct queue *q, size_t i)
{
	struct plan *p = &q->plan;
	p->n_next--;
	memmove(p->next + i, p->next + i + 1, (p->n_next - i) * sizeof *p->next);
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

void queue_remember_now(struct queue *q)
{
	const struct plan *p = &q->plan;
	if (!p->has_now || !p->now_started)
		return;
	if (q->n_heard == QUEUE_HEARD) {
		memmove(q->heard, q->heard + 1, (QUEUE_HEARD - 1) * sizeof *q->heard);
		q->n_heard--;
	}
	q->heard[q->n_heard++] = p->now;
}

void queue_leave_now(struct queue *q)
{
	queue_remember_now(q);
	q->plan.has_now = q->plan.now_started = false;
	q->plan.now_index = QUEUE_NO_INDEX;
}

/* What plays is left for something else: if it was heard, it leaves its source where it
 * is to. Returns where the row at place i stands then. */
static size_t consume_now(struct queue *q, size_t i)
{
	struct plan *p = &q->plan;
	size_t at = p->now_index;
	if (!q->consume || !p->has_now || !p->now_started || at == QUEUE_NO_INDEX)
		return i;
	queue_take_then(q, at);
	p->now_index = QUEUE_NO_INDEX;
	p->pos -= p->pos > at;
	return i > at ? i - 1 : i;
}

static void set_now(struct queue *q, const struct queue_item *it, size_t index)
{
	consume_now(q, 0);
	queue_leave_now(q);
	q->plan.now = *it;
	q->plan.now_index = index;
	q->plan.has_now = true;
	q->version++;
}

static void now_from_then(struct queue *q, size_t i)
{
	i = consume_now(q, i);
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

/* The rest of its block follows it, before what else is in NEXT. */
static void play_of_next(struct queue *q, size_t i)
{
	struct plan *p = &q->plan;
	struct queue_item it = p->next[i];
	size_t from, to;
	queue_block_run(p, i, &from, &to);
	size_t n = to - i - 1;
	struct queue_item *rest = xmemdup(p->next + i + 1, n * sizeof *rest);
	memmove(p->next + n, p->next, i * sizeof *rest);
	memcpy(p->next, rest, n * sizeof *rest);
	memmove(p->next + i + n, p->next + to, (p->n_next - to) * sizeof *rest);
	p->n_next--;
	free(rest);
	set_now(q, &it, QUEUE_NO_INDEX);
}

bool queue_play_key(struct queue *q, int64_t key)
{
	size_t place;
	ptrdiff_t i = queue_next_index(q, key);
	if (i >= 0) {
		queue_step(q);
		play_of_next(q, (size_t)i);
		return true;
	}
	if (!queue_then_index(q, key, &place))
		return false;
	queue_step(q);
	now_from_then(q, place);
	return true;
}

/* Moves on to the row with that key; false: there is none. */
static bool go_to(struct queue *q, int64_t key)
{
	struct plan *p = &q->plan;
	size_t place;
	ptrdiff_t i = queue_next_index(q, key);
	if (p->has_now && p->now.key == key)
		return true;
	if (i >= 0) {
		struct queue_item it = p->next[i];
		queue_take_next(q, (size_t)i);
		set_now(q, &it, QUEUE_NO_INDEX);
		return true;
	}
	bool found = queue_then_index(q, key, &place);
	if (!found && p->source && key > 0 && q->repeat == QUEUE_REPEAT_ALL) {
		p->lap++; /* the pump went round before we did */
		found = queue_then_index(q, key, &place);
		p->lap -= !found;
	}
	if (found)
		now_from_then(q, place);
	return found;
}

void queue_started(struct queue *q, int64_t key)
{
	if (go_to(q, key))
		q->plan.now_started = true;
}

void queue_failed(struct queue *q, int64_t key)
{
	go_to(q, key);
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
	consume_now(q, 0);
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
	struct queue_item back = q->heard[--q->n_heard];
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
	size_t place = QUEUE_NO_INDEX;
	if (queue_then_index(q, back.key, &place)) {
		p->pos = place + 1;
	} else {
		place = QUEUE_NO_INDEX;
		back.key = queue_new_key(q);
	}
	set_now(q, &back, place);
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

/* In the next lap. What is still to be played in this one is consumed by then. */
static bool comes_again(const struct queue *q, size_t place)
{
	const struct plan *p = &q->plan;
	return !q->consume || (place < p->pos && place != p->now_index);
}

bool queue_goes_round(const struct queue *q)
{
	const struct plan *p = &q->plan;
	if (q->repeat != QUEUE_REPEAT_ALL)
		return q->repeat == QUEUE_REPEAT_ONE;
	if (!q->consume || !p->source)
		return true;
	return p->pos > (p->now_index < p->pos ? 1u : 0u);
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
			if (comes_again(q, i))
				out[n++] = plan_row(p, i, p->lap + 1);
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

uint64_t queue_version(const struct queue *q)
{
	return q->version;
}

uint64_t queue_acts(const struct queue *q)
{
	return q->acts;
}
