#include "library_cache_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "order_keys.h"
#include "stmt.h"
#include "text/fold.h"

enum { NAMES_MAX = 40000 };

static void table_clear(struct name_table *t)
{
	for (size_t i = 0; i < t->index.len; i++)
		free((char *)t->row[i].sort);
	for (size_t i = 0; i < t->n_old; i++)
		free(t->old[i]);
	free(t->old);
	free(t->row);
	intern_finish(&t->index);
	*t = (struct name_table){0};
}

static void clear(struct library_cache *c)
{
	table_clear(&c->artist);
	table_clear(&c->genre);
	table_clear(&c->album);
	struct map *const maps[] = {&c->tracks, &c->performed, &c->albums, &c->appears,
		&c->in_album, &c->album_ms, &c->in_genre};
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
		map_finish(maps[i]);
	memset(c->total, 0, sizeof c->total);
}

void library_cache_destroy(struct library_cache *c)
{
	if (!c)
		return;
	clear(c);
	free(c);
}

void library_cache_forget(struct db *db)
{
	if (db->library)
		clear(db->library);
}

void names_begin(struct db *db)
{
	db_widen(db);
	if (!db->library)
		db->library = xcalloc(1, sizeof *db->library);
	struct library_cache *c = db->library;
	size_t n = c->artist.index.len + c->album.index.len + c->genre.index.len;
	if (c->rollbacks != db->rollbacks || n > NAMES_MAX)
		clear(c);
	order_refresh(db);
	c->rollbacks = db->rollbacks;
}

static bool table_get(struct name_table *t, const char *s, size_t n, struct name *ret)
{
	int32_t i = intern_find(&t->index, s, n);
	if (i < 0)
		return false;
	*ret = t->row[i];
	return true;
}

/* Takes over the sort key. */
static void table_put(struct name_table *t, const char *s, size_t n, struct name *row)
{
	size_t i = (size_t)intern_add(&t->index, s, n);
	t->row = mem_grow(t->row, &t->cap, t->index.len, sizeof *t->row);
	t->row[i] = *row;
}

/* Who has the row before may hold its key still: that goes with the table. */
static void table_replace(
	struct name_table *t, const char *s, size_t n, struct name *row)
{
	size_t i = (size_t)intern_find(&t->index, s, n);
	t->old = mem_grow(t->old, &t->old_cap, t->n_old + 1, sizeof(char *));
	t->old[t->n_old++] = (char *)t->row[i].sort;
	t->row[i] = *row;
}

/* The row with that folded key, id 0: there is none; *ret_named: it has a sort name. */
static enum err_code find_name(struct db *db, const char *sql, const char *key,
	struct name *ret, bool *ret_named, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	stmt_text(&q, ":key", key);
	if (stmt_row(&q)) {
		ret->id = stmt_col_i64(&q, 0);
		const void *sort = stmt_col_blob(&q, 1, &ret->sort_n);
		ret->sort = xmemdup(sort, ret->sort_n);
		*ret_named = !stmt_col_is_null(&q, 2);
	}
	return stmt_end(&q);
}

/* A file tells at last what the artist is sorted by: keys that begin with it follow. */
static enum err_code take_sort_name(struct db *db, const char *name,
	const char *sort_name, struct name *io, struct err *why)
{
	static const char SQL[] =
		"UPDATE artist SET sort_name = :sort_name, sort = :sort"
		" WHERE id = :id";
	struct str sort = {0};
	order_name(db, &sort, name, sort_name);
	bool same =
		sort.len == io->sort_n && memcmp(sort.data, io->sort, sort.len) == 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_text(&q, ":sort_name", sort_name);
	stmt_blob(&q, ":sort", sort.data, sort.len);
	stmt_i64(&q, ":id", io->id);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	free((char *)io->sort);
	io->sort = xmemdup(sort.data, sort.len);
	io->sort_n = sort.len;
	str_finish(&sort);
	return code || same ? code : order_stale(db, why);
}

static enum err_code make_name(struct db *db, const char *sql, const char *name,
	const char *sort_name, const char *key, struct name *ret, struct err *why)
{
	struct str sort = {0};
	order_name(db, &sort, name, sort_name);
	struct stmt q = stmt_begin(db, sql, why);
	stmt_text(&q, ":name", name);
	stmt_text(&q, ":key", key);
	stmt_blob(&q, ":sort", sort.data, sort.len);
	if (stmt_has(&q, ":sort_name"))
		stmt_text(&q, ":sort_name", sort_name);
	if (stmt_run(&q))
		ret->id = sqlite3_last_insert_rowid(db->h);
	ret->sort = xmemdup(sort.data, sort.len);
	ret->sort_n = sort.len;
	str_finish(&sort);
	return stmt_end(&q);
}

/* Finds the row by its folded key, or makes it; artists and genres look the same. */
static enum err_code find_or_make(struct db *db, const char *const sql[2],
	const char *name, const char *sort_name, struct name *ret, struct err *why)
{
	struct str key = {0};
	bool sort_named = true;
	fold_identity(&key, name);
	*ret = (struct name){0};
	enum err_code code =
		find_name(db, sql[0], str_text(&key), ret, &sort_named, why);
	if (!code && !ret->id)
		code = make_name(db, sql[1], name, sort_name, str_text(&key), ret, why);
	else if (!code && sort_name && !sort_named)
		code = take_sort_name(db, name, sort_name, ret, why);
	str_finish(&key);
	return code;
}

static enum err_code named(struct db *db, struct name_table *t,
	const char *const sql[2], const char *name, const char *sort_name,
	struct name *ret, struct err *why)
{
	size_t n = strlen(name);
	bool seen = table_get(t, name, n, ret);
	if (seen && (!sort_name || ret->has_sorted))
		return ERR_OK;
	enum err_code code = find_or_make(db, sql, name, sort_name, ret, why);
	ret->has_sorted = sort_name != NULL;
	if (code)
		free((char *)ret->sort);
	else if (seen)
		table_replace(t, name, n, ret);
	else
		table_put(t, name, n, ret);
	return code;
}

enum err_code names_artist(struct db *db, const char *name, const char *sort_name,
	struct name *ret, struct err *why)
{
	static const char *const SQL[2] = {
		"SELECT id, sort, sort_name FROM artist WHERE key = :key",
		"INSERT INTO artist (name, key, sort, sort_name)"
		" VALUES (:name, :key, :sort, :sort_name)"};
	return named(db, &db->library->artist, SQL, name, sort_name, ret, why);
}

enum err_code names_genre(
	struct db *db, const char *name, struct name *ret, struct err *why)
{
	static const char *const SQL[2] = {
		"SELECT id, sort, NULL FROM genre WHERE key = :key",
		"INSERT INTO genre (name, key, sort) VALUES (:name, :key, :sort)"};
	return named(db, &db->library->genre, SQL, name, NULL, ret, why);
}

bool names_album_seen(struct db *db, const char *raw, size_t n, struct name *ret)
{
	return table_get(&db->library->album, raw, n, ret);
}

void names_album_keep(struct db *db, const char *raw, size_t n, struct name *row)
{
	table_put(&db->library->album, raw, n, row);
}

void names_albums_forget(struct db *db)
{
	table_clear(&db->library->album);
}
