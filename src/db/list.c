/*
 * The engine of lists. A list is rows (key, id) in the order of an index. Its state
 * keeps the key of every 256th row (an anchor) as far as somebody has looked: row
 * number r is reached from the anchor before it by skipping at most 255 index entries,
 * or from the end where that is nearer. Anchors, totals and filtered lists die with any
 * commit.
 *
 * A filtered list is walked once and kept as an array of ids.
 */
#include "db/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "connection.h"
#include "list_rows.h"
#include "list_source.h"
#include "search_words.h"
#include "stmt.h"
#include "text/fold.h"

enum {
	ANCHOR_STEP = 256,
	OPEN_LISTS = 12,
	FIRST_PROFILE = 1,
	FROM_END_MAX = 20 * ANCHOR_STEP /* nearer to the end than this: go backwards */
};

/* A value of the key column: a number or bytes. */
struct key {
	bool is_bytes;
	int64_t number;
	void *bytes; /* owned */
	size_t n;
	int64_t id;
};

struct list {
	struct list_spec spec; /* texts owned */
	enum list_source_id source;
	char *low, *high; /* owned; range of paths of a folder */
	uint64_t used;    /* when, for replacing the least recently used */
	bool counted;
	size_t total;
	struct key *anchor; /* owned; anchor[i] is the key of row (i + 1) * 256 - 1 */
	size_t anchors, cap;
	int64_t *id; /* owned; of a filtered list, (total) */
	bool filtered;
};

struct list_cache {
	struct list open[OPEN_LISTS];
	uint64_t generation, clock;
	/* Filled once; the statement cache goes by their addresses. */
	char *sql[LIST_SOURCES][WALK__COUNT]; /* owned */
};

static void list_forget(struct list *l)
{
	for (size_t i = 0; i < l->anchors; i++)
		free(l->anchor[i].bytes);
	free(l->anchor);
	free(l->id);
	l->anchor = NULL;
	l->id = NULL;
	l->anchors = l->cap = 0;
	l->counted = l->filtered = false;
}

static void list_finish(struct list *l)
{
	list_forget(l);
	free((char *)l->spec.path);
	free((char *)l->spec.filter);
	free(l->low);
	free(l->high);
	*l = (struct list){0};
}

void list_cache_destroy(struct list_cache *c)
{
	if (!c)
		return;
	for (int i = 0; i < OPEN_LISTS; i++)
		list_finish(&c->open[i]);
	for (int s = 0; s < LIST_SOURCES; s++)
		for (int w = 0; w < WALK__COUNT; w++)
			free(c->sql[s][w]);
	free(c);
}

static const char *sql_of(
	struct db *db, enum list_source_id source, enum list_walk walk)
{
	char **sql = &db->lists->sql[source][walk];
	if (!*sql)
		*sql = list_source_sql(source, walk);
	return *sql;
}

/* ---- opening */

bool list_has_tracks(enum list_kind kind)
{
	return kind <= LIST_MOST_PLAYED || kind == LIST_HISTORY ||
	       kind == LIST_HISTORY_ALL;
}

/* Artists of compilations only have no tracks as album artist: then what they perform.
 */
static enum err_code artist_source(
	struct db *db, int64_t artist, enum list_source_id *ret, struct err *why)
{
	struct stmt q = stmt_begin(db, "SELECT tracks FROM artist WHERE id = :id", why);
	stmt_i64(&q, ":id", artist);
	bool own = stmt_row(&q) && stmt_col_i64(&q, 0) > 0;
	*ret = own ? FROM_TRACKS_OF_ALBUM_ARTIST : FROM_TRACKS_OF_ARTIST;
	return stmt_end(&q);
}

static enum err_code source_of(struct db *db, const struct list_spec *spec,
	enum list_source_id *ret, struct err *why)
{
	static const enum list_source_id plain[LIST__COUNT] = {
		[LIST_TRACKS] = FROM_TRACKS,
		[LIST_ALBUM_TRACKS] = FROM_TRACKS_OF_ALBUM,
		[LIST_GENRE_TRACKS] = FROM_TRACKS_OF_GENRE,
		[LIST_FOLDER_TRACKS] = FROM_TRACKS_OF_FOLDER,
		[LIST_PLAYLIST_TRACKS] = FROM_ENTRIES,
		[LIST_MOST_PLAYED] = FROM_MOST_PLAYED,
		[LIST_ARTISTS] = FROM_ARTISTS,
		[LIST_ALBUMS] = FROM_ALBUMS,
		[LIST_ARTIST_ALBUMS] = FROM_ALBUMS_OF_ARTIST,
		[LIST_GENRES] = FROM_GENRES,
		[LIST_PLAYLISTS] = FROM_PLAYLISTS,
		[LIST_HISTORY] = FROM_LISTENS,
		[LIST_HISTORY_ALL] = FROM_LISTENS_ALL,
	};
	*ret = plain[spec->kind];
	if (spec->kind == LIST_ARTIST_TRACKS)
		return artist_source(db, spec->id, ret, why);
	if (spec->kind == LIST_TRACKS && spec->order == LIST_BY_TITLE)
		*ret = FROM_TRACKS_BY_TITLE;
	if (spec->kind == LIST_TRACKS && spec->order == LIST_BY_ADDED)
		*ret = FROM_TRACKS_BY_ADDED;
	if (spec->kind == LIST_ALBUMS && spec->order == LIST_BY_ADDED)
		*ret = FROM_ALBUMS_BY_ADDED;
	return ERR_OK;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_spec(const struct list_spec *a, const struct list_spec *b)
{
	return a->kind == b->kind && a->order == b->order && a->id == b->id &&
	       a->profile == b->profile && same_text(a->path, b->path) &&
	       same_text(a->filter, b->filter);
}

/* All paths below a folder: from "folder/" to "folder0", the byte after the slash. */
static void set_range(struct list *l)
{
	struct str low = {0};
	const char *path = l->spec.path ? l->spec.path : "";
	if (*path)
		str_appendf(&low, "%s/", path);
	l->low = str_detach(&low);
	l->high = xstrdup(*path ? l->low : "\xFF\xFF\xFF\xFF");
	if (*path)
		l->high[strlen(l->high) - 1] = '0';
}

/* A commit of anybody's makes what is kept stale. */
static void refresh(struct db *db)
{
	if (!db->lists)
		db->lists = xcalloc(1, sizeof *db->lists);
	uint64_t now = db_generation(db);
	if (now == db->lists->generation)
		return;
	for (int i = 0; i < OPEN_LISTS; i++)
		list_forget(&db->lists->open[i]);
	db->lists->generation = now;
}

static enum err_code open_list(
	struct db *db, const struct list_spec *spec, struct list **ret, struct err *why)
{
	struct list_cache *c = db->lists;
	struct list_spec want = *spec;
	want.profile = spec->profile ? spec->profile : FIRST_PROFILE;
	struct list *l = &c->open[0];
	for (int i = 0; i < OPEN_LISTS; i++) {
		if (c->open[i].used && same_spec(&c->open[i].spec, &want)) {
			l = &c->open[i];
			break;
		}
		if (c->open[i].used < l->used)
			l = &c->open[i];
	}
	if (!l->used || !same_spec(&l->spec, &want)) {
		list_finish(l);
		l->spec = want;
		l->spec.path = xstrdup(want.path);
		l->spec.filter = xstrdup(want.filter);
		set_range(l);
	}
	l->used = ++c->clock;
	*ret = l;
	return source_of(db, &want, &l->source, why);
}

/* ---- walking */

/* Binds those of the list's own parameters that the statement has. */
static struct stmt begin(
	struct db *db, const struct list *l, const char *sql, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	if (stmt_has(&q, ":id"))
		stmt_i64(&q, ":id", l->spec.id);
	if (stmt_has(&q, ":profile"))
		stmt_i64(&q, ":profile", l->spec.profile);
	if (stmt_has(&q, ":low")) {
		stmt_path(&q, ":low", l->low);
		stmt_path(&q, ":high", l->high);
	}
	return q;
}

static void bind_key(struct stmt *q, const struct key *k)
{
	if (k->is_bytes)
		stmt_blob(q, ":key", k->bytes, k->n);
	else
		stmt_i64(q, ":key", k->number);
	stmt_i64(q, ":after", k->id);
}

static struct key read_key(struct stmt *q)
{
	struct key k = {.id = stmt_col_i64(q, 1)};
	k.is_bytes = stmt_col_is_blob(q, 0);
	if (k.is_bytes) {
		const void *p = stmt_col_blob(q, 0, &k.n);
		k.bytes = xmemdup(p, k.n);
	} else {
		k.number = stmt_col_i64(q, 0);
	}
	return k;
}

static enum err_code count(struct db *db, struct list *l, struct err *why)
{
	if (l->counted)
		return ERR_OK;
	struct stmt q = begin(db, l, list_source(l->source)->count, why);
	int64_t n = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
	l->total = n > 0 ? (size_t)n : 0;
	enum err_code code = stmt_end(&q);
	l->counted = !code;
	return code;
}

/* Reads ids of up to n rows behind the key (NULL: from the start) after skipping some.
 */
static enum err_code read_ids(struct db *db, struct list *l, const struct key *after,
	size_t skip, size_t n, int64_t *id, size_t *ret_n, struct err *why)
{
	const char *sql = sql_of(db, l->source, after ? WALK_AFTER : WALK_START);
	struct stmt q = begin(db, l, sql, why);
	if (after)
		bind_key(&q, after);
	stmt_i64(&q, ":n", (int64_t)n);
	stmt_i64(&q, ":skip", (int64_t)skip);
	*ret_n = 0;
	while (*ret_n < n && stmt_row(&q))
		id[(*ret_n)++] = stmt_col_i64(&q, 1);
	return stmt_end(&q);
}

static enum err_code read_ids_from_end(struct db *db, struct list *l, size_t skip,
	size_t n, int64_t *id, size_t *ret_n, struct err *why)
{
	struct stmt q = begin(db, l, sql_of(db, l->source, WALK_END), why);
	stmt_i64(&q, ":n", (int64_t)n);
	stmt_i64(&q, ":skip", (int64_t)skip);
	*ret_n = 0;
	while (*ret_n < n && stmt_row(&q))
		id[(*ret_n)++] = stmt_col_i64(&q, 1);
	for (size_t i = 0; i < *ret_n / 2; i++) {
		int64_t other = id[*ret_n - 1 - i];
		id[*ret_n - 1 - i] = id[i];
		id[i] = other;
	}
	return stmt_end(&q);
}

/* Sets the next anchor; *ret_more is false where the list ends before it. */
static enum err_code add_anchor(
	struct db *db, struct list *l, bool *ret_more, struct err *why)
{
	const struct key *last = l->anchors ? &l->anchor[l->anchors - 1] : NULL;
	struct stmt q = begin(
		db, l, sql_of(db, l->source, last ? WALK_AFTER : WALK_START), why);
	if (last)
		bind_key(&q, last);
	stmt_i64(&q, ":n", 1);
	stmt_i64(&q, ":skip", ANCHOR_STEP - 1);
	*ret_more = stmt_row(&q);
	if (*ret_more) {
		struct key k = read_key(&q);
		l->anchor =
			mem_grow(l->anchor, &l->cap, l->anchors + 1, sizeof *l->anchor);
		l->anchor[l->anchors++] = k;
	}
	return stmt_end(&q);
}

static enum err_code ids_at(struct db *db, struct list *l, size_t first, size_t n,
	int64_t *id, size_t *ret_n, struct err *why)
{
	size_t from_end = l->total - (first + n < l->total ? first + n : l->total);
	size_t known = l->anchors * ANCHOR_STEP;
	if (first > known + ANCHOR_STEP && from_end < FROM_END_MAX && first < l->total)
		return read_ids_from_end(
			db, l, from_end, l->total - from_end - first, id, ret_n, why);
	bool more = true;
	while (more && l->anchors < first / ANCHOR_STEP) {
		enum err_code code = add_anchor(db, l, &more, why);
		if (code)
			return code;
	}
	size_t at = first / ANCHOR_STEP < l->anchors ? first / ANCHOR_STEP : l->anchors;
	return read_ids(db, l, at ? &l->anchor[at - 1] : NULL, first - at * ANCHOR_STEP,
		n, id, ret_n, why);
}

/* ---- filters */

enum { WALK_CHUNK = 4096 };

/* Does the row pass? Lists that search does not index are compared by their names. */
static enum err_code passes(struct db *db, const struct list *l,
	const struct search_set *set, int64_t id, bool *ret, struct err *why)
{
	static const char SQL_GENRE[] = "SELECT name FROM genre WHERE id = :id";
	static const char SQL_PLAYLIST[] = "SELECT name FROM playlist WHERE id = :id";
	if (l->spec.kind != LIST_GENRES && l->spec.kind != LIST_PLAYLISTS) {
		int64_t subject = id;
		enum err_code code = ERR_OK;
		if (set->recordings)
			code = list_row_recording(db, l->source, id, &subject, why);
		*ret = map_get(&set->ids, subject, &(int64_t){0});
		return code;
	}
	struct stmt q = stmt_begin(
		db, l->spec.kind == LIST_GENRES ? SQL_GENRE : SQL_PLAYLIST, why);
	stmt_i64(&q, ":id", id);
	*ret = stmt_row(&q) && search_words_in(l->spec.filter, stmt_col_text(&q, 0));
	return stmt_end(&q);
}

static enum err_code filter_walk(
	struct db *db, struct list *l, const struct search_set *set, struct err *why)
{
	size_t kept = 0, cap = 0, got = WALK_CHUNK;
	int64_t *chunk = xreallocarray(NULL, WALK_CHUNK, sizeof *chunk);
	enum err_code code = ERR_OK;
	for (size_t first = 0; !code && got == WALK_CHUNK; first += got) {
		code = ids_at(db, l, first, WALK_CHUNK, chunk, &got, why);
		for (size_t i = 0; i < got && !code; i++) {
			bool pass;
			code = passes(db, l, set, chunk[i], &pass, why);
			if (code || !pass)
				continue;
			l->id = mem_grow(l->id, &cap, kept + 1, sizeof *l->id);
			l->id[kept++] = chunk[i];
		}
	}
	free(chunk);
	l->total = kept;
	l->filtered = !code;
	return code;
}

static enum err_code filter(struct db *db, struct list *l, struct err *why)
{
	struct search_set set = {0};
	enum err_code code = ERR_OK;
	bool named = l->spec.kind == LIST_GENRES || l->spec.kind == LIST_PLAYLISTS;
	bool albums = l->source == FROM_ALBUMS || l->source == FROM_ALBUMS_BY_ADDED ||
		      l->source == FROM_ALBUMS_OF_ARTIST;
	/* Files, entries, plays and listens are matched by what they hold. */
	set.recordings = l->source == FROM_TRACKS_OF_FOLDER ||
			 l->source == FROM_ENTRIES || l->source == FROM_MOST_PLAYED ||
			 l->source == FROM_LISTENS || l->source == FROM_LISTENS_ALL;
	if (!named)
		code = search_match_all(db, l->spec.filter,
			l->source == FROM_ARTISTS ? SUBJECT_ARTIST
			: albums                  ? SUBJECT_ALBUM
						  : SUBJECT_TRACK,
			&set, why);
	if (!code)
		code = filter_walk(db, l, &set, why);
	map_finish(&set.ids);
	return code;
}

/* Makes the list ready: counted, filtered if it is to be. */
static enum err_code prepare(
	struct db *db, const struct list_spec *spec, struct list **ret, struct err *why)
{
	enum err_code code = open_list(db, spec, ret, why);
	if (!code)
		code = count(db, *ret, why);
	bool wanted = (*ret)->spec.filter && *(*ret)->spec.filter;
	if (!code && wanted && !(*ret)->filtered)
		code = filter(db, *ret, why);
	return code;
}

/* Ids of rows [first, first + n); id has room for n. */
static enum err_code ids_of(struct db *db, struct list *l, size_t first, size_t n,
	int64_t *id, size_t *ret_n, struct err *why)
{
	if (!l->filtered)
		return ids_at(db, l, first, n, id, ret_n, why);
	*ret_n = first >= l->total ? 0 : n < l->total - first ? n : l->total - first;
	if (*ret_n)
		memcpy(id, l->id + first, *ret_n * sizeof *id);
	return ERR_OK;
}

/* ---- the faces */

static enum err_code window(struct db *db, struct list *l, size_t first, size_t n,
	struct arena *a, struct list_window *ret, struct err *why)
{
	size_t got = 0;
	int64_t *id = xreallocarray(NULL, n, sizeof *id);
	if (first + n > l->total || first + n < first)
		first = l->total > n ? l->total - n : 0;
	*ret = (struct list_window){.total = l->total, .first = first};
	enum err_code code = ids_of(db, l, first, n, id, &got, why);
	ret->row = arena_alloc(a, got * sizeof *ret->row);
	for (size_t i = 0; i < got && !code; i++) {
		code = list_row_fetch(db, l->source, l->spec.profile, id[i], a,
			&ret->row[ret->n], why);
		if (!code)
			ret->n++;
		if (code == ERR_NOT_FOUND)
			code = ERR_OK;
	}
	free(id);
	return code;
}

enum err_code list_window(struct db *db, const struct list_spec *spec, size_t first,
	size_t n, struct arena *a, struct list_window *ret, struct err *why)
{
	struct list *l;
	refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code)
		code = window(db, l, first, n, a, ret, why);
	db_read_end(db);
	return code;
}

enum err_code list_count(
	struct db *db, const struct list_spec *spec, size_t *ret, struct err *why)
{
	struct list *l;
	refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code)
		*ret = l->total;
	db_read_end(db);
	return code;
}

static enum err_code not_in_list(struct err *why)
{
	return err_set(why, ERR_NOT_FOUND, "it is not in this list");
}

/* How many rows stand before the key. */
static enum err_code rows_before(struct db *db, const struct list *l,
	const struct key *k, enum list_walk walk, size_t *ret, struct err *why)
{
	struct stmt q = begin(db, l, sql_of(db, l->source, walk), why);
	if (walk == WALK_BEFORE_COUNT)
		bind_key(&q, k);
	else
		stmt_blob(&q, ":key", k->bytes, k->n);
	*ret = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
	return stmt_end(&q);
}

static enum err_code position(
	struct db *db, struct list *l, int64_t id, size_t *ret, struct err *why)
{
	struct stmt q = begin(db, l, list_source(l->source)->key_of, why);
	stmt_i64(&q, ":row", id);
	bool found = stmt_row(&q);
	struct key k = {0};
	if (found)
		k = read_key(&q);
	enum err_code code = stmt_end(&q);
	if (!code && !found)
		code = not_in_list(why);
	if (!code && !l->filtered)
		code = rows_before(db, l, &k, WALK_BEFORE_COUNT, ret, why);
	if (!code && l->filtered) {
		*ret = 0;
		while (*ret < l->total && l->id[*ret] != k.id)
			++*ret;
		if (*ret == l->total)
			code = not_in_list(why);
	}
	free(k.bytes);
	return code;
}

enum err_code list_position(struct db *db, const struct list_spec *spec, int64_t id,
	size_t *ret, struct err *why)
{
	struct list *l;
	refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code)
		code = position(db, l, id, ret, why);
	db_read_end(db);
	return code;
}

static enum err_code recordings(struct db *db, struct list *l, size_t first, size_t n,
	int64_t **ret, size_t *ret_n, struct err *why)
{
	size_t left = first < l->total ? l->total - first : 0;
	if (n == 0 || n > left)
		n = left;
	int64_t *id = xreallocarray(NULL, n, sizeof *id);
	size_t got = 0, kept = 0;
	enum err_code code = ids_of(db, l, first, n, id, &got, why);
	for (size_t i = 0; i < got && !code; i++) {
		code = list_row_recording(db, l->source, id[i], &id[kept], why);
		kept += id[kept] != 0;
	}
	*ret = id;
	*ret_n = kept;
	if (code) {
		free(id);
		*ret = NULL;
	}
	return code;
}

enum err_code list_recordings(struct db *db, const struct list_spec *spec, size_t first,
	size_t n, int64_t **ret, size_t *ret_n, struct err *why)
{
	struct list *l;
	*ret = NULL;
	*ret_n = 0;
	if (!list_has_tracks(spec->kind))
		return err_set(why, ERR_USAGE, "this list has no tracks to play");
	refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code)
		code = recordings(db, l, first, n, ret, ret_n, why);
	db_read_end(db);
	return code;
}

enum err_code list_seek(struct db *db, const struct list_spec *spec, const char *text,
	size_t *ret, struct err *why)
{
	struct list *l;
	struct str folded = {0};
	refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code && (!list_source(l->source)->text_key || l->filtered))
		code = err_set(
			why, ERR_UNSUPPORTED, "this list has no letters to jump to");
	if (!code) {
		fold_append(&folded, text);
		struct key k = {.bytes = (void *)str_text(&folded), .n = folded.len};
		code = rows_before(db, l, &k, WALK_SEEK_COUNT, ret, why);
	}
	str_finish(&folded);
	db_read_end(db);
	return code;
}
