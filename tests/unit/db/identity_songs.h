/* A song, and what is asked of its recording: for the tests of identity. */
#ifndef IDENTITY_SONGS_H
#define IDENTITY_SONGS_H

#include "db/listens.h"
#include "fixture.h"

static const struct song teardrop = {.path = "mezzanine/03.mp3",
	.artist = "Massive Attack",
	.album = "Mezzanine",
	.title = "Teardrop",
	.number = 3,
	.digest = 1};

static inline struct song other_song(
	const char *path, const char *artist, const char *title, uint64_t digest)
{
	return (struct song){.path = path,
		.artist = artist,
		.album = "Another",
		.title = title,
		.number = 1,
		.digest = digest};
}

static inline int64_t recording_at(struct fixture *f, const char *path)
{
	struct track t;
	OK(f, library_track_at(f->db, path, &f->a, &t, &f->why));
	return t.recording;
}

static inline void play(struct fixture *f, int64_t recording, int64_t start_ms)
{
	struct listen l = {.recording = recording,
		.start_ms = start_ms,
		.heard_ms = 200000,
		.duration_ms = 200000};
	listen_new_id(l.id);
	OK(f, listens_append(f->db, 1, &l, &f->why));
}

struct counted {
	int64_t recording;
	size_t n;
};

static inline bool count_listen(void *ctx, const struct listen *l)
{
	struct counted *c = ctx;
	c->n += l->recording == c->recording;
	return true;
}

static inline size_t listens_of(struct fixture *f, int64_t recording)
{
	struct counted c = {recording, 0};
	OK(f, listens_each(f->db, 1, 0, 0, count_listen, &c, &f->why));
	return c.n;
}

#endif
