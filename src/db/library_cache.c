#include "library_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "stmt.h"
#include "text/fold.h"

enum { NAMES_MAX = 40000, SORT_NAME_MAX = 32 };

/* Names as they were written -> row. */
struct name_table {
	struct intern index;
	struct name *row; /* owned; (index.len), their sort keys too */
	size_t cap;
};

enum { TOTAL_TRACKS, TOTAL_ARTISTS, TOTAL_ALBUMS, TOTAL_GENRES, TOTAL__COUNT };
static const char *const total_names[] = {"tracks", "artists", "albums", "genres"};

struct library_cache {
	struct name_table artist, genre, album;
	uint64_t rollbacks;
	struct map tracks, performed, albums; /* changes, by artist */
	struct map in_album, album_ms;        /* by album */
	struct map in_genre;                  /* by genre */
	int64_t total[TOTAL__COUNT];
};

static void table_clear(struct name_table *t)
{
	for (size_t i = 0; i < t->index.len; i++)
		free((char *)t->row[i].sort);
	free(t->row);
	intern_finish(&t->index);
	*t = (struct name_table){0};
}

static void clear(struct library_cache *c)
{
	table_clear(&c->artist);
	table_clear(&c->genre);
	table_clear(&c->album);
	struct map *const maps[] = {&c->tracks, &c->performed, &c->albums, &c->in_album,
		&c->album_ms, &c->in_genre};
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

void names_begin(struct db *db)
{
	if (!db->library)
		db->library = xcalloc(1, sizeof *db->library);
	struct library_cache *c = db->library;
	size_t n = c->artist.index.len + c->album.index.len + c->genre.index.len;
	if (c->rollbacks != db->rollbacks || n > NAMES_MAX)
		clear(c);
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

/* Finds the row by its folded key, or makes it; artists and genres look the same. */
static enum err_code find_or_make(struct db *db, const char *sql_find,
	const char *sql_make, const char *name, struct name *ret, struct err *why)
{
	struct str key = {0}, sort = {0};
	fold_identity(&key, name);
	fold_sort_key(&sort, name);
	if (sort.len == 0)
		str_append(&sort, "\xFF"); /* without a name: last */
	if (sort.len > SORT_NAME_MAX)
		sort.len = SORT_NAME_MAX;
	*ret = (struct name){0};
	struct stmt q = stmt_begin(db, sql_find, why);
	stmt_text(&q, ":key", str_text(&key));
	if (stmt_row(&q))
		ret->id = stmt_col_i64(&q, 0);
	enum err_code code = stmt_end(&q);
	if (!code && !ret->id) {
		q = stmt_begin(db, sql_make, why);
		stmt_text(&q, ":name", name);
		stmt_text(&q, ":key", str_text(&key));
		stmt_blob(&q, ":sort", sort.data, sort.len);
		if (stmt_run(&q))
			ret->id = sqlite3_last_insert_rowid(db->h);
		code = stmt_end(&q);
	}
	ret->sort = xmemdup(sort.data, sort.len);
	ret->sort_n = sort.len;
	str_finish(&key);
	str_finish(&sort);
	return code;
}

static enum err_code named(struct db *db, struct name_table *t,
	const char *const sql[2], const char *name, struct name *ret, struct err *why)
{
	size_t n = strlen(name);
	if (table_get(t, name, n, ret))
		return ERR_OK;
	enum err_code code = find_or_make(db, sql[0], sql[1], name, ret, why);
	if (code)
		free((char *)ret->sort);
	else
		table_put(t, name, n, ret);
	return code;
}

enum err_code names_artist(
	struct db *db, const char *name, struct name *ret, struct err *why)
{
	static const char *const SQL[2] = {"SELECT id FROM artist WHERE key = :key",
		"INSERT INTO artist (name, key, sort) VALUES (:name, :key, :sort)"};
	return named(db, &db->library->artist, SQL, name, ret, why);
}

enum err_code names_genre(
	struct db *db, const char *name, struct name *ret, struct err *why)
{
	static const char *const SQL[2] = {"SELECT id FROM genre WHERE key = :key",
		"INSERT INTO genre (name, key, sort) VALUES (:name, :key, :sort)"};
	return named(db, &db->library->genre, SQL, name, ret, why);
}

static void append_big_endian(struct str *s, uint64_t v, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--)
		str_append_c(s, (char)(v >> 8 * i));
}

/* Artist, year, title: the order of albums, and the beginning of their tracks' keys. */
static void album_sort(struct str *sort, const struct album_name *album)
{
	struct str title = {0};
	fold_sort_key(&title, album->title);
	str_append_n(sort, album->artist->sort, album->artist->sort_n);
	str_append_c(sort, '\0');
	append_big_endian(sort, (uint64_t)album->year, 2);
	str_append_n(sort, str_text(&title),
		title.len < SORT_NAME_MAX ? title.len : SORT_NAME_MAX);
	str_append_c(sort, '\0');
	str_finish(&title);
}

static enum err_code album_insert(struct db *db, const struct album_name *album,
	const char *key, struct name *ret, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO album (artist, title, key, mb_album, year, sort, added_s)"
		" VALUES (:artist, :title, :key, :mb, :year, :sort, :added)";
	struct str sort = {0};
	album_sort(&sort, album);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":artist", album->artist->id);
	stmt_text(&q, ":title", album->title);
	stmt_text(&q, ":key", key);
	stmt_text(&q, ":mb", album->mb_album ? album->mb_album : "");
	stmt_i64(&q, ":year", album->year);
	stmt_blob(&q, ":sort", sort.data, sort.len);
	stmt_i64(&q, ":added", album->added_s);
	if (stmt_run(&q))
		ret->id = sqlite3_last_insert_rowid(db->h);
	ret->sort = xmemdup(sort.data, sort.len);
	ret->sort_n = sort.len;
	str_finish(&sort);
	return stmt_end(&q);
}

static enum err_code album_find(struct db *db, const struct album_name *album,
	const char *key, struct name *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT id, sort FROM album"
		" WHERE artist = :artist AND key = :key AND mb_album = :mb";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":artist", album->artist->id);
	stmt_text(&q, ":key", key);
	stmt_text(&q, ":mb", album->mb_album ? album->mb_album : "");
	if (stmt_row(&q)) {
		ret->id = stmt_col_i64(&q, 0);
		const void *sort = stmt_col_blob(&q, 1, &ret->sort_n);
		ret->sort = xmemdup(sort, ret->sort_n);
	}
	return stmt_end(&q);
}

enum err_code names_album(struct db *db, const struct album_name *album,
	struct name *ret, struct err *why)
{
	struct name_table *t = &db->library->album;
	struct str raw = {0}, key = {0};
	str_appendf(&raw, "%lld\n%s\n%s", (long long)album->artist->id,
		album->mb_album ? album->mb_album : "", album->title);
	enum err_code code = ERR_OK;
	if (!table_get(t, raw.data, raw.len, ret)) {
		*ret = (struct name){0};
		fold_identity(&key, album->title);
		code = album_find(db, album, str_text(&key), ret, why);
		if (!code && !ret->id)
			code = album_insert(db, album, str_text(&key), ret, why);
		if (code)
			free((char *)ret->sort);
		else
			table_put(t, raw.data, raw.len, ret);
	}
	str_finish(&raw);
	str_finish(&key);
	return code;
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
	add(&c->in_album, t->album, sign);
	add(&c->album_ms, t->album, sign * t->duration_ms);
	add(&c->in_genre, t->genre, sign);
	c->total[TOTAL_TRACKS] += sign;
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

static enum err_code flush_albums(struct db *db, struct err *why)
{
	static const char SQL[] =
		"UPDATE album SET tracks = tracks + :tracks, duration_ms = duration_ms "
		"+ :ms,"
		" shown = tracks + :tracks > 0 WHERE id = :id RETURNING artist, tracks";
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
		bool crossed = false;
		if (stmt_row(&q)) {
			int64_t after = stmt_col_i64(&q, 1), before = after - change;
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
