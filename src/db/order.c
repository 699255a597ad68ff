/*
 * Making keys again, in the order in which they build upon each other: artists, genres,
 * albums (which begin with their artist's), tracks (with their album's). What the scan
 * writes meanwhile has the new order already. Rows whose key stays are only read.
 */
#include "db/order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/settings.h"
#include "order_keys.h"
#include "order_state.h"
#include "stmt.h"

/* A library without names has no keys to make again. */
static enum err_code mark_empty(struct db *db, struct err *why)
{
	int64_t any = 0;
	if (!order_pending(db))
		return ERR_OK;
	enum err_code code =
		stmt_get_i64(db, "SELECT 1 FROM artist LIMIT 1", &any, why);
	return code || any ? code
			   : settings_put(db, ORDER_MADE,
				     collate_name(order_collate(db)), why);
}

enum err_code order_choose(
	struct db *db, const char *locale, const char *articles, struct err *why)
{
	char name[COLLATE_LOCALE_SIZE];
	struct str wanted = {0};
	collate_locale(locale, name);
	char *before = settings_get(db, ORDER_CHOSEN);
	const char *line = before ? strchr(before, '\n') : NULL;
	if (line && strcmp(locale, "auto") == 0 && strcmp(name, "C") == 0)
		str_appendf(
			&wanted, "%.*s\n%s", (int)(line - before), before, articles);
	else
		str_appendf(&wanted, "%s\n%s", name, articles);
	enum err_code code = ERR_OK;
	if (!before || strcmp(before, wanted.data) != 0)
		code = settings_put(db, ORDER_CHOSEN, wanted.data, why);
	free(before);
	str_finish(&wanted);
	order_refresh(db);
	return code ? code : mark_empty(db, why);
}

bool order_pending(struct db *db)
{
	const char *name = collate_name(order_collate(db));
	if (db->order->made)
		return false;
	char *made = settings_get(db, ORDER_MADE);
	db->order->made = made && strcmp(made, name) == 0;
	free(made);
	return !db->order->made;
}

enum err_code order_stale(struct db *db, struct err *why)
{
	bool was_made = !order_pending(db);
	db->order->made = false;
	if (!was_made)
		return settings_put(db, ORDER_AT, "", why); /* from the start again */
	return settings_put(db, ORDER_MADE, "", why);
}

/* ---- stages */

enum { TITLE_COLUMNS = 8 };

/* A row's key as it is to be. */
struct made {
	int64_t id;
	bool changed;
	struct str key, title; /* owned; title: of a track */
};

static bool differs(struct stmt *q, int column, const struct str *key)
{
	size_t n;
	const void *now = stmt_col_blob(q, column, &n);
	return n != key->len || (n > 0 && memcmp(now, key->data, n) != 0);
}

static void make_name(struct db *db, struct stmt *q, struct made *m)
{
	order_name(db, &m->key, stmt_col_text(q, 2),
		stmt_col_is_null(q, 3) ? NULL : stmt_col_text(q, 3));
}

static void make_album(struct db *db, struct stmt *q, struct made *m)
{
	struct order_album a = {.year = (int)stmt_col_i64(q, 5),
		.title = stmt_col_text(q, 2),
		.sort_title = stmt_col_is_null(q, 3) ? NULL : stmt_col_text(q, 3)};
	a.artist = stmt_col_blob(q, 4, &a.artist_n);
	order_album(db, &m->key, &a);
}

static void make_track(struct db *db, struct stmt *q, struct made *m)
{
	struct order_track t = {.album = stmt_col_i64(q, 5),
		.disc = (int)stmt_col_i64(q, 6),
		.number = (int)stmt_col_i64(q, 7)};
	order_title(db, &m->title, stmt_col_text(q, 2),
		stmt_col_is_null(q, 3) ? NULL : stmt_col_text(q, 3));
	t.lead = stmt_col_blob(q, 4, &t.lead_n);
	t.title = str_text(&m->title);
	t.title_n = m->title.len;
	order_track(&m->key, &t);
	m->changed = m->changed || differs(q, TITLE_COLUMNS, &m->title);
}

/* Columns: id, the key now, name, sort name, then what the stage's own function reads. */
static const struct stage {
	const char *read, *write;
	void (*make)(struct db *db, struct stmt *q, struct made *m);
} stages[] = {
	{"SELECT id, sort, name, sort_name FROM artist WHERE id > :at ORDER BY id LIMIT :n",
		"UPDATE artist SET sort = :key WHERE id = :id", make_name},
	{"SELECT id, sort, name, NULL FROM genre WHERE id > :at ORDER BY id LIMIT :n",
		"UPDATE genre SET sort = :key WHERE id = :id", make_name},
	{"SELECT b.id, b.sort, b.title, b.sort_name, a.sort, b.year FROM album b"
	 " JOIN artist a ON a.id = b.artist WHERE b.id > :at ORDER BY b.id LIMIT :n",
		"UPDATE album SET sort = :key WHERE id = :id", make_album},
	{"SELECT t.id, t.sort, t.title, d.title_sort, coalesce(b.sort, a.sort),"
	 " coalesce(t.album, 0), t.disc, t.number, t.title_key FROM track t"
	 " LEFT JOIN album b ON b.id = t.album LEFT JOIN artist a ON a.id = t.album_artist"
	 " LEFT JOIN track_detail d ON d.track = t.id"
	 " WHERE t.id > :at ORDER BY t.id LIMIT :n",
		"UPDATE track SET sort = :key, title_key = :title WHERE id = :id",
		make_track},
};
enum { STAGES = sizeof stages / sizeof *stages };

static enum err_code write_key(
	struct db *db, const struct stage *stage, struct made *m, struct err *why)
{
	struct stmt q = stmt_begin(db, stage->write, why);
	stmt_blob(&q, ":key", str_text(&m->key), m->key.len);
	if (stmt_has(&q, ":title"))
		stmt_blob(&q, ":title", str_text(&m->title), m->title.len);
	stmt_i64(&q, ":id", m->id);
	stmt_run(&q);
	return stmt_end(&q);
}

/* Up to n rows behind *at; *ret_n are those read. */
static enum err_code stage_slice(struct db *db, const struct stage *stage, int64_t *at,
	size_t n, size_t *ret_n, struct err *why)
{
	struct made *row = xcalloc(n, sizeof *row);
	size_t got = 0;
	struct stmt q = stmt_begin(db, stage->read, why);
	stmt_i64(&q, ":at", *at);
	stmt_i64(&q, ":n", (int64_t)n);
	while (got < n && stmt_row(&q)) {
		struct made *m = &row[got++];
		m->id = stmt_col_i64(&q, 0);
		stage->make(db, &q, m);
		m->changed = m->changed || differs(&q, 1, &m->key);
	}
	enum err_code code = stmt_end(&q);
	for (size_t i = 0; i < got; i++) {
		if (!code && row[i].changed)
			code = write_key(db, stage, &row[i], why);
		*at = row[i].id;
		str_finish(&row[i].key);
		str_finish(&row[i].title);
	}
	free(row);
	*ret_n = got;
	return code;
}

/* Where the slices for this collation were left; from the start for another. */
static void read_place(struct db *db, const char *name, int *ret_stage, int64_t *ret_at)
{
	long long at = 0;
	int stage = 0;
	size_t n = strlen(name);
	char *text = settings_get(db, ORDER_AT);
	if (text && strncmp(text, name, n) == 0 && text[n] == '\n' &&
		sscanf(text + n + 1, "%d %lld", &stage, &at) == 2 && stage >= 0 &&
		stage < STAGES) {
		*ret_stage = stage;
		*ret_at = at;
	} else {
		*ret_stage = 0;
		*ret_at = 0;
	}
	free(text);
}

static enum err_code write_place(
	struct db *db, const char *name, int stage, int64_t at, struct err *why)
{
	struct str s = {0};
	str_appendf(&s, "%s\n%d %lld", name, stage, (long long)at);
	enum err_code code = stage < STAGES ? settings_put(db, ORDER_AT, s.data, why)
					    : settings_put(db, ORDER_MADE, name, why);
	if (!code && stage == STAGES)
		code = settings_put(db, ORDER_AT, "", why);
	str_finish(&s);
	return code;
}

static enum err_code step(struct db *db, size_t n, size_t *ret_left, struct err *why)
{
	const char *name = collate_name(order_collate(db));
	int stage;
	int64_t at;
	enum err_code code = ERR_OK;
	read_place(db, name, &stage, &at);
	while (!code && n > 0 && stage < STAGES) {
		size_t got = 0;
		code = stage_slice(db, &stages[stage], &at, n, &got, why);
		if (got < n) {
			stage++;
			at = 0;
		}
		n -= got;
	}
	if (!code)
		code = write_place(db, name, stage, at, why);
	*ret_left = stage < STAGES;
	return code;
}

enum err_code order_step(struct db *db, size_t n, size_t *ret_left, struct err *why)
{
	*ret_left = 0;
	order_refresh(db);
	if (!order_pending(db))
		return ERR_OK;
	db_widen(db);
	enum err_code code = db_begin(db, "order_step", why);
	if (code)
		return code;
	code = step(db, n, ret_left, why);
	if (!code)
		code = db_commit(db, why);
	else
		db_rollback(db);
	if (!code && db->library)
		library_cache_forget(db); /* it holds keys */
	return code;
}
