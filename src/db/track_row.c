/* Single tracks, by id, recording or path. */
#include "track_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/identity.h"
#include "db/library.h"
#include "model/tags.h"

enum { FIRST_PROFILE = 1 };

void track_row(struct stmt *q, int first, struct arena *a, struct track *t)
{
	int c = first;
	*t = (struct track){0};
	t->id = stmt_col_i64(q, c++);
	t->recording = stmt_col_i64(q, c++);
	t->file = stmt_col_i64(q, c++);
	t->artist = stmt_col_i64(q, c++);
	t->album = stmt_col_i64(q, c++);
	const char **const texts[] = {&t->title, &t->artist_name, &t->album_artist,
		&t->album_title, &t->genre, &t->path};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = stmt_col_copy(q, c++, a);
	t->year = (int)stmt_col_i64(q, c++);
	t->disc = (int)stmt_col_i64(q, c++);
	t->number = (int)stmt_col_i64(q, c++);
	t->duration_ms = stmt_col_i64(q, c++);
	t->codec = codec_name(stmt_col_text(q, c++));
	t->rate_hz = (int)stmt_col_i64(q, c++);
	t->channels = (int)stmt_col_i64(q, c++);
	t->bits = (int)stmt_col_i64(q, c++);
	t->rating = (int)stmt_col_i64(q, c++);
	t->like = (signed char)stmt_col_i64(q, c++);
	int state = (int)stmt_col_i64(q, c++);
	t->state_reason = stmt_col_copy(q, c++, a);
	bool mounted = stmt_col_i64(q, c++) != 0;
	t->missing = state == FILE_MISSING || !mounted;
	if (t->missing && !t->state_reason)
		t->state_reason = state == FILE_MISSING ? "the file is gone"
							: "its folder is not there now";
	if (t->artist_name && !*t->artist_name)
		t->artist = 0;
	t->start_frame = stmt_col_i64(q, c++);
	int64_t end_frame = stmt_col_i64(q, c++);
	t->end_frame = end_frame > 0 ? end_frame : 0;
	float *const loudness[] = {&t->loudness.track_gain_db, &t->loudness.track_peak,
		&t->loudness.album_gain_db, &t->loudness.album_peak};
	for (size_t i = 0; i < sizeof loudness / sizeof *loudness; i++)
		*loudness[i] = (float)stmt_col_double(q, c++);
	t->guessed = (unsigned)stmt_col_i64(q, c++);
	t->has_loudness = isfinite(t->loudness.track_gain_db) ||
			  isfinite(t->loudness.album_gain_db);
}

enum err_code track_by_id(struct db *db, int64_t profile, int64_t id, struct arena *a,
	struct track *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT " TRACK_COLUMNS " FROM track t" TRACK_JOINS " WHERE t.id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found)
		track_row(&q, 0, a, ret);
	enum err_code code = stmt_end(&q);
	return code || found
		       ? code
		       : err_set(why, ERR_NOT_FOUND, "the library has no such track");
}

/* What is known of a recording that no file holds. */
static enum err_code without_file(struct db *db, int64_t recording, struct arena *a,
	struct track *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT title, artist, duration_ms FROM recording WHERE id = :id";
	*ret = (struct track){0};
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", recording);
	bool found = stmt_row(&q);
	if (found) {
		ret->recording = recording;
		ret->title = stmt_col_copy(&q, 0, a);
		ret->artist_name = stmt_col_copy(&q, 1, a);
		ret->duration_ms = stmt_col_i64(&q, 2);
		ret->codec = "";
		ret->loudness = LOUDNESS_UNKNOWN;
		ret->missing = true;
		ret->state_reason = "no file of the library holds it";
	}
	enum err_code code = stmt_end(&q);
	return code || found
		       ? code
		       : err_set(why, ERR_NOT_FOUND, "there is no such recording");
}

enum err_code track_by_recording(struct db *db, int64_t profile, int64_t recording,
	struct arena *a, struct track *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT " TRACK_COLUMNS " FROM track t" TRACK_JOINS
		" WHERE t.recording = :recording"
		" ORDER BY t.shown DESC, r.mounted DESC, f.state, t.id LIMIT 1";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", recording);
	bool found = stmt_row(&q);
	if (found)
		track_row(&q, 0, a, ret);
	enum err_code code = stmt_end(&q);
	if (code || found)
		return code;
	int64_t now = identity_now(db, recording);
	return now == recording ? without_file(db, recording, a, ret, why)
				: track_by_recording(db, profile, now, a, ret, why);
}

enum err_code library_track(struct db *db, int64_t track, struct arena *a,
	struct track *ret, struct err *why)
{
	return track_by_id(db, FIRST_PROFILE, track, a, ret, why);
}

enum err_code library_track_of(struct db *db, int64_t recording, struct arena *a,
	struct track *ret, struct err *why)
{
	return track_by_recording(db, FIRST_PROFILE, recording, a, ret, why);
}

enum err_code library_tracks_of(struct db *db, const int64_t *recording, size_t n,
	struct arena *a, struct track *ret, struct err *why)
{
	for (size_t i = 0; i < n; i++) {
		enum err_code code = track_by_recording(
			db, FIRST_PROFILE, recording[i], a, &ret[i], why);
		if (code == ERR_NOT_FOUND)
			ret[i] = (struct track){
				.codec = "", .loudness = LOUDNESS_UNKNOWN};
		else if (code)
			return code;
	}
	return ERR_OK;
}

/* The column of a file's tracks, in its order. */
#define AT_PATH(column)                                                                \
	"SELECT " column                                                               \
	" FROM root r CROSS JOIN file f ON f.root = r.id AND f.path ="                 \
	" CAST(substr(:path, length(r.path) + 2 - (r.path = x'2F')) AS BLOB)"          \
	" CROSS JOIN track t ON t.file = f.id"                                         \
	" WHERE substr(:path, 1, length(r.path)) = r.path"                             \
	" ORDER BY f.id, t.start_frame"

static enum err_code ids_at(struct db *db, const char *sql, const char *path,
	int64_t **ret, size_t *ret_n, struct err *why)
{
	size_t cap = 0;
	*ret = NULL;
	*ret_n = 0;
	struct stmt q = stmt_begin(db, sql, why);
	stmt_path(&q, ":path", path);
	while (stmt_row(&q)) {
		*ret = mem_grow(*ret, &cap, *ret_n + 1, sizeof **ret);
		(*ret)[(*ret_n)++] = stmt_col_i64(&q, 0);
	}
	return stmt_end(&q);
}

enum err_code library_recordings_at(
	struct db *db, const char *path, int64_t **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] = AT_PATH("t.recording");
	return ids_at(db, SQL, path, ret, ret_n, why);
}

enum err_code library_tracks_at(struct db *db, const char *path, struct arena *a,
	struct track **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] = AT_PATH("t.id");
	int64_t *id;
	size_t n;
	enum err_code code = ids_at(db, SQL, path, &id, &n, why);
	*ret = arena_alloc(a, n * sizeof **ret);
	for (size_t i = 0; i < n && !code; i++)
		code = library_track(db, id[i], a, &(*ret)[i], why);
	*ret_n = n;
	free(id);
	if (!code && n == 0)
		code = err_set(why, ERR_NOT_FOUND, "%s is not in the library", path);
	return code;
}

enum err_code library_track_at(struct db *db, const char *path, struct arena *a,
	struct track *ret, struct err *why)
{
	struct track *list;
	size_t n;
	enum err_code code = library_tracks_at(db, path, a, &list, &n, why);
	if (!code)
		*ret = list[0];
	return code;
}

static void recording_row(struct stmt *q, struct library_recording *r)
{
	bool no_artist = stmt_col_i64(q, 13) != 0,
	     no_album_artist = stmt_col_i64(q, 14) != 0;
	*r = (struct library_recording){.recording = stmt_col_i64(q, 0),
		.track = stmt_col_i64(q, 1),
		.file = stmt_col_i64(q, 2),
		.artist = no_artist ? 0 : stmt_col_i64(q, 3),
		.album_artist = no_album_artist ? 0 : stmt_col_i64(q, 4),
		.album = stmt_col_i64(q, 5),
		.genre = stmt_col_i64(q, 6),
		.duration_ms = stmt_col_i64(q, 7),
		.added_s = stmt_col_i64(q, 8),
		.year = (int)stmt_col_i64(q, 9),
		.disc = (int)stmt_col_i64(q, 10),
		.number = (int)stmt_col_i64(q, 11),
		.present = stmt_col_i64(q, 12) != 0,
		.title = stmt_col_text(q, 15)};
}

enum err_code library_each_recording(struct db *db,
	bool (*fn)(void *ctx, const struct library_recording *r), void *ctx,
	struct err *why)
{
	/* By recording: the first present track of each stands for it. */
	static const char SQL[] =
		"SELECT t.recording, t.id, t.file, t.artist, t.album_artist, t.album, "
		"t.genre,"
		" t.duration_ms, t.added_s, t.year, t.disc, t.number,"
		" t.shown AND f.state = 0 AND r.mounted, a.key = '', aa.key = '', "
		"t.title"
		" FROM track t INDEXED BY track_by_recording CROSS JOIN file f ON f.id "
		"= t.file"
		" CROSS JOIN root r ON r.id = f.root"
		" CROSS JOIN artist a ON a.id = t.artist"
		" CROSS JOIN artist aa ON aa.id = t.album_artist"
		" ORDER BY t.recording";
	struct library_recording last = {0};
	struct str title = {0}; /* of last: the row itself has moved on by then */
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	while (more && stmt_row(&q)) {
		struct library_recording r;
		recording_row(&q, &r);
		bool next = last.recording != r.recording;
		if (last.recording && next) {
			last.title = str_text(&title);
			more = fn(ctx, &last);
		}
		if (next || (r.present && !last.present)) {
			last = r;
			str_reset(&title);
			str_append(&title, r.title);
		}
	}
	if (more && last.recording) {
		last.title = str_text(&title);
		fn(ctx, &last);
	}
	str_finish(&title);
	return stmt_end(&q);
}

static const char *text_of(struct db *db, const char *sql, int64_t id, struct arena *a)
{
	struct stmt q = stmt_begin(db, sql, NULL);
	stmt_i64(&q, ":id", id);
	const char *text = stmt_row(&q) ? stmt_col_copy(&q, 0, a) : NULL;
	stmt_end(&q);
	return text ? text : "";
}

const char *library_artist_name(struct db *db, int64_t artist, struct arena *a)
{
	return text_of(db, "SELECT name FROM artist WHERE id = :id", artist, a);
}
