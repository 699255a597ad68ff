#include "library_further.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stmt.h"

enum { ROLE_ARTIST, ROLE_ALBUM_ARTIST, FIRST_PROFILE = 1 };

static bool has_detail(const struct tags *t)
{
	return t->title_sort || t->composer_sort || t->disc_subtitle ||
	       t->original_date || t->work || t->conductor || t->performer ||
	       t->rating || t->mb_track || t->mb_release_group || t->mb_artist ||
	       t->mb_album_artist || t->mb_work;
}

unsigned further_flags(const struct tags *t)
{
	return (t->has_lyrics ? TRACK_LYRICS : 0U) |
	       (t->compilation ? TRACK_COMPILATION : 0U) |
	       (t->artists || t->album_artists ? TRACK_ARTISTS : 0U) |
	       (t->genres ? TRACK_GENRES : 0U) |
	       (t->album_artist && *t->album_artist &&
				       !(t->guessed & TAGS_GUESSED_ALBUM_ARTIST)
			       ? TRACK_ALBUM_ARTIST
			       : 0U) |
	       (has_detail(t) ? TRACK_DETAIL : 0U);
}

/* ---- names */

/* Where the rows of one list go. */
struct row_kind {
	const char *sql;
	const char *id; /* of the artist or genre */
	int role;       /* of an artist; -1: none */
};

static enum err_code put_row(struct db *db, const struct further *f,
	const struct row_kind *kind, int64_t id, int place, struct err *why)
{
	struct stmt q = stmt_begin(db, kind->sql, why);
	stmt_i64(&q, kind->id, id);
	stmt_blob(&q, ":sort", f->sort, f->sort_n);
	stmt_i64(&q, ":track", f->track);
	stmt_i64(&q, ":place", place);
	if (kind->role >= 0)
		stmt_i64(&q, ":role", kind->role);
	stmt_run(&q);
	return stmt_end(&q);
}

/* A row for each of a list but the one that the track itself names. */
static enum err_code put_list(struct db *db, const struct further *f,
	const struct row_kind *kind, const char *list, int64_t first, struct err *why)
{
	const char *text;
	size_t n;
	int place = 0;
	enum err_code code = ERR_OK;
	while (!code && tags_list_next(&list, &text, &n)) {
		struct name row;
		char *name = xstrndup(text, n);
		code = kind->role >= 0 ? names_artist(db, name, NULL, &row, why)
				       : names_genre(db, name, &row, why);
		free(name);
		if (!code && row.id != first)
			code = put_row(db, f, kind, row.id, ++place, why);
	}
	return code;
}

static enum err_code put_artists(
	struct db *db, const struct further *f, int role, struct err *why)
{
	static const char SQL[] =
		"INSERT OR IGNORE INTO track_artist (artist, shown, sort, track, role,"
		" place) VALUES (:artist, 1, :sort, :track, :role, :place)";
	const struct row_kind kind = {SQL, ":artist", role};
	bool own = role == ROLE_ARTIST;
	return put_list(db, f, &kind, own ? f->tags->artists : f->tags->album_artists,
		own ? f->artist : f->album_artist, why);
}

static enum err_code put_genres(struct db *db, const struct further *f, struct err *why)
{
	static const char SQL[] =
		"INSERT OR IGNORE INTO track_genre (genre, shown, sort, track, place)"
		" VALUES (:genre, 1, :sort, :track, :place)";
	const struct row_kind kind = {SQL, ":genre", -1};
	return put_list(db, f, &kind, f->tags->genres, f->genre, why);
}

/* ---- details */

static enum err_code put_detail(struct db *db, const struct further *f, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO track_detail (track, title_sort, composer_sort,"
		" disc_subtitle, original_date, work, conductor, performer, rating_from,"
		" mb_track, mb_release_group, mb_artist, mb_album_artist, mb_work)"
		" VALUES (:track, :title_sort, :composer_sort, :disc_subtitle,"
		" :original_date, :work, :conductor, :performer, :rating_from, :mb_track,"
		" :mb_release_group, :mb_artist, :mb_album_artist, :mb_work)";
	const struct tags *t = f->tags;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":track", f->track);
	stmt_text(&q, ":title_sort", t->title_sort);
	stmt_text(&q, ":composer_sort", t->composer_sort);
	stmt_text(&q, ":disc_subtitle", t->disc_subtitle);
	stmt_text(&q, ":original_date", t->original_date);
	stmt_text(&q, ":work", t->work);
	stmt_text(&q, ":conductor", t->conductor);
	stmt_text(&q, ":performer", t->performer);
	stmt_text(&q, ":rating_from", t->rating ? t->rating_from : NULL);
	stmt_text(&q, ":mb_track", t->mb_track);
	stmt_text(&q, ":mb_release_group", t->mb_release_group);
	stmt_text(&q, ":mb_artist", t->mb_artist);
	stmt_text(&q, ":mb_album_artist", t->mb_album_artist);
	stmt_text(&q, ":mb_work", t->mb_work);
	stmt_run(&q);
	return stmt_end(&q);
}

static enum err_code drop(
	struct db *db, const char *sql, int64_t track, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	stmt_i64(&q, ":track", track);
	stmt_run(&q);
	return stmt_end(&q);
}

/* ---- */

enum err_code further_put(
	struct db *db, const struct further *f, unsigned flags, struct err *why)
{
	enum err_code code = ERR_OK;
	if (flags & TRACK_ARTISTS) {
		code = put_artists(db, f, ROLE_ARTIST, why);
		if (!code)
			code = put_artists(db, f, ROLE_ALBUM_ARTIST, why);
	}
	if (!code && flags & TRACK_GENRES)
		code = put_genres(db, f, why);
	if (!code && flags & (TRACK_ARTISTS | TRACK_GENRES))
		code = counts_more(db, f->track, 1, why);
	if (!code && flags & TRACK_DETAIL)
		code = put_detail(db, f, why);
	return code;
}

enum err_code further_drop(
	struct db *db, int64_t track, unsigned flags, bool shown, struct err *why)
{
	static const char SQL_ARTISTS[] =
		"DELETE FROM track_artist WHERE track = :track";
	static const char SQL_GENRES[] = "DELETE FROM track_genre WHERE track = :track";
	static const char SQL_DETAIL[] =
		"DELETE FROM track_detail WHERE track = :track";
	enum err_code code = ERR_OK;
	if (shown && flags & (TRACK_ARTISTS | TRACK_GENRES))
		code = counts_more(db, track, -1, why);
	if (!code && flags & TRACK_ARTISTS)
		code = drop(db, SQL_ARTISTS, track, why);
	if (!code && flags & TRACK_GENRES)
		code = drop(db, SQL_GENRES, track, why);
	if (!code && flags & TRACK_DETAIL)
		code = drop(db, SQL_DETAIL, track, why);
	return code;
}

enum err_code further_suggest(struct db *db, int64_t recording, const struct tags *t,
	int64_t now_s, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO feedback (profile, scope, target, path, \"like\", rating,"
		" rating_from, at_ms)"
		" VALUES (:profile, 'recording', :recording, x'', 0, :rating, :from, :at)"
		" ON CONFLICT DO UPDATE SET rating = :rating, rating_from = :from"
		" WHERE rating = 0 OR rating_from IS NOT NULL";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", FIRST_PROFILE);
	stmt_i64(&q, ":recording", recording);
	stmt_i64(&q, ":rating", t->rating);
	stmt_text(&q, ":from", t->rating_from);
	stmt_i64(&q, ":at", now_s * 1000);
	stmt_run(&q);
	return stmt_end(&q);
}
