/* A small library for tests of filters, and what lists show of it. */
#ifndef FILTER_LIBRARY_H
#define FILTER_LIBRARY_H

#include "db/features.h"
#include "db/feedback.h"
#include "db/list.h"
#include "db/listens.h"
#include "db/playlists.h"
#include "db/search.h"

#include "base/clock.h"
#include "base/rng.h"
#include "fixture.h"

enum { DAY_S = 86400 };

static inline int64_t now_s(void)
{
	struct clock c = clock_system();
	return clock_wall_ms(&c) / 1000;
}

static inline void index_all(struct fixture *f)
{
	size_t left = 1;
	while (left)
		OK(f, search_index_step(f->db, 50, &left, &f->why));
}

/* A track in so many words; title also names its file. */
struct piece {
	const char *title, *artist, *album_artist, *album, *genre, *composer;
	int year, minutes, bpm;
	const char *codec;
};

static inline int64_t put(struct fixture *f, const struct piece *p)
{
	struct song s = {.path = p->title,
		.artist = p->artist,
		.album = p->album,
		.title = p->title,
		.album_artist = p->album_artist,
		.genre = p->genre,
		.year = p->year};
	bool fresh;
	struct tags t = song_tags(&s);
	t.composer = (char *)p->composer;
	t.duration_ms = (p->minutes ? p->minutes : 3) * 60000;
	t.bpm = (float)p->bpm;
	t.codec = codec_name(p->codec ? p->codec : "flac");
	tags_split(&t);
	if (!f->root)
		OK(f, library_root_add(f->db, "/music", &f->root, &fresh, &f->why));
	struct library_item item = {.root = f->root,
		.path = p->title,
		.size = 1000,
		.mtime_ns = now_s() * 1000000000,
		.inode = 1,
		.tags = &t};
	OK(f, library_put(f->db, &item, 1, &f->why));
	free(t.artists);
	free(t.album_artists);
	free(t.genres);
	free(t.composers);
	return item.recording;
}

enum { ANGEL, ROADS, SPLIT, AIR, LONG, LIVE, PIECES };

static inline void library(struct fixture *f, int64_t recording[PIECES])
{
	static const struct piece p[PIECES] = {
		[ANGEL] = {.title = "angel",
			.artist = "Massive Attack",
			.album = "Mezzanine",
			.genre = "Trip Hop",
			.year = 1998,
			.bpm = 120,
			.minutes = 6},
		[ROADS] = {.title = "roads",
			.artist = "Portishead",
			.album = "Dummy",
			.genre = "Trip Hop",
			.year = 1994,
			.minutes = 5},
		[SPLIT] = {.title = "duet",
			.artist = "Nina; Simone",
			.album_artist = "Guests",
			.album = "Angel of Harlem",
			.genre = "Jazz; Soul",
			.year = 1965},
		[AIR] = {.title = "air",
			.artist = "Orchestra",
			.album = "Suites",
			.genre = "Classical",
			.composer = "Johann Sebastian Bach",
			.codec = "mp3"},
		[LONG] = {.title = "the long angel",
			.artist = "Drone",
			.album = "One",
			.year = 2020,
			.minutes = 20,
			.bpm = 60},
		[LIVE] = {.title = "roads live",
			.artist = "Portishead",
			.album = "Roseland",
			.genre = "Live",
			.year = 1998},
	};
	for (int i = 0; i < PIECES; i++)
		recording[i] = put(f, &p[i]);
	index_all(f);
}

/* Titles of a list, a comma between two. */
static const char *titles(struct fixture *f, const struct list_spec *spec)
{
	struct list_window w;
	struct str s = {0};
	OK(f, list_window(f->db, spec, 0, 50, &f->a, &w, &f->why));
	assert_int_equal(w.total, w.n);
	for (size_t i = 0; i < w.n; i++)
		str_appendf(&s, "%s%s", i ? "," : "", w.row[i].track.title);
	char *text = arena_strdup(&f->a, str_text(&s));
	str_finish(&s);
	return text;
}

static const char *live(struct fixture *f, const char *query)
{
	struct list_spec spec = {.kind = LIST_QUERY_TRACKS, .query = query};
	return titles(f, &spec);
}

static inline void play(
	struct fixture *f, int64_t recording, int64_t days_ago, bool skip)
{
	struct listen l = {.recording = recording,
		.start_ms = (now_s() - days_ago * DAY_S) * 1000,
		.heard_ms = skip ? 1000 : 100000,
		.duration_ms = 200000,
		.outcome = skip ? OUTCOME_SKIPPED : OUTCOME_FINISHED};
	listen_new_id(l.id);
	OK(f, listens_append(f->db, 1, &l, &f->why));
}

#endif
