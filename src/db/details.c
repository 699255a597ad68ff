#include "db/details.h"

#include <math.h>
#include <stddef.h>

#include "base/str.h"
#include "library_further.h"
#include "model/tags.h"
#include "stmt.h"
#include "track_row.h"

enum { FIRST_PROFILE = 1 };

/* The first name and those of a query's rows. */
static enum err_code names(struct db *db, const char *sql, int64_t track,
	struct arena *a, const char **ret, struct err *why)
{
	struct str all = {0};
	struct stmt q = stmt_begin(db, sql, why);
	stmt_i64(&q, ":track", track);
	while (stmt_row(&q)) {
		const char *name = stmt_col_text(&q, 0);
		if (*name)
			str_appendf(&all, "%s%s", all.len ? ", " : "", name);
	}
	*ret = all.len ? arena_strdup(a, all.data) : NULL;
	str_finish(&all);
	return stmt_end(&q);
}

static enum err_code all_names(struct db *db, int64_t track, struct arena *a,
	struct track_details *ret, struct err *why)
{
	static const char SQL_ARTISTS[] =
		"SELECT a.name FROM track t JOIN artist a ON a.id = t.artist"
		" WHERE t.id = :track UNION ALL SELECT name FROM (SELECT a.name AS name"
		" FROM track_artist x JOIN artist a ON a.id = x.artist"
		" WHERE x.track = :track AND x.role = 0 ORDER BY x.place)";
	static const char SQL_ALBUM_ARTISTS[] =
		"SELECT a.name FROM track t JOIN artist a ON a.id = t.album_artist"
		" WHERE t.id = :track UNION ALL SELECT name FROM (SELECT a.name AS name"
		" FROM track_artist x JOIN artist a ON a.id = x.artist"
		" WHERE x.track = :track AND x.role = 1 ORDER BY x.place)";
	static const char SQL_GENRES[] =
		"SELECT g.name FROM track t JOIN genre g ON g.id = t.genre"
		" WHERE t.id = :track UNION ALL SELECT name FROM (SELECT g.name AS name"
		" FROM track_genre x JOIN genre g ON g.id = x.genre"
		" WHERE x.track = :track ORDER BY x.place)";
	enum err_code code = names(db, SQL_ARTISTS, track, a, &ret->artists, why);
	if (!code)
		code = names(db, SQL_ALBUM_ARTISTS, track, a, &ret->album_artists, why);
	return code ? code : names(db, SQL_GENRES, track, a, &ret->genres, why);
}

enum err_code track_details(struct db *db, int64_t profile, int64_t track,
	struct arena *a, struct track_details *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT t.composer, d.conductor, d.performer, d.work, d.disc_subtitle,"
		" t.date, d.original_date, t.mb_recording, nullif(al.mb_album, ''),"
		" t.disc_total, t.number_total, t.bitrate_kbps, coalesce(t.bpm, 0),"
		" t.flags, t.has_picture, t.added_s, coalesce(fb.rating_from, '')"
		" FROM track t LEFT JOIN track_detail d ON d.track = t.id"
		" LEFT JOIN album al ON al.id = t.album"
		" LEFT JOIN feedback fb ON fb.profile = :profile AND fb.path = x''"
		" AND fb.scope = 'recording' AND fb.target = t.recording"
		" WHERE t.id = :track";
	*ret = (struct track_details){.rating_from = ""};
	profile = profile ? profile : FIRST_PROFILE;
	enum err_code code = track_by_id(db, profile, track, a, &ret->track, why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":track", track);
	if (stmt_row(&q)) {
		const char **const texts[] = {&ret->composer, &ret->conductor,
			&ret->performer, &ret->work, &ret->disc_subtitle, &ret->date,
			&ret->original_date, &ret->mb_recording, &ret->mb_album};
		int c = 0;
		for (; c < (int)(sizeof texts / sizeof *texts); c++)
			*texts[c] = stmt_col_copy(&q, c, a);
		ret->disc_total = (int)stmt_col_i64(&q, c++);
		ret->number_total = (int)stmt_col_i64(&q, c++);
		ret->bitrate_kbps = (int)stmt_col_i64(&q, c++);
		ret->bpm = stmt_col_double(&q, c++);
		unsigned flags = (unsigned)stmt_col_i64(&q, c++);
		ret->lyrics = flags & TRACK_LYRICS;
		ret->compilation = flags & TRACK_COMPILATION;
		ret->picture = stmt_col_i64(&q, c++) != 0;
		ret->added_s = stmt_col_i64(&q, c++);
		ret->rating_from = rating_field(stmt_col_text(&q, c));
	}
	code = stmt_end(&q);
	/* What stands there for a folder is no id of anybody's. */
	if (ret->mb_album && str_starts(ret->mb_album, "folder:"))
		ret->mb_album = NULL;
	return code ? code : all_names(db, track, a, ret, why);
}
