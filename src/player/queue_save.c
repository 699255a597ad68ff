/* The play queue as bytes: what survives a restart (undo steps do not). */
#include <stdlib.h>

#include "base/mem.h"
#include "queue_state.h"

enum { MAGIC = 0x3151544C, MAX_ROWS = 1 << 24, SAVED_HEARD = 50 };

static void put_item(struct str *b, const struct queue_item *it)
{
	bytes_put_i64(b, it->item);
	bytes_put_u8(b, (uint8_t)it->source);
	bytes_put_i64(b, it->source_id);
	bytes_put_i64(b, it->block);
	bytes_put_u8(b, it->has_reason);
	bytes_put_u8(b, (uint8_t)it->reason.kind);
	bytes_put_i64(b, it->reason.other);
	bytes_put_f64(b, it->reason.number);
}

static struct reason get_reason(struct bytes_reader *r)
{
	uint8_t kind = bytes_get_u8(r);
	if (kind >= REASON__COUNT)
		r->bad = true;
	struct reason reason = {.kind = (enum reason_kind)(r->bad ? 0 : kind)};
	reason.other = bytes_get_i64(r);
	reason.number = bytes_get_f64(r);
	return reason;
}

static enum source_kind get_source_kind(struct bytes_reader *r)
{
	uint8_t kind = bytes_get_u8(r);
	if (kind >= SOURCE__COUNT)
		r->bad = true;
	return r->bad ? SOURCE_QUEUE : (enum source_kind)kind;
}

static struct queue_item get_item(struct bytes_reader *r)
{
	struct queue_item it = {.item = bytes_get_i64(r)};
	it.source = get_source_kind(r);
	it.source_id = bytes_get_i64(r);
	it.block = bytes_get_i64(r);
	it.has_reason = bytes_get_u8(r) != 0;
	it.reason = get_reason(r);
	return it;
}

static void put_reason(struct str *b, const struct reason *r)
{
	bytes_put_u8(b, (uint8_t)r->kind);
	bytes_put_i64(b, r->other);
	bytes_put_f64(b, r->number);
}

static void put_source(struct str *b, const struct plan *p)
{
	const struct source *s = p->source;
	bytes_put_u8(b, (uint8_t)s->kind);
	bytes_put_i64(b, s->id);
	bytes_put_str(b, s->title);
	bytes_put_u32(b, (uint32_t)s->n);
	for (size_t i = 0; i < s->n; i++)
		bytes_put_i64(b, s->item[i]);
	bytes_put_u8(b, s->reason != NULL);
	for (size_t i = 0; s->reason && i < s->n; i++)
		put_reason(b, &s->reason[i]);
	bytes_put_u8(b, p->order != NULL);
	for (size_t i = 0; p->order && i < s->n; i++)
		bytes_put_u32(b, p->order->row[i]);
	bytes_put_u32(b, (uint32_t)p->pos);
}

void queue_put(struct str *b, const struct queue *q)
{
	const struct plan *p = &q->plan;
	bytes_put_u32(b, MAGIC);
	bytes_put_u32(b, (uint32_t)q->files.len);
	for (size_t i = 0; i < q->files.len; i++)
		bytes_put_blob(b, q->files.name[i], q->files.size[i]);
	bytes_put_u8(b, (uint8_t)q->repeat);
	bytes_put_u8(b, p->shuffle);
	bytes_put_u8(b, p->has_now);
	put_item(b, &p->now);
	bytes_put_i64(b, p->now_index == QUEUE_NO_INDEX ? -1 : (int64_t)p->now_index);
	bytes_put_u32(b, (uint32_t)p->n_next);
	for (size_t i = 0; i < p->n_next; i++)
		put_item(b, &p->next[i]);
	size_t first = q->n_heard > SAVED_HEARD ? q->n_heard - SAVED_HEARD : 0;
	bytes_put_u32(b, (uint32_t)(q->n_heard - first));
	for (size_t i = first; i < q->n_heard; i++)
		put_item(b, &q->heard[i]);
	bytes_put_u8(b, p->source != NULL);
	if (p->source)
		put_source(b, p);
}

/* A count that the bytes left could hold, each at least `size` of them. */
static size_t get_count(struct bytes_reader *r, size_t size)
{
	size_t n = bytes_get_u32(r);
	if (n > MAX_ROWS || n > (size_t)(r->end - r->p) / size)
		r->bad = true;
	return r->bad ? 0 : n;
}

static struct order *get_order(struct bytes_reader *r, size_t n)
{
	struct order *o = order_create(n);
	uint8_t *seen = xcalloc(n, 1);
	for (size_t i = 0; i < n && !r->bad; i++) {
		uint32_t row = bytes_get_u32(r);
		if (row >= n || seen[row])
			r->bad = true;
		else
			seen[o->row[i] = row] = 1;
	}
	free(seen);
	return o;
}

static void get_source(struct bytes_reader *r, struct queue *q)
{
	struct queue_source from = {.kind = get_source_kind(r), .id = bytes_get_i64(r)};
	char *title = bytes_get_str(r);
	from.n = get_count(r, 8);
	int64_t *item = xcalloc(from.n, sizeof *item);
	for (size_t i = 0; i < from.n; i++)
		item[i] = bytes_get_i64(r);
	struct reason *reason =
		bytes_get_u8(r) ? xcalloc(from.n, sizeof *reason) : NULL;
	for (size_t i = 0; reason && i < from.n && !r->bad; i++)
		reason[i] = get_reason(r);
	from.title = title;
	from.item = item;
	queue_set_source(q, source_create(&from, reason), 0);
	if (bytes_get_u8(r))
		q->plan.order = get_order(r, from.n);
	size_t pos = bytes_get_u32(r);
	if (pos > from.n)
		r->bad = true;
	q->plan.pos = r->bad ? 0 : pos;
	free(title);
	free(item);
	free(reason);
}

static void get_plan(struct bytes_reader *r, struct queue *q)
{
	struct plan *p = &q->plan;
	p->shuffle = bytes_get_u8(r) != 0;
	p->has_now = bytes_get_u8(r) != 0;
	p->now = get_item(r);
	p->now.key = queue_new_key(q);
	int64_t index = bytes_get_i64(r);
	p->n_next = get_count(r, 36);
	p->next = mem_grow(NULL, &p->cap_next, p->n_next + 1, sizeof *p->next);
	for (size_t i = 0; i < p->n_next; i++) {
		p->next[i] = get_item(r);
		p->next[i].key = queue_new_key(q);
	}
	q->n_heard = get_count(r, 36);
	if (q->n_heard > QUEUE_HEARD)
		r->bad = true;
	for (size_t i = 0; i < q->n_heard && !r->bad; i++)
		q->heard[i] = get_item(r);
	if (bytes_get_u8(r))
		get_source(r, q);
	p->now_index = QUEUE_NO_INDEX;
	if (!r->bad && index >= 0 && p->source && (size_t)index < p->source->n) {
		p->now_index = (size_t)index;
		p->now.key = plan_then(p, p->now_index).key;
	}
}

bool queue_get(struct bytes_reader *r, struct queue *q)
{
	if (bytes_get_u32(r) != MAGIC || r->bad)
		return false;
	struct queue *fresh = queue_create(rng_u64(&q->rng));
	size_t files = get_count(r, 4);
	for (size_t i = 0; i < files && !r->bad; i++) {
		size_t n;
		const char *name = bytes_get_blob(r, &n);
		if (!r->bad)
			intern_add(&fresh->files, name, n);
	}
	uint8_t repeat = bytes_get_u8(r);
	if (repeat > QUEUE_REPEAT_ONE)
		r->bad = true;
	fresh->repeat = r->bad ? QUEUE_REPEAT_OFF : (enum queue_repeat)repeat;
	if (!r->bad)
		get_plan(r, fresh);
	fresh->consume = q->consume; /* is remembered elsewhere */
	struct queue old = *q;
	bool ok = !r->bad;
	if (ok) {
		*q = *fresh;
		*fresh = old;
		q->version = old.version + 1;
	}
	queue_destroy(fresh);
	return ok;
}
