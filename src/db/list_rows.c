#include "list_rows.h"

#include "base/str.h"
#include "db/playlists.h"
#include "search_live.h"
#include "stmt.h"
#include "track_row.h"

static enum err_code not_found(enum err_code code, bool found, struct err *why)
{
	return code || found ? code : err_set(why, ERR_NOT_FOUND, "the row is gone");
}

static enum err_code fetch_track(struct db *db, int64_t profile, int64_t id,
	struct arena *a, struct list_row *ret, struct err *why)
{
	ret->id = id;
	return track_by_id(db, profile, id, a, &ret->track, why);
}

static enum err_code fetch_entry(struct db *db, int64_t profile, int64_t id,
	struct arena *a, struct list_row *ret, struct err *why)
{
	static const char SQL[] = "SELECT recording FROM playlist_entry WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	int64_t recording = found ? stmt_col_i64(&q, 0) : 0;
	enum err_code code = not_found(stmt_end(&q), found, why);
	ret->id = ret->entry = id;
	return code ? code
		    : track_by_recording(db, profile, recording, a, &ret->track, why);
}

static enum err_code fetch_played(struct db *db, int64_t profile, int64_t id,
	struct arena *a, struct list_row *ret, struct err *why)
{
	static const char SQL[] = "SELECT plays, last_ms FROM d_play WHERE profile = "
				  ":profile AND recording = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found) {
		ret->plays = stmt_col_i64(&q, 0);
		ret->last_ms = stmt_col_i64(&q, 1);
	}
	enum err_code code = not_found(stmt_end(&q), found, why);
	if (!code)
		code = track_by_recording(db, profile, id, a, &ret->track, why);
	ret->id = ret->track.id;
	return code;
}

static enum err_code fetch_artist(struct db *db, int64_t id, struct arena *a,
	struct list_row *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT name, appears, albums FROM artist WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found)
		ret->artist = (struct list_artist){id, stmt_col_copy(&q, 0, a),
			stmt_col_i64(&q, 1), stmt_col_i64(&q, 2)};
	ret->id = id;
	return not_found(stmt_end(&q), found, why);
}

static enum err_code fetch_album(struct db *db, int64_t id, struct arena *a,
	struct list_row *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT b.artist, b.title, a.name, b.year, b.tracks, b.duration_ms"
		" FROM album b JOIN artist a ON a.id = b.artist WHERE b.id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found)
		ret->album = (struct list_album){id, stmt_col_i64(&q, 0),
			stmt_col_copy(&q, 1, a), stmt_col_copy(&q, 2, a),
			(int)stmt_col_i64(&q, 3), stmt_col_i64(&q, 4),
			stmt_col_i64(&q, 5)};
	ret->id = id;
	return not_found(stmt_end(&q), found, why);
}

static enum err_code fetch_genre(struct db *db, int64_t id, struct arena *a,
	struct list_row *ret, struct err *why)
{
	struct stmt q =
		stmt_begin(db, "SELECT name, tracks FROM genre WHERE id = :id", why);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found)
		ret->genre = (struct list_genre){
			id, stmt_col_copy(&q, 0, a), stmt_col_i64(&q, 1)};
	ret->id = id;
	return not_found(stmt_end(&q), found, why);
}

static enum err_code fetch_year(struct db *db, int span, int64_t year, struct arena *a,
	struct list_row *ret, struct err *why)
{
	struct stmt q = stmt_begin(db,
		"SELECT albums, tracks FROM d_year WHERE span = :span AND year = :id",
		why);
	stmt_i64(&q, ":span", span);
	stmt_i64(&q, ":id", year);
	bool found = stmt_row(&q);
	if (found)
		ret->year = (struct list_year){.year = (int)year,
			.span = span,
			.name = year <= 0 ? ""
					  : arena_printf(a, "%lld%s", (long long)year,
						    span > 1 ? "s" : ""),
			.albums = stmt_col_i64(&q, 0),
			.tracks = stmt_col_i64(&q, 1)};
	ret->id = year;
	return not_found(stmt_end(&q), found, why);
}

static enum err_code fetch_cluster(struct db *db, int64_t id, struct arena *a,
	struct list_row *ret, struct err *why)
{
	struct stmt q =
		stmt_begin(db, "SELECT name, members FROM cluster WHERE id = :id", why);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found)
		ret->cluster = (struct list_cluster){
			id, stmt_col_copy(&q, 0, a), stmt_col_i64(&q, 1)};
	ret->id = id;
	return not_found(stmt_end(&q), found, why);
}

static enum err_code fetch_member(struct db *db, int64_t profile, int64_t recording,
	struct arena *a, struct list_row *ret, struct err *why)
{
	enum err_code code =
		track_by_recording(db, profile, recording, a, &ret->track, why);
	ret->id = ret->track.id;
	return code;
}

static enum err_code fetch_playlist(struct db *db, int64_t profile, int64_t id,
	struct arena *a, struct list_row *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT name, query, CASE WHEN folder THEN (SELECT count(*) FROM"
		" playlist c WHERE c.parent = :id) ELSE entries END, duration_ms,"
		" changed_ms, depth, folder, folded FROM playlist WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found)
		ret->playlist = (struct list_playlist){id, stmt_col_copy(&q, 0, a),
			stmt_col_copy(&q, 1, a), stmt_col_i64(&q, 2),
			stmt_col_i64(&q, 3), stmt_col_i64(&q, 4),
			(int)stmt_col_i64(&q, 5), stmt_col_i64(&q, 6) != 0,
			stmt_col_i64(&q, 7) != 0};
	ret->id = id;
	enum err_code code = not_found(stmt_end(&q), found, why);
	if (!code && ret->playlist.query)
		code = live_totals(db, profile, ret->playlist.query,
			&ret->playlist.entries, &ret->playlist.duration_ms, why);
	return code;
}

/* The name of one that stands without its folders is its path. */
static enum err_code fetch_path(struct db *db, int64_t profile, int64_t id,
	struct arena *a, struct list_row *ret, struct err *why)
{
	struct str path = {0};
	enum err_code code = fetch_playlist(db, profile, id, a, ret, why);
	if (!code && ret->playlist.depth > 0) {
		code = playlists_path(db, id, &path, why);
		ret->playlist.name = arena_strdup(a, str_text(&path));
	}
	str_finish(&path);
	return code;
}

static enum err_code fetch_listen(struct db *db, int64_t profile, int64_t id,
	struct arena *a, struct list_row *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT uid, recording, start_ms, zone_minutes, heard_ms, duration_ms, "
		"outcome,"
		" source, source_id, flags FROM listen WHERE id = :id";
	struct listen *l = &ret->listen;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found) {
		*l = (struct listen){.recording = stmt_col_i64(&q, 1),
			.start_ms = stmt_col_i64(&q, 2),
			.zone_minutes = (int)stmt_col_i64(&q, 3),
			.heard_ms = stmt_col_i64(&q, 4),
			.duration_ms = stmt_col_i64(&q, 5),
			.outcome = (enum outcome)stmt_col_i64(&q, 6),
			.source_id = stmt_col_i64(&q, 8),
			.flags = (unsigned)stmt_col_i64(&q, 9)};
		str_copy(l->id, sizeof l->id, stmt_col_text(&q, 0));
		source_from_name(stmt_col_text(&q, 7), &l->source);
	}
	enum err_code code = not_found(stmt_end(&q), found, why);
	ret->id = id;
	return code ? code
		    : track_by_recording(
			      db, profile, l->recording, a, &ret->track, why);
}

enum err_code list_row_fetch(struct db *db, enum list_source_id source, int64_t profile,
	int64_t id, struct arena *a, struct list_row *ret, struct err *why)
{
	*ret = (struct list_row){0};
	switch (source) {
	case FROM_ENTRIES:
		return fetch_entry(db, profile, id, a, ret, why);
	case FROM_MOST_PLAYED:
		return fetch_played(db, profile, id, a, ret, why);
	case FROM_ARTISTS:
		return fetch_artist(db, id, a, ret, why);
	case FROM_ALBUMS:
	case FROM_ALBUMS_BY_ADDED:
	case FROM_ALBUMS_OF_ARTIST:
	case FROM_ALBUMS_OF_YEAR:
		return fetch_album(db, id, a, ret, why);
	case FROM_GENRES:
		return fetch_genre(db, id, a, ret, why);
	case FROM_DECADES:
		return fetch_year(db, 10, id, a, ret, why);
	case FROM_YEARS:
		return fetch_year(db, 1, id, a, ret, why);
	case FROM_CLUSTERS:
		return fetch_cluster(db, id, a, ret, why);
	case FROM_TRACKS_OF_CLUSTER:
		return fetch_member(db, profile, id, a, ret, why);
	case FROM_PLAYLISTS:
		return fetch_playlist(db, profile, id, a, ret, why);
	case FROM_PLAYLISTS_ALONE:
		return fetch_path(db, profile, id, a, ret, why);
	case FROM_LISTENS:
	case FROM_LISTENS_ALL:
		return fetch_listen(db, profile, id, a, ret, why);
	default:
		return fetch_track(db, profile, id, a, ret, why);
	}
}

enum err_code list_row_recording(struct db *db, enum list_source_id source, int64_t id,
	int64_t *ret, struct err *why)
{
	static const char SQL_TRACK[] = "SELECT recording FROM track WHERE id = :id";
	static const char SQL_ENTRY[] =
		"SELECT recording FROM playlist_entry WHERE id = :id";
	static const char SQL_LISTEN[] = "SELECT recording FROM listen WHERE id = :id";
	*ret = 0;
	if (source == FROM_MOST_PLAYED || source == FROM_TRACKS_OF_CLUSTER) {
		*ret = id;
		return ERR_OK;
	}
	const char *sql = source == FROM_ENTRIES ? SQL_ENTRY
			  : source == FROM_LISTENS || source == FROM_LISTENS_ALL
				  ? SQL_LISTEN
				  : SQL_TRACK;
	struct stmt q = stmt_begin(db, sql, why);
	stmt_i64(&q, ":id", id);
	if (stmt_row(&q))
		*ret = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}
