#include "library_album.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/tags.h"
#include "order_keys.h"
#include "stmt.h"
#include "text/disc.h"
#include "text/fold.h"

int64_t album_folder(int64_t root, const char *path, const char *mb_album)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0, last = n;
	if (mb_album)
		return (int64_t)(hash_bytes(mb_album, strlen(mb_album), 0) | 1);
	if (n == 0)
		return 0;
	while (last > 0 && path[last - 1] != '/')
		last--;
	if (n > 0 && disc_of_folder(path + last, n - last) > 0)
		n = last > 0 ? last - 1 : 0;
	int64_t h = (int64_t)hash_bytes(path, n, (uint64_t)root);
	return h ? h : 1;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* ---- rows */

static void row_of(struct stmt *q, struct name *ret)
{
	ret->id = stmt_col_i64(q, 0);
	ret->owner = stmt_col_i64(q, 1);
	const void *sort = stmt_col_blob(q, 2, &ret->sort_n);
	ret->sort = xmemdup(sort, ret->sort_n);
}

/* The album of that title in that folder. */
static enum err_code find_in_folder(struct db *db, const struct album_wish *w,
	const char *key, struct name *ret, struct err *why)
{
	static const char SQL[] = "SELECT id, artist, sort FROM album"
				  " WHERE key = :key AND folder = :folder LIMIT 1";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_text(&q, ":key", key);
	stmt_i64(&q, ":folder", w->folder);
	if (stmt_row(&q))
		row_of(&q, ret);
	return stmt_end(&q);
}

static enum err_code find_by_tags(struct db *db, const struct album_wish *w,
	const char *key, struct name *ret, bool *ret_claimed, struct err *why)
{
	static const char SQL[] =
		"SELECT id, artist, sort, folder <> 0 FROM album"
		" WHERE artist = :artist AND key = :key AND mb_album = :mb";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":artist", w->artist->id);
	stmt_text(&q, ":key", key);
	stmt_text(&q, ":mb", or_empty(w->mb_album));
	if (stmt_row(&q)) {
		row_of(&q, ret);
		*ret_claimed = stmt_col_i64(&q, 3) != 0;
	}
	return stmt_end(&q);
}

/* An album that no tag gives to its artist becomes that of the folder. */
static enum err_code claim(struct db *db, const struct album_wish *w, int64_t album,
	bool *ret, struct err *why)
{
	static const char SQL[] =
		"UPDATE album SET folder = :folder WHERE id = :id AND NOT EXISTS"
		" (SELECT 1 FROM track t WHERE t.album = :id AND t.flags & 16)"
		" RETURNING id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":folder", w->folder);
	stmt_i64(&q, ":id", album);
	*ret = stmt_row(&q);
	stmt_run(&q);
	return stmt_end(&q);
}

static void key_of(struct db *db, const struct album_wish *w, const struct name *artist,
	struct str *out)
{
	struct order_album a = {.artist = artist->sort,
		.artist_n = artist->sort_n,
		.year = w->year,
		.title = w->title,
		.sort_title = w->sort_title};
	order_album(db, out, &a);
}

/* Second album artists and further ones. */
static enum err_code put_further(struct db *db, const struct album_wish *w,
	const struct name *album, struct err *why)
{
	static const char SQL[] =
		"INSERT OR IGNORE INTO album_artist (artist, shown, sort, album, place)"
		" VALUES (:artist, 0, :sort, :album, :place)";
	const char *at = w->further, *text;
	size_t n;
	int place = 0;
	enum err_code code = ERR_OK;
	while (!code && tags_list_next(&at, &text, &n)) {
		struct name row;
		char *name = xstrndup(text, n);
		code = names_artist(db, name, NULL, &row, why);
		free(name);
		if (code || row.id == album->owner)
			continue;
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_i64(&q, ":artist", row.id);
		stmt_blob(&q, ":sort", album->sort, album->sort_n);
		stmt_i64(&q, ":album", album->id);
		stmt_i64(&q, ":place", ++place);
		stmt_run(&q);
		code = stmt_end(&q);
	}
	return code;
}

static enum err_code insert(struct db *db, const struct album_wish *w, const char *key,
	struct name *ret, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO album (artist, title, key, mb_album, year, sort, added_s,"
		" sort_name, credit, folder) VALUES (:artist, :title, :key, :mb, :year,"
		" :sort, :added, :sort_name, :credit, :folder)";
	struct str sort = {0};
	key_of(db, w, w->artist, &sort);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":artist", w->artist->id);
	stmt_text(&q, ":title", w->title);
	stmt_text(&q, ":key", key);
	stmt_text(&q, ":mb", or_empty(w->mb_album));
	stmt_i64(&q, ":year", w->year);
	stmt_blob(&q, ":sort", sort.data, sort.len);
	stmt_i64(&q, ":added", w->added_s);
	stmt_text(&q, ":sort_name", w->sort_title);
	stmt_text(&q, ":credit", w->credit);
	stmt_i64(&q, ":folder", w->folder);
	if (stmt_run(&q))
		ret->id = sqlite3_last_insert_rowid(db->h);
	ret->owner = w->artist->id;
	ret->sort = xmemdup(sort.data, sort.len);
	ret->sort_n = sort.len;
	str_finish(&sort);
	enum err_code code = stmt_end(&q);
	return code || !w->further ? code : put_further(db, w, ret, why);
}

/* ---- an album whose artists turn out to differ */

struct moved {
	int64_t id;
	bool shown;
	struct track_counts counts;
	struct str sort; /* owned */
};

static enum err_code tracks_to_move(struct db *db, const struct name *album,
	struct moved **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT id, shown, artist, album_artist, genre, duration_ms, disc,"
		" number, title_key FROM track WHERE album = :album";
	size_t cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":album", album->id);
	while (stmt_row(&q)) {
		*ret = mem_grow(*ret, &cap, *ret_n + 1, sizeof **ret);
		struct moved *m = &(*ret)[(*ret_n)++];
		*m = (struct moved){.id = stmt_col_i64(&q, 0),
			.shown = stmt_col_i64(&q, 1) != 0,
			.counts = {stmt_col_i64(&q, 2), stmt_col_i64(&q, 3), album->id,
				stmt_col_i64(&q, 4), stmt_col_i64(&q, 5)}};
		struct order_track t = {.lead = album->sort,
			.lead_n = album->sort_n,
			.album = album->id,
			.disc = (int)stmt_col_i64(&q, 6),
			.number = (int)stmt_col_i64(&q, 7)};
		t.title = stmt_col_blob(&q, 8, &t.title_n);
		order_track(&m->sort, &t);
	}
	return stmt_end(&q);
}

static enum err_code move_track(
	struct db *db, struct moved *m, int64_t artist, struct err *why)
{
	static const char SQL[] =
		"UPDATE track SET album_artist = :artist, sort = :sort WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":artist", artist);
	stmt_blob(&q, ":sort", str_text(&m->sort), m->sort.len);
	stmt_i64(&q, ":id", m->id);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	if (code || !m->shown)
		return code;
	counts_track(db, &m->counts, -1);
	m->counts.album_artist = artist;
	counts_track(db, &m->counts, 1);
	return search_todo_add(db, search_subject(SUBJECT_TRACK, m->id), why);
}

/* The row, told from other compilations of its title by its folder. *ret_shown: as it was
 * stored. */
static enum err_code move_row(struct db *db, const struct album_wish *w,
	const struct name *album, bool *ret_shown, struct err *why)
{
	static const char SQL[] =
		"UPDATE album SET artist = :artist, sort = :sort, credit = NULL,"
		" mb_album = CASE mb_album WHEN '' THEN :mb ELSE mb_album END"
		" WHERE id = :id RETURNING shown";
	char mb[32];
	snprintf(mb, sizeof mb, "folder:%016llx", (unsigned long long)w->folder);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":artist", album->owner);
	stmt_blob(&q, ":sort", album->sort, album->sort_n);
	stmt_text(&q, ":mb", mb);
	stmt_i64(&q, ":id", album->id);
	*ret_shown = stmt_row(&q) && stmt_col_i64(&q, 0) != 0;
	stmt_run(&q);
	return stmt_end(&q);
}

static enum err_code move_to(struct db *db, const struct album_wish *w,
	const struct name *to, struct name *io, struct err *why)
{
	struct str sort = {0};
	struct moved *m = NULL;
	size_t n = 0;
	int64_t before = io->owner;
	bool shown = false;
	key_of(db, w, to, &sort);
	free((char *)io->sort);
	io->sort = xmemdup(sort.data, sort.len);
	io->sort_n = sort.len;
	io->owner = to->id;
	str_finish(&sort);
	enum err_code code = move_row(db, w, io, &shown, why);
	if (!code && shown)
		counts_album_moves(db, before, to->id);
	if (!code)
		code = tracks_to_move(db, io, &m, &n, why);
	for (size_t i = 0; i < n; i++) {
		if (!code)
			code = move_track(db, &m[i], to->id, why);
		str_finish(&m[i].sort);
	}
	free(m);
	if (!code)
		code = search_todo_add(db, search_subject(SUBJECT_ALBUM, io->id), why);
	return code;
}

/* ---- */

/* *ret_keep: whoever comes next from the folder belongs there, too. */
static enum err_code find_or_make(struct db *db, const struct album_wish *w,
	struct name *ret, bool *ret_keep, struct err *why)
{
	struct str key = {0};
	bool claimed = true;
	enum err_code code = ERR_OK;
	*ret_keep = true;
	*ret = (struct name){0};
	fold_identity(&key, w->title);
	if (w->folder)
		code = find_in_folder(db, w, str_text(&key), ret, why);
	if (!code && !ret->id)
		code = find_by_tags(db, w, str_text(&key), ret, &claimed, why);
	if (!code && !ret->id)
		code = insert(db, w, str_text(&key), ret, why);
	else if (!code && w->folder && !claimed)
		code = claim(db, w, ret->id, ret_keep, why);
	str_finish(&key);
	return code;
}

/* Whose an album becomes with a track of another artist: that artist's where nobody had a
 * name so far, else of various ones. */
static enum err_code new_owner(struct db *db, const struct album_wish *w, int64_t owner,
	struct name *ret, bool *ret_moves, struct err *why)
{
	struct name nobody = {0};
	enum err_code code = names_artist(db, VARIOUS_ARTISTS, NULL, ret, why);
	*ret_moves = !code && ret->id != owner;
	if (!*ret_moves)
		return code;
	code = names_artist(db, "", NULL, &nobody, why);
	if (!code && nobody.id == owner)
		*ret = *w->artist;
	return code;
}

/* What it is remembered by: its folder, or its artist. */
static void raw_key(struct str *out, const struct album_wish *w, bool by_folder)
{
	str_reset(out);
	str_appendf(out, "%c%lld\n%s\n%s", by_folder ? 'f' : 'a',
		(long long)(by_folder ? w->folder : w->artist->id),
		or_empty(w->mb_album), w->title);
}

/* The cache takes over ret->sort, or has the album already. */
static void remember(struct db *db, const struct str *raw, struct name *ret)
{
	struct name known;
	if (!names_album_seen(db, raw->data, raw->len, &known)) {
		names_album_keep(db, raw->data, raw->len, ret);
		return;
	}
	free((char *)ret->sort);
	*ret = known;
}

enum err_code album_of(
	struct db *db, const struct album_wish *w, struct name *ret, struct err *why)
{
	struct str raw = {0};
	struct name other;
	bool moves = false, of_folder = true;
	raw_key(&raw, w, w->folder != 0);
	bool seen = names_album_seen(db, raw.data, raw.len, ret);
	enum err_code code = seen ? ERR_OK : find_or_make(db, w, ret, &of_folder, why);
	if (!code && ret->owner != w->artist->id && !w->nameless)
		code = new_owner(db, w, ret->owner, &other, &moves, why);
	if (!code && moves) {
		if (seen)
			ret->sort = xmemdup(ret->sort, ret->sort_n);
		names_albums_forget(db);
		seen = false;
		code = move_to(db, w, &other, ret, why);
	}
	if (!of_folder)
		raw_key(&raw, w, false);
	if (!code && !seen)
		remember(db, &raw, ret);
	else if (!seen)
		free((char *)ret->sort);
	str_finish(&raw);
	return code;
}
