/* How many tracks and albums there are of each artist, album and genre: what changed is
 * gathered and written once a batch; or everything is counted anew. */
#include "db/library.h"
#include "library_cache_state.h"
#include "stmt.h"

static const char *const total_names[] = {"tracks", "artists", "albums", "genres"};

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

enum err_code library_recount(struct db *db, struct err *why)
{
	/* Grouped once, then written where it differs. */
	static const char SQL[] =
		"UPDATE artist SET tracks = 0, performed = 0, albums = 0, appears = 0;"
		"UPDATE album SET tracks = 0, duration_ms = 0;"
		"UPDATE genre SET tracks = 0;"
		"UPDATE artist SET tracks = c.n FROM (SELECT id, count(*) AS n FROM"
		" (SELECT album_artist AS id FROM track WHERE shown = 1 UNION ALL"
		" SELECT artist FROM track_artist WHERE shown = 1 AND role = 1)"
		" GROUP BY id) c WHERE c.id = artist.id;"
		"UPDATE artist SET performed = c.n FROM (SELECT id, count(*) AS n FROM"
		" (SELECT artist AS id FROM track WHERE shown = 1 UNION ALL"
		" SELECT artist FROM track_artist WHERE shown = 1 AND role = 0)"
		" GROUP BY id) c WHERE c.id = artist.id;"
		"UPDATE artist SET appears = c.n FROM (SELECT id, count(*) AS n FROM"
		" (SELECT artist AS id, id AS track FROM track WHERE shown = 1 UNION"
		" SELECT album_artist, id FROM track WHERE shown = 1 UNION"
		" SELECT artist, track FROM track_artist WHERE shown = 1)"
		" GROUP BY id) c WHERE c.id = artist.id;"
		"UPDATE album SET tracks = c.n, duration_ms = c.ms FROM (SELECT album "
		"AS id,"
		" count(*) AS n, sum(duration_ms) AS ms FROM track WHERE shown = 1"
		" GROUP BY album) c WHERE c.id = album.id;"
		"UPDATE genre SET tracks = c.n FROM (SELECT id, count(*) AS n FROM"
		" (SELECT genre AS id FROM track WHERE shown = 1 UNION ALL"
		" SELECT genre FROM track_genre WHERE shown = 1)"
		" GROUP BY id) c WHERE c.id = genre.id;"
		"UPDATE artist SET albums = c.n FROM (SELECT id, count(*) AS n FROM"
		" (SELECT artist AS id FROM album WHERE tracks > 0 UNION ALL"
		" SELECT x.artist FROM album_artist x JOIN album b ON b.id = x.album"
		" WHERE b.tracks > 0) GROUP BY id) c WHERE c.id = artist.id;"
		"UPDATE artist SET shown = tracks > 0; UPDATE album SET shown = tracks "
		"> 0;"
		"UPDATE genre SET shown = tracks > 0;"
		"UPDATE total SET n = CASE name"
		" WHEN 'tracks' THEN (SELECT count(*) FROM track WHERE shown = 1)"
		" WHEN 'artists' THEN (SELECT count(*) FROM artist WHERE shown = 1)"
		" WHEN 'albums' THEN (SELECT count(*) FROM album WHERE shown = 1)"
		" WHEN 'genres' THEN (SELECT count(*) FROM genre WHERE shown = 1) ELSE "
		"n END;"
		"UPDATE playlist SET (entries, duration_ms) = (SELECT count(*),"
		" coalesce(sum(r.duration_ms), 0) FROM playlist_entry e JOIN recording "
		"r"
		" ON r.id = e.recording WHERE e.playlist = playlist.id);"
		"INSERT OR IGNORE INTO d_search_todo SELECT id FROM artist;"
		"INSERT OR IGNORE INTO d_search_todo SELECT (1 << 60) | id FROM album";
	return db_exec(db, SQL, why);
}
