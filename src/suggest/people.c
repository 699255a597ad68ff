#include "people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "text/tsv.h"

enum { COLUMNS_MAX = 8 };

uint64_t people_hash(const char *id)
{
	long long n;
	if (str_to_i64(id, &n) && n >= 0 && n <= UINT32_MAX)
		return (uint32_t)((uint64_t)n *
				  2654435761u); /* as data/README.md does */
	return hash_bytes(id, strlen(id), 0);
}

static void query_finish(struct people_query *q)
{
	free(q->name);
	free(q->context);
	free(q->candidate);
	free(q->answer);
}

void people_finish(struct people *p)
{
	for (size_t i = 0; i < p->name.len; i++) {
		struct person *own = &p->person[i];
		intern_finish(&own->track);
		intern_finish(&own->artist);
		intern_finish(&own->album);
		for (size_t q = 0; q < own->n_queries; q++)
			query_finish(&own->query[q]);
		free(own->item);
		free(own->event);
		free(own->query);
	}
	free(p->person);
	intern_finish(&p->name);
	*p = (struct people){0};
}

static int32_t add_text(struct intern *t, const char *s)
{
	return intern_add(t, s, strlen(s));
}

static struct person *find_person(struct people *p, const char *name)
{
	int32_t i = intern_find(&p->name, name, strlen(name));
	return i < 0 ? NULL : &p->person[i];
}

/* Finds the named columns in the header row, which must be the first. */
static enum err_code read_header(
	struct tsv *t, const char *const *names, int *column, struct err *why)
{
	bool more;
	enum err_code code = tsv_next(t, &more, why);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; names[i]; i++) {
		column[i] = tsv_column(t, names[i]);
		if (column[i] < 0)
			return tsv_fail(
				t, why, "the header line names no column %s", names[i]);
	}
	return ERR_OK;
}

static size_t fields_needed(const char *const *names, const int *column)
{
	int most = 0;
	for (size_t i = 0; names[i]; i++)
		if (column[i] > most)
			most = column[i];
	return (size_t)most + 1;
}

typedef enum err_code row_fn(
	struct people *p, const struct tsv *t, const int *column, struct err *why);

/* Runs `row` over every line behind the header. */
static enum err_code read_table(struct people *p, const char *path,
	const char *const *names, row_fn *row, struct err *why)
{
	struct tsv t;
	int column[COLUMNS_MAX] = {0};
	enum err_code code = tsv_open(&t, path, why);
	if (code != ERR_OK)
		return code;
	code = read_header(&t, names, column, why);
	bool more = code == ERR_OK;
	size_t need = more ? fields_needed(names, column) : 0;
	while (code == ERR_OK) {
		code = tsv_next(&t, &more, why);
		if (code != ERR_OK || !more)
			break;
		if (tsv_is_comment(&t))
			continue;
		code = tsv_need(&t, need, why);
		if (code == ERR_OK)
			code = row(p, &t, column, why);
	}
	tsv_close(&t);
	return code;
}

/* ---- library */

static int32_t number_of(struct intern *t, const char *id)
{
	return strcmp(id, "-1") == 0 ? -1 : add_text(t, id);
}

static enum err_code library_row(
	struct people *p, const struct tsv *t, const int *column, struct err *why)
{
	const char *track = t->field[column[1]];
	int32_t who = add_text(&p->name, t->field[column[0]]);
	size_t had = p->cap;
	p->person = mem_grow(p->person, &p->cap, (size_t)who + 1, sizeof *p->person);
	if (p->cap > had)
		memset(p->person + had, 0, (p->cap - had) * sizeof *p->person);
	struct person *own = &p->person[who];
	if (intern_find(&own->track, track, strlen(track)) >= 0)
		return tsv_fail(t, why, "the track %.40s stands there twice", track);
	add_text(&own->track, track);
	own->item = mem_grow(
		own->item, &own->cap_items, own->n_items + 1, sizeof *own->item);
	own->item[own->n_items++] =
		(struct item){.artist = number_of(&own->artist, t->field[column[2]]),
			.album = number_of(&own->album, t->field[column[3]]),
			.feature = -1,
			.hash = people_hash(track)};
	return ERR_OK;
}

/* ---- events */

static enum err_code find_track(const struct person *own, const struct tsv *t,
	const char *track, int32_t *ret, struct err *why)
{
	*ret = intern_find(&own->track, track, strlen(track));
	if (*ret < 0)
		return tsv_fail(t, why, "the track %.40s is not in the library", track);
	return ERR_OK;
}

static enum err_code event_row(
	struct people *p, const struct tsv *t, const int *column, struct err *why)
{
	int64_t session, start, ms;
	int32_t item;
	struct person *own = find_person(p, t->field[column[0]]);
	if (!own)
		return tsv_fail(t, why, "the library has no listener %.40s",
			t->field[column[0]]);
	enum err_code code = tsv_i64(t, column[1], &session, why);
	if (code == ERR_OK)
		code = tsv_i64(t, column[2], &start, why);
	if (code == ERR_OK)
		code = tsv_i64(t, column[3], &ms, why);
	if (code == ERR_OK)
		code = find_track(own, t, t->field[column[4]], &item, why);
	if (code != ERR_OK)
		return code;
	if (session < 0 || session > INT32_MAX || ms < -1 || start < 0 ||
		start > INT32_MAX * 64LL)
		return tsv_fail(t, why, "session, start or ms is out of range");
	struct people_event e = {.start_ms = start * 1000,
		.end_ms = (start + (ms > 0 ? ms / 1000 : 0)) * 1000,
		.heard_ms = ms,
		.item = item,
		.session = (int32_t)session};
	const struct people_event *before =
		own->n_events ? &own->event[own->n_events - 1] : NULL;
	if (before && (e.end_ms < before->end_ms || e.session < before->session))
		return tsv_fail(t, why,
			"the events of a listener are not in order of their end");
	own->event = mem_grow(
		own->event, &own->cap_events, own->n_events + 1, sizeof *own->event);
	own->event[own->n_events++] = e;
	return ERR_OK;
}

/* ---- queries */

/* "user:session", "user:session:p" or "user:week": finds the user, and the number
 * behind. */
static enum err_code split_name(struct people *p, const struct tsv *t, int numbers,
	struct person **ret_own, int64_t *ret_number, struct err *why)
{
	char *name = xstrdup(t->field[0]);
	long long number = -1;
	bool ok = true;
	for (int i = 0; i < numbers && ok; i++) {
		char *colon = strrchr(name, ':');
		ok = colon != NULL;
		if (!ok)
			break;
		*colon = '\0';
		const char *digits = colon[1] == 'w' ? colon + 2 : colon + 1;
		ok = str_to_i64(digits, &number) && number >= 0;
	}
	struct person *own = ok ? find_person(p, name) : NULL;
	free(name);
	if (!own) {
		tsv_fail(t, why, "no such query name: %.60s", t->field[0]);
		return ERR_FORMAT;
	}
	*ret_own = own;
	*ret_number = number;
	return ERR_OK;
}

static enum err_code read_tracks(const struct person *own, const struct tsv *t,
	char *text, int32_t **ret, size_t *ret_n, struct err *why)
{
	int32_t *list = xcalloc(1, sizeof *list);
	size_t n = 0, cap = 1;
	for (char *word; (word = tsv_word(&text));) {
		int32_t item;
		if (find_track(own, t, word, &item, why) != ERR_OK) {
			free(list);
			return ERR_FORMAT;
		}
		list = mem_grow(list, &cap, n + 1, sizeof *list);
		list[n++] = item;
	}
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

static struct people_query *add_query(
	struct people *p, struct person *own, const char *name)
{
	own->query = mem_grow(
		own->query, &own->cap_queries, own->n_queries + 1, sizeof *own->query);
	struct people_query *q = &own->query[own->n_queries++];
	*q = (struct people_query){
		.name = xstrdup(name), .order = p->n_queries++, .session = -1};
	return q;
}

static enum err_code timed_row(struct people *p, const struct tsv *t, const int *column,
	bool by_session, struct err *why)
{
	struct person *own = NULL;
	int64_t number = 0, time = 0;
	enum err_code code = split_name(p, t, 1, &own, &number, why);
	if (code == ERR_OK)
		code = tsv_i64(t, column[1], &time, why);
	if (code != ERR_OK)
		return code;
	if (time < 0 || time > INT32_MAX * 64LL)
		return tsv_fail(t, why, "the time is out of range");
	struct people_query *q = add_query(p, own, t->field[0]);
	q->session = by_session ? number : -1;
	q->time_ms = time * 1000;
	return ERR_OK;
}

static enum err_code foryou_row(
	struct people *p, const struct tsv *t, const int *column, struct err *why)
{
	return timed_row(p, t, column, true, why);
}

static enum err_code forgotten_row(
	struct people *p, const struct tsv *t, const int *column, struct err *why)
{
	return timed_row(p, t, column, false, why);
}

static enum err_code continue_row(
	struct people *p, const struct tsv *t, const int *column, struct err *why)
{
	struct person *own = NULL;
	int64_t session = 0;
	int32_t *context = NULL;
	size_t n = 0;
	enum err_code code = split_name(p, t, 2, &own, &session, why);
	if (code == ERR_OK)
		code = read_tracks(own, t, t->field[column[1]], &context, &n, why);
	if (code != ERR_OK)
		return code;
	struct people_query *q = add_query(p, own, t->field[0]);
	q->session = session;
	q->context = context;
	q->n_context = n;
	return ERR_OK;
}

/* ---- candidates */

/* query -> its place among its listener's queries, for the file of candidates. */
static enum err_code read_candidates(
	struct people *p, const char *path, struct err *why)
{
	struct tsv t;
	struct intern names = {0};
	struct people_query **query = xcalloc(p->n_queries + 1, sizeof *query);
	for (size_t i = 0; i < p->name.len; i++)
		for (size_t q = 0; q < p->person[i].n_queries; q++)
			query[add_text(&names, p->person[i].query[q].name)] =
				&p->person[i].query[q];
	enum err_code code = tsv_open(&t, path, why);
	bool more = code == ERR_OK;
	while (more && (code = tsv_next(&t, &more, why)) == ERR_OK && more) {
		if (tsv_is_comment(&t))
			continue;
		int32_t at = intern_find(&names, t.field[0], strlen(t.field[0]));
		struct person *own = NULL;
		int64_t number = 0;
		if (at < 0 || query[at]->candidate)
			continue; /* queries of another file, or a second line */
		code = tsv_need(&t, 2, why);
		if (code == ERR_OK)
			code = split_name(p, &t, 1, &own, &number, why);
		if (code == ERR_OK)
			code = read_tracks(own, &t, t.field[1], &query[at]->candidate,
				&query[at]->n_candidates, why);
		if (code != ERR_OK)
			break;
	}
	tsv_close(&t);
	intern_finish(&names);
	free(query);
	return code;
}

enum err_code people_read(
	struct people *p, const struct replay_options *o, struct err *why)
{
	static const char *const library_names[] = {
		"user", "track", "artist", "album", NULL};
	static const char *const event_names[] = {
		"user", "session", "start", "ms", "track", NULL};
	static const char *const timed_names[] = {"qid", "T", NULL};
	static const char *const continue_names[] = {"qid", "context", NULL};
	*p = (struct people){0};
	enum err_code code = read_table(p, o->library, library_names, library_row, why);
	if (code == ERR_OK)
		code = read_table(p, o->events, event_names, event_row, why);
	if (code == ERR_OK && o->task == TASK_CONTINUE)
		code = read_table(p, o->queries, continue_names, continue_row, why);
	else if (code == ERR_OK)
		code = read_table(p, o->queries, timed_names,
			o->task == TASK_FORYOU ? foryou_row : forgotten_row, why);
	if (code == ERR_OK && o->candidates)
		code = read_candidates(p, o->candidates, why);
	if (code != ERR_OK)
		people_finish(p);
	return code;
}
