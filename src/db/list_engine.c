/*
 * The engine of lists. A list is rows (key, id) in the order of an index. Its state
 * keeps the key of every 256th row (an anchor) as far as somebody has looked: row
 * number r is reached from the anchor before it by skipping at most 255 index entries,
 * or from the end where that is nearer. Anchors, totals and filtered lists die with any
 * commit.
 */
#include "list_engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	ANCHOR_STEP = 256,
	OPEN_LISTS = 12,
	FIRST_PROFILE = 1,
	HOUR_MS = 3600000,
	FROM_END_MAX = 20 * ANCHOR_STEP /* nearer to the end than this: go backwards */
};

struct list_cache {
	struct list open[OPEN_LISTS];
	uint64_t generation, clock;
	int64_t hour; /* what "added in the last 30 days" means changes with time */
	struct list_played *played; /* owned; NULL: never asked for */
	/* Filled once; the statement cache goes by their addresses. */
	char *sql[LIST_SOURCES][WALK__COUNT]; /* owned */
};

static void list_forget(struct list *l)
{
	for (size_t i = 0; i < l->anchors; i++)
		free(l->anchor[i].bytes);
	free(l->anchor);
	free(l->id);
	bits_finish(&l->set);
	l->anchor = NULL;
	l->id = NULL;
	l->anchors = l->cap = l->known = 0;
	l->counted = l->filtered = l->growing = false;
}

static void list_finish(struct list *l)
{
	list_forget(l);
	free((char *)l->spec.path);
	free((char *)l->spec.filter);
	free((char *)l->spec.query);
	free(l->query);
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
	list_played_destroy(c->played);
	free(c);
}

const char *list_sql(struct db *db, enum list_source_id source, enum list_walk walk)
{
	char **sql = &db->lists->sql[source][walk];
	if (!*sql)
		*sql = list_source_sql(source, walk);
	return *sql;
}

static enum list_source_id source_of(const struct list_spec *spec)
{
	static const enum list_source_id plain[LIST__COUNT] = {
		[LIST_TRACKS] = FROM_TRACKS,
		[LIST_QUERY_TRACKS] = FROM_TRACKS,
		[LIST_ARTIST_TRACKS] = FROM_TRACKS_OF_ARTIST,
		[LIST_ALBUM_TRACKS] = FROM_TRACKS_OF_ALBUM,
		[LIST_GENRE_TRACKS] = FROM_TRACKS_OF_GENRE,
		[LIST_FOLDER_TRACKS] = FROM_TRACKS_OF_FOLDER,
		[LIST_CLUSTER_TRACKS] = FROM_TRACKS_OF_CLUSTER,
		[LIST_PLAYLIST_TRACKS] = FROM_ENTRIES,
		[LIST_NEVER_PLAYED] = FROM_NEVER_PLAYED,
		[LIST_MOST_PLAYED] = FROM_MOST_PLAYED,
		[LIST_ARTISTS] = FROM_ARTISTS,
		[LIST_ALBUMS] = FROM_ALBUMS,
		[LIST_ARTIST_ALBUMS] = FROM_ALBUMS_OF_ARTIST,
		[LIST_YEAR_ALBUMS] = FROM_ALBUMS_OF_YEAR,
		[LIST_GENRES] = FROM_GENRES,
		[LIST_DECADES] = FROM_DECADES,
		[LIST_YEARS] = FROM_YEARS,
		[LIST_CLUSTERS] = FROM_CLUSTERS,
		[LIST_PLAYLISTS] = FROM_PLAYLISTS,
		[LIST_PLAYLISTS_ALONE] = FROM_PLAYLISTS_ALONE,
		[LIST_HISTORY] = FROM_LISTENS,
		[LIST_HISTORY_ALL] = FROM_LISTENS_ALL,
	};
	if (spec->kind == LIST_TRACKS && spec->order == LIST_BY_TITLE)
		return FROM_TRACKS_BY_TITLE;
	if (spec->kind == LIST_TRACKS && spec->order == LIST_BY_ADDED)
		return FROM_TRACKS_BY_ADDED;
	if (spec->kind == LIST_ALBUMS && spec->order == LIST_BY_ADDED)
		return FROM_ALBUMS_BY_ADDED;
	return plain[spec->kind];
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_spec(const struct list_spec *a, const struct list_spec *b)
{
	return a->kind == b->kind && a->order == b->order && a->id == b->id &&
	       a->profile == b->profile && same_text(a->path, b->path) &&
	       same_text(a->filter, b->filter) && same_text(a->query, b->query);
}

/* All paths below a folder: from "folder/" to "folder0", the byte after the slash. */
static void set_range(struct list *l)
{
	struct str low = {0};
	const char *path = l->spec.path ? l->spec.path : "";
	if (*path)
		str_appendf(&low, "%s/", path);
	l->low = *path ? str_detach(&low) : xstrdup("");
	l->high = xstrdup(*path ? l->low : "\xFF\xFF\xFF\xFF");
	if (*path)
		l->high[strlen(l->high) - 1] = '0';
}

struct list_played **list_played_of(struct db *db)
{
	return &db->lists->played;
}

uint64_t list_generation(const struct db *db)
{
	return db->lists->generation;
}

/* A commit of anybody's makes what is kept stale. */
void list_refresh(struct db *db)
{
	if (!db->lists)
		db->lists = xcalloc(1, sizeof *db->lists);
	uint64_t now = db_generation(db);
	struct clock clock = clock_system();
	int64_t hour = clock_wall_ms(&clock) / HOUR_MS;
	if (now == db->lists->generation && hour == db->lists->hour)
		return;
	db->lists->hour = hour;
	for (int i = 0; i < OPEN_LISTS; i++)
		list_forget(&db->lists->open[i]);
	db->lists->generation = now;
}

/* A live playlist is the tracks that its query means. */
static enum err_code look_for_query(struct db *db, struct list *l, struct err *why)
{
	static const char SQL[] = "SELECT query FROM playlist WHERE id = :id"
				  " AND query IS NOT NULL";
	free(l->query);
	l->query = l->spec.kind == LIST_QUERY_TRACKS
			   ? xstrdup(l->spec.query ? l->spec.query : "")
			   : NULL;
	if (l->spec.kind != LIST_PLAYLIST_TRACKS)
		return ERR_OK;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", l->spec.id);
	if (stmt_row(&q)) {
		l->query = xstrdup(stmt_col_text(&q, 0));
		l->source = FROM_TRACKS;
	}
	return stmt_end(&q);
}

enum err_code list_open(
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
		l->spec.query = xstrdup(want.query);
		set_range(l);
	}
	l->used = ++c->clock;
	l->source = source_of(&want);
	*ret = l;
	enum err_code code = look_for_query(db, l, why);
	if (!code && l->source == FROM_NEVER_PLAYED)
		code = list_played_load(db, want.profile, why);
	return code;
}

/* ---- walking */

/* Binds those of the list's own parameters that the statement has. */
struct stmt list_begin(
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

void list_bind_key(struct stmt *q, const struct key *k)
{
	if (k->is_bytes)
		stmt_blob(q, ":key", k->bytes, k->n);
	else if (k->is_real)
		stmt_double(q, ":key", k->real);
	else
		stmt_i64(q, ":key", k->number);
	stmt_i64(q, ":after", k->tie);
}

struct key list_read_key(const struct list *l, struct stmt *q)
{
	struct key k = {.id = stmt_col_i64(q, 1)};
	k.tie = list_source(l->source)->tie ? stmt_col_i64(q, 2) : k.id;
	k.is_bytes = stmt_col_is_blob(q, 0);
	k.is_real = list_source(l->source)->real_key;
	if (k.is_real) {
		k.real = stmt_col_double(q, 0);
	} else if (k.is_bytes) {
		const void *p = stmt_col_blob(q, 0, &k.n);
		k.bytes = xmemdup(p, k.n);
	} else {
		k.number = stmt_col_i64(q, 0);
	}
	return k;
}

enum err_code list_take_count(struct db *db, struct list *l, struct err *why)
{
	if (l->counted)
		return ERR_OK;
	struct stmt q = list_begin(db, l, list_source(l->source)->count, why);
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
	const char *sql = list_sql(db, l->source, after ? WALK_AFTER : WALK_START);
	struct stmt q = list_begin(db, l, sql, why);
	if (after)
		list_bind_key(&q, after);
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
	struct stmt q = list_begin(db, l, list_sql(db, l->source, WALK_END), why);
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
	struct stmt q = list_begin(
		db, l, list_sql(db, l->source, last ? WALK_AFTER : WALK_START), why);
	if (last)
		list_bind_key(&q, last);
	stmt_i64(&q, ":n", 1);
	stmt_i64(&q, ":skip", ANCHOR_STEP - 1);
	*ret_more = stmt_row(&q);
	if (*ret_more) {
		struct key k = list_read_key(l, &q);
		l->anchor =
			mem_grow(l->anchor, &l->cap, l->anchors + 1, sizeof *l->anchor);
		l->anchor[l->anchors++] = k;
	}
	return stmt_end(&q);
}

enum err_code list_ids_at(struct db *db, struct list *l, size_t first, size_t n,
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
