/*
 * Entries come in order, each with every track of its recording beside it, and the best
 * track is chosen here as track_by_recording chooses it: a subquery that sorts the tracks
 * of each entry costs more than all the rest.
 */
#include "db/playlist_tracks.h"

#include <stdio.h>

#include "base/mem.h"
#include "db/library.h"
#include "stmt.h"

enum { PAGES_KB = -64000 };

static const char SQL_TRACKS[] =
	"SELECT e.id, e.recording, e.location, c.title, c.artist, c.duration_ms,"
	" c.same_as IS NOT NULL, t.id IS NOT NULL, t.shown, r.mounted, f.state, t.title,"
	" coalesce(t.credit, a.name), al.title, t.duration_ms,"
	" CAST(r.path || '/' || f.path AS BLOB), t.start_frame, t.end_frame, t.rate_hz"
	" FROM playlist_entry e CROSS JOIN recording c ON c.id = e.recording"
	" LEFT JOIN track t ON t.recording = e.recording"
	" LEFT JOIN file f ON f.id = t.file LEFT JOIN root r ON r.id = f.root"
	" LEFT JOIN artist a ON a.id = t.artist LEFT JOIN album al ON al.id = t.album"
	" WHERE e.playlist = :playlist ORDER BY e.place, e.id";

struct walking {
	struct db *db;
	struct arena a; /* texts of the entry at hand */
	struct playlist_track at;
	int rank;   /* of its track, 0 the best */
	bool moved; /* its recording is another one's now */
};

/* As lists choose: shown, mounted, and then what state the file is in. */
static int rank_of(bool shown, bool mounted, int64_t state)
{
	return (shown ? 0 : 64) + (mounted ? 0 : 32) + (int)(state & 31);
}

static const char *text(struct stmt *q, int column, struct arena *a)
{
	const char *copy = stmt_col_copy(q, column, a);
	return copy ? copy : "";
}

static void take_recording(struct walking *w, struct stmt *q)
{
	w->at.title = text(q, 3, &w->a);
	w->at.artist = text(q, 4, &w->a);
	w->at.duration_ms = stmt_col_i64(q, 5);
	w->at.missing = true;
	w->moved = stmt_col_i64(q, 6) != 0;
}

static void take_track(struct walking *w, struct stmt *q)
{
	bool mounted = stmt_col_i64(q, 9) != 0;
	int64_t state = stmt_col_i64(q, 10), end_frame = stmt_col_i64(q, 17);
	int rank = rank_of(stmt_col_i64(q, 8) != 0, mounted, state);
	if (w->at.path && rank >= w->rank)
		return;
	w->rank = rank;
	w->at.title = text(q, 11, &w->a);
	w->at.artist = text(q, 12, &w->a);
	w->at.album = stmt_col_copy(q, 13, &w->a);
	w->at.duration_ms = stmt_col_i64(q, 14);
	w->at.path = text(q, 15, &w->a);
	w->at.start_frame = stmt_col_i64(q, 16);
	w->at.end_frame = end_frame > 0 ? end_frame : 0;
	w->at.rate_hz = (int)stmt_col_i64(q, 18);
	w->at.missing = state == FILE_MISSING || !mounted;
}

/* Entries follow a recording that becomes another's; this is for those that did not. */
static void follow(struct walking *w)
{
	struct track t;
	if (w->at.path || !w->moved ||
		library_track_of(w->db, w->at.recording, &w->a, &t, NULL) != ERR_OK)
		return;
	w->at.title = t.title ? t.title : "";
	w->at.artist = t.artist_name ? t.artist_name : "";
	w->at.album = t.album_title;
	w->at.duration_ms = t.duration_ms;
	w->at.path = t.path;
	w->at.start_frame = t.start_frame;
	w->at.end_frame = t.end_frame;
	w->at.rate_hz = t.rate_hz;
	w->at.missing = t.missing;
}

static void begin_entry(struct walking *w, struct stmt *q, int64_t entry)
{
	arena_reset(&w->a);
	w->at = (struct playlist_track){.entry = entry,
		.recording = stmt_col_i64(q, 1),
		.location = stmt_col_copy(q, 2, &w->a)};
	if (stmt_col_i64(q, 7))
		take_track(w, q);
	else
		take_recording(w, q);
}

/* Neighbours in a list lie anywhere in the library: with the few pages that a connection
 * usually keeps each row would be read from the file. Returns what it kept. */
static int64_t keep_pages(struct db *db, int64_t kilobytes)
{
	int64_t before = kilobytes;
	char sql[64];
	stmt_get_i64(db, "PRAGMA cache_size", &before, NULL);
	snprintf(sql, sizeof sql, "PRAGMA cache_size = %lld", (long long)kilobytes);
	(void)db_exec(db, sql, NULL);
	return before;
}

enum err_code playlist_each_track(struct db *db, int64_t playlist,
	bool (*fn)(void *ctx, const struct playlist_track *t), void *ctx,
	struct err *why)
{
	struct walking w = {.db = db};
	bool more = true;
	int64_t pages = keep_pages(db, PAGES_KB);
	struct stmt q = stmt_begin(db, SQL_TRACKS, why);
	stmt_i64(&q, ":playlist", playlist);
	while (more && stmt_row(&q)) {
		int64_t entry = stmt_col_i64(&q, 0);
		if (entry == w.at.entry) {
			take_track(&w, &q);
			continue;
		}
		if (w.at.entry) {
			follow(&w);
			more = fn(ctx, &w.at);
		}
		begin_entry(&w, &q, entry);
	}
	enum err_code code = stmt_end(&q);
	if (!code && more && w.at.entry) {
		follow(&w);
		fn(ctx, &w.at);
	}
	arena_finish(&w.a);
	(void)keep_pages(db, pages);
	return code;
}

enum err_code playlist_tracks_plan(struct db *db, struct str *out, struct err *why)
{
	struct str sql = {0};
	sqlite3_stmt *s = NULL;
	str_appendf(&sql, "EXPLAIN QUERY PLAN %s", SQL_TRACKS);
	int r = sqlite3_prepare_v2(db->h, sql.data, -1, &s, NULL);
	while (r == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		str_appendf(out, "%s\n", (const char *)sqlite3_column_text(s, 3));
	sqlite3_finalize(s);
	str_finish(&sql);
	return r == SQLITE_OK ? ERR_OK : db_fail(db, r, "cannot explain a query", why);
}
