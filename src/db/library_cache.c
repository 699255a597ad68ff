#include "library_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "order_keys.h"
#include "stmt.h"
#include "text/fold.h"

enum { NAMES_MAX = 40000 };

/* Names as they were written -> row. */
struct name_table {
	struct intern index;
	struct name *row; /* owned; (index.len), their sort keys too */
	size_t cap;
	char **old; /* owned; keys of rows that were replaced; (n_old) */
	size_t n_old, old_cap;
};

enum { TOTAL_TRACKS, TOTAL_ARTISTS, TOTAL_ALBUMS, TOTAL_GENRES, TOTAL__COUNT };
static const char *const total_names[] = {"tracks", "artists", "albums", "genres"};

struct library_cache {
	struct name_table artist, genre, album;
	uint64_t rollbacks;
	struct map tracks, performed, albums, appears; /* changes, by artist */
	struct map in_album, album_ms;                 /* by album */
	struct map in_genre;                           /* by genre */
	int64_t total[TOTAL__COUNT];
};

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

/* ---- counts */

static void add(struct map *m, int64_t id, int64_t change)
{
	if (id && change)
		map_put(m, id, map_get_or(m, id, 0) + change);
}

void counts_track(struct db *db, const struct track_counts *t, int sign)
{
	struct library_cache *c = db->library;
	add(&c->performed, t->artist, sign);
	add(&c->tracks, t->album_artist, sign);
	add(&c->appears, t->artist, sign);
	if (t->album_artist != t->artist)
		add(&c->appears, t->album_artist, sign);
	add(&c->in_album, t->album, sign);
	add(&c->album_ms, t->album, sign * t->duration_ms);
	add(&c->in_genre, t->genre, sign);
	c->total[TOTAL_TRACKS] += sign;
}

void counts_album_moves(struct db *db, int64_t from, int64_t to)
{
	add(&db->library->albums, from, -1);
	add(&db->library->albums, to, 1);
}

enum err_code counts_more(struct db *db, int64_t track, int sign, struct err *why)
{
	static const char SQL_ARTISTS[] =
		"SELECT x.artist, x.role, x.artist NOT IN (t.artist, t.album_artist),"
		" lag(x.artist) OVER (ORDER BY x.artist) IS x.artist FROM track_artist x"
		" JOIN track t ON t.id = x.track WHERE x.track = :id";
	static const char SQL_GENRES[] =
		"SELECT genre FROM track_genre WHERE track = :id";
	struct library_cache *c = db->library;
	struct stmt q = stmt_begin(db, SQL_ARTISTS, why);
	stmt_i64(&q, ":id", track);
	while (stmt_row(&q)) {
		int64_t artist = stmt_col_i64(&q, 0);
		bool performs = stmt_col_i64(&q, 1) == 0,
		     fresh = stmt_col_i64(&q, 2) && !stmt_col_i64(&q, 3);
		add(performs ? &c->performed : &c->tracks, artist, sign);
		add(&c->appears, artist, fresh ? sign : 0);
	}
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	q = stmt_begin(db, SQL_GENRES, why);
	stmt_i64(&q, ":id", track);
	while (stmt_row(&q))
		add(&c->in_genre, stmt_col_i64(&q, 0), sign);
	return stmt_end(&q);
}

int64_t search_subject(enum subject_group group, int64_t id)
{
	return (int64_t)group << SUBJECT_SHIFT | id;
}

enum err_code search_todo_add(struct db *db, int64_t subject, struct err *why)
{
	static const char SQL[] =
		"INSERT OR IGNORE INTO d_search_todo VALUES (:subject)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":subject", subject);
	stmt_run(&q);
	return stmt_end(&q);
}

/* An album appeared or vanished: its second artist and further ones have one more, or
 * less. */
static enum err_code further_album_artists(
	struct db *db, int64_t album, int sign, struct err *why)
{
	static const char SQL[] = "SELECT artist FROM album_artist WHERE album = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", album);
	while (stmt_row(&q))
		add(&db->library->albums, stmt_col_i64(&q, 0), sign);
	return stmt_end(&q);
}

static enum err_code flush_albums(struct db *db, struct err *why)
{
	static const char SQL[] =
		"UPDATE album SET tracks = tracks + :tracks, duration_ms = duration_ms "
		"+ :ms,"
		" shown = tracks + :tracks > 0 WHERE id = :id"
		" RETURNING artist, tracks, credit IS NOT NULL";
	struct library_cache *c = db->library;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < c->album_ms.cap;
		i++) /* albums where only lengths changed */
		if (c->album_ms.used[i] &&
			!map_get(&c->in_album, c->album_ms.key[i], &(int64_t){0}))
			map_put(&c->in_album, c->album_ms.key[i], 0);
	for (size_t i = 0; i < c->in_album.cap && !code; i++) {
		if (!c->in_album.used[i])
			continue;
		int64_t id = c->in_album.key[i], change = c->in_album.value[i];
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_i64(&q, ":tracks", change);
		stmt_i64(&q, ":ms", map_get_or(&c->album_ms, id, 0));
		stmt_i64(&q, ":id", id);
		bool crossed = false, several = false;
		if (stmt_row(&q)) {
			int64_t after = stmt_col_i64(&q, 1), before = after - change;
			several = stmt_col_i64(&q, 2) != 0;
			crossed = (before > 0) != (after > 0);
			if (crossed)
				add(&c->albums, stmt_col_i64(&q, 0),
					after > 0 ? 1 : -1);
			c->total[TOTAL_ALBUMS] += crossed ? after > 0 ? 1 : -1 : 0;
		}
		stmt_run(&q);
		code = stmt_end(&q);
		if (!code && crossed)
			code = search_todo_add(
				db, search_subject(SUBJECT_ALBUM, id), why);
		if (!code && crossed && several)
			code = further_album_artists(db, id, change > 0 ? 1 : -1, why);
	}
	map_clear(&c->in_album);
	map_clear(&c->album_ms);
	return code;
}

static enum err_code flush_artist(struct db *db, int64_t id, struct err *why)
{
	static const char SQL[] =
		"UPDATE artist SET tracks = tracks + :tracks,"
		" performed = performed + :performed, albums = albums + :albums,"
		" appears = appears + :appears,"
		" shown = tracks + :tracks > 0"
		" WHERE id = :id RETURNING tracks, performed";
	struct library_cache *c = db->library;
	int64_t tracks = map_get_or(&c->tracks, id, 0),
		performed = map_get_or(&c->performed, id, 0);
	bool crossed = false;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":tracks", tracks);
	stmt_i64(&q, ":performed", performed);
	stmt_i64(&q, ":albums", map_get_or(&c->albums, id, 0));
	stmt_i64(&q, ":appears", map_get_or(&c->appears, id, 0));
	stmt_i64(&q, ":id", id);
	if (stmt_row(&q)) {
		int64_t own = stmt_col_i64(&q, 0), after = own + stmt_col_i64(&q, 1),
			before = after - tracks - performed;
		crossed = (before > 0) != (after > 0);
		c->total[TOTAL_ARTISTS] += (own > 0) - (own - tracks > 0);
	}
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	if (!code && crossed)
		code = search_todo_add(db, search_subject(SUBJECT_ARTIST, id), why);
	return code;
}

static enum err_code flush_artists(struct db *db, struct err *why)
{
	struct library_cache *c = db->library;
	const struct map *const others[] = {&c->performed, &c->albums};
	/* Whoever appears has tracks or performs. */
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < others[k]->cap; i++)
			if (others[k]->used[i])
				map_put(&c->tracks, others[k]->key[i],
					map_get_or(&c->tracks, others[k]->key[i], 0));
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < c->tracks.cap && !code; i++)
		if (c->tracks.used[i])
			code = flush_artist(db, c->tracks.key[i], why);
	map_clear(&c->tracks);
	map_clear(&c->performed);
	map_clear(&c->albums);
	map_clear(&c->appears);
	return code;
}

static enum err_code flush_genres(struct db *db, struct err *why)
{
	static const char SQL[] =
		"UPDATE genre SET tracks = tracks + :n, shown = tracks + :n > 0"
		" WHERE id = :id RETURNING tracks";
	struct library_cache *c = db->library;
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < c->in_genre.cap; i++) {
		if (!c->in_genre.used[i])
			continue;
		int64_t change = c->in_genre.value[i];
		stmt_i64(&q, ":n", change);
		stmt_i64(&q, ":id", c->in_genre.key[i]);
		if (stmt_row(&q)) {
			int64_t after = stmt_col_i64(&q, 0);
			c->total[TOTAL_GENRES] += (after > 0) - (after - change > 0);
		}
		stmt_run(&q);
	}
	map_clear(&c->in_genre);
	return stmt_end(&q);
}

static enum err_code flush_totals(struct db *db, struct err *why)
{
	static const char SQL[] = "UPDATE total SET n = n + :n WHERE name = :name";
	struct library_cache *c = db->library;
	struct stmt q = stmt_begin(db, SQL, why);
	for (int i = 0; i < TOTAL__COUNT; i++) {
		if (c->total[i] == 0)
			continue;
		stmt_i64(&q, ":n", c->total[i]);
		stmt_text(&q, ":name", total_names[i]);
		stmt_run(&q);
		c->total[i] = 0;
	}
	return stmt_end(&q);
}

enum err_code counts_flush(struct db *db, struct err *why)
{
	enum err_code code = flush_albums(db, why);
	if (!code)
		code = flush_artists(db, why);
	if (!code)
		code = flush_genres(db, why);
	return code ? code : flush_totals(db, why);
}
