#include "suggest/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/listen.h"
#include "model/session.h"

void dataset_init(struct dataset *d, const struct item *items, size_t n_items)
{
	*d = (struct dataset){.n_items = n_items};
	d->item = xcalloc(n_items ? n_items : 1, sizeof *d->item);
	if (n_items)
		memcpy(d->item, items, n_items * sizeof *items);
	d->heard = xcalloc(n_items ? n_items : 1, sizeof *d->heard);
	for (size_t i = 0; i < n_items; i++) {
		if (items[i].artist >= 0 && (size_t)items[i].artist >= d->n_artists)
			d->n_artists = (size_t)items[i].artist + 1;
		if (items[i].album >= 0 && (size_t)items[i].album >= d->n_albums)
			d->n_albums = (size_t)items[i].album + 1;
	}
	stream_init(&d->stream, n_items);
	baskets_init(&d->baskets, n_items);
}

void dataset_finish(struct dataset *d)
{
	free(d->item);
	free(d->row);
	free(d->row_item);
	free(d->event);
	free(d->heard);
	stream_finish(&d->stream);
	baskets_finish(&d->baskets);
	*d = (struct dataset){0};
}

void dataset_add_row(
	struct dataset *d, enum row_family family, const int32_t *items, size_t n)
{
	if (n < 2)
		return;
	d->row = mem_grow(d->row, &d->cap_rows, d->n_rows + 1, sizeof *d->row);
	d->row_item = mem_grow(d->row_item, &d->cap_row_items, d->n_row_items + n,
		sizeof *d->row_item);
	d->row[d->n_rows++] = (struct row){family, d->n_row_items, n};
	memcpy(d->row_item + d->n_row_items, items, n * sizeof *items);
	d->n_row_items += n;
}

void dataset_add_album_rows(struct dataset *d)
{
	/* A counting sort of the items by album. */
	size_t *start = xcalloc(d->n_albums + 2, sizeof *start);
	int32_t *order = xcalloc(d->n_items ? d->n_items : 1, sizeof *order);
	for (size_t i = 0; i < d->n_items; i++)
		if (d->item[i].album >= 0)
			start[d->item[i].album + 2]++;
	for (size_t a = 2; a < d->n_albums + 2; a++)
		start[a] += start[a - 1];
	for (size_t i = 0; i < d->n_items; i++)
		if (d->item[i].album >= 0)
			order[start[d->item[i].album + 1]++] = (int32_t)i;
	for (size_t a = 0; a < d->n_albums; a++)
		dataset_add_row(
			d, ROW_ALBUM, order + start[a], start[a + 1] - start[a]);
	free(start);
	free(order);
}

void dataset_copy_library(struct dataset *to, const struct dataset *from)
{
	dataset_init(to, from->item, from->n_items);
	for (size_t r = 0; r < from->n_rows; r++)
		dataset_add_row(to, from->row[r].family,
			from->row_item + from->row[r].first, from->row[r].count);
	to->sound = from->sound;
	to->clusters = from->clusters;
}

static int32_t session_of(const struct dataset *d, const struct event *e)
{
	int32_t last = (int32_t)d->n_sessions - 1;
	if (e->session >= 0)
		return e->session > last ? last + 1 : last;
	if (last < 0 || session_begins(d->event[d->n_events - 1].end_ms, e->start_ms))
		return last + 1;
	return last;
}

void dataset_append(struct dataset *d, const struct event *e)
{
	d->event =
		mem_grow(d->event, &d->cap_events, d->n_events + 1, sizeof *d->event);
	struct event *own = &d->event[d->n_events];
	*own = *e;
	own->session = session_of(d, e);
	d->n_events++;
	if ((size_t)own->session == d->n_sessions) {
		d->n_sessions++;
		baskets_begin(&d->baskets);
	}
	struct heard *h = &d->heard[e->item];
	if (h->rows++ == 0)
		h->first_end_ms = e->end_ms;
	h->last_end_ms = e->end_ms;
	h->skips += (e->flags & EVENT_SKIP) != 0;
	if (e->flags & EVENT_POSITIVE) {
		double day = dataset_day(e->end_ms);
		stream_append(&d->stream, e->item, own->session, day);
		baskets_append(&d->baskets, e->item, day);
	}
}

unsigned event_flags(int64_t heard_ms, int64_t duration_ms)
{
	if (heard_ms < 0 || listen_counts(heard_ms, duration_ms))
		return EVENT_POSITIVE;
	return EVENT_SKIP;
}

double dataset_day(int64_t ms)
{
	return (double)ms / 86400000.0;
}
