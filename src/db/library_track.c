#include "library_track.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "library_album.h"
#include "library_cache.h"
#include "library_further.h"
#include "order_keys.h"
#include "stmt.h"

/* The rows that a track points to. */
struct names {
	struct name artist, album_artist, album, genre;
	const char *credit; /* artists as written; NULL: the artist's name */
};

static const char *text_or(const char *s, const char *otherwise)
{
	return s && *s ? s : otherwise;
}

/* A name to sort by that says more than the name does. */
static const char *sort_name(const char *sort, const char *name)
{
	return sort && *sort && strcmp(sort, name) != 0 ? sort : NULL;
}

/* The first of a list, else the name itself. */
static enum err_code first_artist(struct db *db, const char *list, const char *name,
	const char *sort, struct name *ret, struct err *why)
{
	const char *text;
	size_t n;
	if (!list || !tags_list_next(&list, &text, &n))
		return names_artist(db, name, sort_name(sort, name), ret, why);
	char *first = xstrndup(text, n);
	enum err_code code = names_artist(db, first, NULL, ret, why);
	free(first);
	return code;
}

static enum err_code album_put(struct db *db, const struct track_item *p,
	struct names *n, bool of_folder, struct err *why)
{
	const struct tags *t = p->tags;
	struct album_wish w = {.artist = &n->album_artist,
		.title = t->album,
		.sort_title = sort_name(t->album_sort, t->album),
		.mb_album = text_or(t->mb_album, NULL),
		.credit = t->album_artists ? t->album_artist : NULL,
		.further = t->album_artists,
		.year = t->year,
		.added_s = p->added_s,
		.nameless = !*p->artist,
		.folder = of_folder ? album_folder(p->item->root, p->item->path,
					      text_or(t->mb_album, NULL))
				    : 0};
	enum err_code code = album_of(db, &w, &n->album, why);
	n->album_artist.id = n->album.owner;
	return code;
}

static enum err_code names_put(
	struct db *db, const struct track_item *p, struct names *n, struct err *why)
{
	const struct tags *t = p->tags;
	bool named = t->album_artist && *t->album_artist, album = t->album && *t->album;
	enum err_code code = first_artist(
		db, t->artists, p->artist, t->artist_sort, &n->artist, why);
	if (!code && named)
		code = first_artist(db, t->album_artists, t->album_artist,
			t->album_artist_sort, &n->album_artist, why);
	else if (!code && album && t->compilation)
		code = names_artist(db, VARIOUS_ARTISTS, NULL, &n->album_artist, why);
	else
		n->album_artist = n->artist;
	if (!code && t->genre && *t->genre)
		code = names_genre(db, t->genre, &n->genre, why);
	n->credit = t->artists ? p->artist : NULL;
	return !code && album ? album_put(db, p, n, !named && !t->compilation, why)
			      : code;
}

static void id_or_null(struct stmt *q, const char *name, int64_t id)
{
	if (id)
		stmt_i64(q, name, id);
	else
		stmt_null(q, name);
}

static void gain_or_null(struct stmt *q, const char *name, bool has, double value)
{
	if (has)
		stmt_double(q, name, value);
	else
		stmt_null(q, name);
}

static void bind_properties(struct stmt *q, const struct tags *t)
{
	stmt_text(q, ":composer", text_or(t->composer, NULL));
	stmt_text(q, ":date", text_or(t->date, NULL));
	stmt_i64(q, ":year", t->year);
	stmt_i64(q, ":disc", t->disc);
	stmt_i64(q, ":discs", t->disc_total);
	stmt_i64(q, ":number", t->track);
	stmt_i64(q, ":numbers", t->track_total);
	stmt_text(q, ":mb", text_or(t->mb_recording, NULL));
	stmt_i64(q, ":ms", t->duration_ms);
	stmt_text(q, ":codec", t->codec ? t->codec : "");
	stmt_i64(q, ":rate", t->rate_hz);
	stmt_i64(q, ":channels", t->channels);
	stmt_i64(q, ":bits", t->bits);
	stmt_i64(q, ":kbps", t->bitrate_kbps);
	stmt_i64(q, ":picture", t->has_picture);
	stmt_i64(q, ":original", t->original_year);
	if (t->bpm > 0)
		stmt_double(q, ":bpm", (double)t->bpm);
	else
		stmt_null(q, ":bpm");
	stmt_i64(q, ":rating", t->rating);
	stmt_i64(q, ":guessed", t->guessed);
	gain_or_null(q, ":tg", t->has_track_gain, (double)t->track_gain_db);
	gain_or_null(q, ":tp", t->has_track_gain && t->track_peak > 0,
		(double)t->track_peak);
	gain_or_null(q, ":ag", t->has_album_gain, (double)t->album_gain_db);
	gain_or_null(q, ":ap", t->has_album_gain && t->album_peak > 0,
		(double)t->album_peak);
}

/* REPLACE would lose a track's id, so known ones are updated. */
static const char SQL_TRACK_INSERT[] =
	"INSERT INTO track (file, start_frame, end_frame, recording, encoding, title, artist, album_artist, album, "
	"genre, composer,"
	" date, year, disc, disc_total, number, number_total, mb_recording, "
	"duration_ms, codec,"
	" rate_hz, channels, bits, bitrate_kbps, has_picture, track_gain_db, "
	"track_peak,"
	" album_gain_db, album_peak, added_s, title_key, sort, original_year, bpm,"
	" rating, guessed, credit, flags)"
	" VALUES (:file, :start, :end, :recording, :encoding, :title, :artist, :album_artist, :album, :genre, "
	":composer,"
	" :date, :year, :disc, :discs, :number, :numbers, :mb, :ms, :codec, :rate, "
	":channels,"
	" :bits, :kbps, :picture, :tg, :tp, :ag, :ap, :added, :title_key, :sort,"
	" :original, :bpm, :rating, :guessed, :credit, :flags)";
static const char SQL_TRACK_UPDATE[] =
	"UPDATE track SET file = :file, start_frame = :start, end_frame = :end,"
	" recording = :recording, encoding = :encoding, title = :title, artist "
	"= :artist,"
	" album_artist = :album_artist, album = :album, genre = :genre, composer = "
	":composer,"
	" date = :date, year = :year, disc = :disc, disc_total = :discs, number = "
	":number,"
	" number_total = :numbers, mb_recording = :mb, duration_ms = :ms, codec = "
	":codec,"
	" rate_hz = :rate, channels = :channels, bits = :bits, bitrate_kbps = :kbps,"
	" has_picture = :picture, track_gain_db = :tg, track_peak = :tp, album_gain_db "
	"= :ag,"
	" album_peak = :ap, added_s = :added, title_key = :title_key, sort = :sort, "
	"original_year = :original, bpm = :bpm, rating = :rating, guessed = :guessed,"
	" credit = :credit, flags = :flags, shown = 1"
	" WHERE id = :id";

/* The keys that lists are ordered by. */
struct keys {
	struct str title, track; /* owned */
};

static void make_keys(struct db *db, const struct track_item *p, const struct names *n,
	struct keys *k)
{
	const struct name *lead = n->album.id ? &n->album : &n->album_artist;
	struct order_track t = {.lead = lead->sort,
		.lead_n = lead->sort_n,
		.album = n->album.id,
		.disc = p->tags->disc,
		.number = p->tags->track};
	*k = (struct keys){0};
	order_title(db, &k->title, p->title, p->tags->title_sort);
	t.title = str_text(&k->title);
	t.title_n = k->title.len;
	order_track(&k->track, &t);
}

static enum err_code track_write(struct db *db, const struct track_item *p,
	const struct names *n, const struct keys *k, int64_t *ret, struct err *why)
{
	*ret = p->before.id;
	struct stmt q = stmt_begin(db, *ret ? SQL_TRACK_UPDATE : SQL_TRACK_INSERT, why);
	stmt_i64(&q, ":file", p->item->file);
	stmt_i64(&q, ":start", p->tags->start_frame);
	stmt_i64(&q, ":end", p->tags->end_frame > 0 ? p->tags->end_frame : -1);
	stmt_i64(&q, ":recording", p->recording);
	id_or_null(&q, ":encoding", p->encoding);
	stmt_text(&q, ":title", p->title);
	stmt_i64(&q, ":artist", n->artist.id);
	stmt_i64(&q, ":album_artist", n->album_artist.id);
	id_or_null(&q, ":album", n->album.id);
	id_or_null(&q, ":genre", n->genre.id);
	bind_properties(&q, p->tags);
	stmt_i64(&q, ":added", p->added_s);
	stmt_blob(&q, ":title_key", str_text(&k->title), k->title.len);
	stmt_blob(&q, ":sort", str_text(&k->track), k->track.len);
	stmt_text(&q, ":credit", n->credit);
	stmt_i64(&q, ":flags", further_flags(p->tags));
	if (*ret)
		stmt_i64(&q, ":id", *ret);
	if (stmt_run(&q) && !*ret)
		*ret = sqlite3_last_insert_rowid(db->h);
	return stmt_end(&q);
}

/* Everything that has rows of its own. */
static enum err_code put_further(struct db *db, const struct track_item *p,
	const struct names *n, const struct keys *k, int64_t id, struct err *why)
{
	const struct tags *t = p->tags;
	struct further f = {.track = id,
		.tags = t,
		.artist = n->artist.id,
		.album_artist = n->album_artist.id,
		.genre = n->genre.id,
		.sort = str_text(&k->track),
		.sort_n = k->track.len};
	enum err_code code = further_put(db, &f, further_flags(t), why);
	if (!code && t->rating && t->rating != p->before.rating)
		code = further_suggest(db, p->recording, t, p->now_s, why);
	return code;
}

enum err_code library_track_put(
	struct db *db, const struct track_item *p, struct err *why)
{
	struct names n = {0};
	struct keys k = {0};
	int64_t id = 0;
	enum err_code code = names_put(db, p, &n, why);
	if (!code && p->before.id) {
		if (p->before.shown)
			counts_track(db, &p->before.counts, -1);
		code = further_drop(
			db, p->before.id, p->before.flags, p->before.shown, why);
	}
	if (!code) {
		make_keys(db, p, &n, &k);
		code = track_write(db, p, &n, &k, &id, why);
	}
	if (!code) {
		struct track_counts now = {n.artist.id, n.album_artist.id, n.album.id,
			n.genre.id, p->tags->duration_ms};
		counts_track(db, &now, 1);
		code = put_further(db, p, &n, &k, id, why);
	}
	str_finish(&k.title);
	str_finish(&k.track);
	return code ? code
		    : search_todo_add(db, search_subject(SUBJECT_TRACK, id), why);
}
