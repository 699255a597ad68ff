#include "rec/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int32_t *minus_ones(size_t n)
{
	int32_t *p = xmalloc((n ? n : 1) * sizeof *p);
	memset(p, 0xff, n * sizeof *p);
	return p;
}

/* Several arrays of one length grow together. */
static void grow_i32(int32_t **p, size_t cap)
{
	*p = xreallocarray(*p, cap, sizeof **p);
}

void stream_init(struct stream *s, size_t n_items)
{
	*s = (struct stream){.n_items = n_items};
	s->last = minus_ones(n_items);
	s->plays = xcalloc(n_items ? n_items : 1, sizeof *s->plays);
}

void stream_finish(struct stream *s)
{
	free(s->item);
	free(s->session);
	free(s->prev);
	free(s->day);
	free(s->last);
	free(s->plays);
	*s = (struct stream){0};
}

void stream_append(struct stream *s, int32_t item, int32_t session, double day)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 256;
		grow_i32(&s->item, s->cap);
		grow_i32(&s->session, s->cap);
		grow_i32(&s->prev, s->cap);
		s->day = xreallocarray(s->day, s->cap, sizeof *s->day);
	}
	size_t i = s->n++;
	s->item[i] = item;
	s->session[i] = session;
	s->prev[i] = s->last[item];
	s->day[i] = day;
	s->last[item] = (int32_t)i;
	s->plays[item]++;
}

void baskets_init(struct baskets *b, size_t n_items)
{
	*b = (struct baskets){.n_items = n_items};
	b->last = minus_ones(n_items);
	b->count = xcalloc(n_items ? n_items : 1, sizeof *b->count);
	b->first = xcalloc(1, sizeof *b->first);
}

void baskets_finish(struct baskets *b)
{
	free(b->first);
	free(b->day);
	free(b->item);
	free(b->basket);
	free(b->place);
	free(b->prev);
	free(b->last);
	free(b->count);
	*b = (struct baskets){0};
}

void baskets_begin(struct baskets *b)
{
	if (b->n == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 64;
		grow_i32(&b->first, b->cap + 1);
		b->day = xreallocarray(b->day, b->cap, sizeof *b->day);
	}
	b->day[b->n] = 0.0;
	b->n++;
	b->first[b->n] = (int32_t)b->n_entries;
	b->open_plays = 0;
}

void baskets_append(struct baskets *b, int32_t item, double day)
{
	int32_t now = (int32_t)b->n - 1, before = b->last[item];
	int32_t place = b->open_plays++;
	b->day[now] = day;
	if (before >= 0 && b->basket[before] == now)
		return;
	if (b->n_entries == b->cap_entries) {
		b->cap_entries = b->cap_entries ? b->cap_entries * 2 : 256;
		grow_i32(&b->item, b->cap_entries);
		grow_i32(&b->basket, b->cap_entries);
		grow_i32(&b->place, b->cap_entries);
		grow_i32(&b->prev, b->cap_entries);
	}
	size_t e = b->n_entries++;
	b->item[e] = item;
	b->basket[e] = now;
	b->place[e] = place;
	b->prev[e] = before;
	b->last[item] = (int32_t)e;
	b->count[item]++;
	b->first[b->n] = (int32_t)b->n_entries;
}
