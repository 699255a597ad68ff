/* Looking for a row of a list: the next one with some words, and the first of a letter. */
#include <stdio.h>
#include <stdlib.h>

#include "rows_state.h"

/* ---- n and N: the next row whose text contains the words */

struct seek_query {
	struct query query;
	struct list_spec spec;
	char needle[200];
	int64_t from, lead, row;
	bool backwards;
	void (*found)(void *ctx, int64_t row);
	void *ctx;
};

static enum err_code read_seek(struct db *db, struct query *q, struct err *why)
{
	struct seek_query *s = (struct seek_query *)q;
	struct arena arena = {0};
	struct list_window all, hits;
	struct list_spec filtered = s->spec;
	filtered.filter = s->needle;
	s->row = -1;
	enum err_code code = list_window(db, &filtered, 0, 2000, &arena, &hits, why);
	size_t best = 0;
	for (size_t i = 0; code == ERR_OK && i < hits.n; i++) {
		size_t at;
		if (list_position(db, &s->spec, hits.row[i].id, &at, NULL) != ERR_OK)
			continue;
		/* Distance in the direction of travel, going round the list. */
		size_t total = 0;
		if (list_window(db, &s->spec, 0, 1, &arena, &all, why) == ERR_OK)
			total = all.total;
		size_t from = (size_t)s->from % (total ? total : 1);
		size_t d = s->backwards ? (from + total - at) % (total ? total : 1)
					: (at + total - from) % (total ? total : 1);
		if (s->row < 0 || d < best) {
			best = d;
			s->row = (int64_t)at + s->lead;
		}
	}
	arena_finish(&arena);
	return code;
}

static void take_seek(struct app *a, struct query *q)
{
	struct seek_query *s = (struct seek_query *)q;
	(void)a;
	if (q->job.code != ERR_CANCELLED)
		s->found(s->ctx, s->row);
}

static void free_seek(struct query *q)
{
	free(q);
}

void rows_seek_text(struct rows *r, int64_t from, bool backwards, const char *needle,
	void (*found)(void *ctx, int64_t row), void *ctx)
{
	struct seek_query *s = xcalloc(1, sizeof *s);
	if (!rows_list_spec(r, &s->spec)) {
		free(s);
		found(ctx, -1);
		return;
	}
	s->query =
		(struct query){.run = read_seek, .done = take_seek, .free = free_seek};
	str_copy(s->needle, sizeof s->needle, needle);
	s->lead = rows_lead(r);
	s->from = from > s->lead ? from - s->lead : 0;
	s->backwards = backwards;
	s->found = found;
	s->ctx = ctx;
	query_post(r->app, &s->query, LANE_SEEK);
}

/* ---- a letter */

struct jump_query {
	struct query query;
	struct list_spec spec;
	char text[64];
	int64_t lead, row;
	void (*found)(void *ctx, int64_t row);
	void *ctx;
};

static enum err_code read_jump(struct db *db, struct query *q, struct err *why)
{
	struct jump_query *j = (struct jump_query *)q;
	size_t at, n;
	enum err_code code = list_seek(db, &j->spec, j->text, &at, why);
	j->row = -1;
	if (code == ERR_UNSUPPORTED)
		return ERR_OK;
	if (!code)
		code = list_count(db, &j->spec, &n, why);
	if (!code && n > 0)
		j->row = (int64_t)(at < n ? at : n - 1) + j->lead;
	return code;
}

static void take_jump(struct app *a, struct query *q)
{
	struct jump_query *j = (struct jump_query *)q;
	(void)a;
	if (q->job.code != ERR_CANCELLED)
		j->found(j->ctx, j->row);
}

void rows_jump(struct rows *r, const char *text, void (*found)(void *ctx, int64_t row),
	void *ctx)
{
	struct jump_query *j = xcalloc(1, sizeof *j);
	if (!rows_list_spec(r, &j->spec)) {
		free(j);
		found(ctx, -1);
		return;
	}
	j->query =
		(struct query){.run = read_jump, .done = take_jump, .free = free_seek};
	str_copy(j->text, sizeof j->text, text);
	j->lead = rows_lead(r);
	j->found = found;
	j->ctx = ctx;
	query_post(r->app, &j->query, LANE_SEEK);
}
