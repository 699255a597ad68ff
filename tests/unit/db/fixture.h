/* A database in a folder of its own, and a small library in it. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "db/library.h"

struct fixture {
	char dir[64], path[96];
	struct db *db;
	struct arena a;
	struct err why;
	int64_t root;
};

/* A step that must succeed; says why it did not. */
#define OK(f, call)                                                                    \
	do {                                                                           \
		enum err_code ok_code = (call);                                        \
		if (ok_code)                                                           \
			fail_msg("%s: %s", err_text(ok_code), (f)->why.msg);           \
	} while (0)

static inline int fixture_make(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	str_copy(f->dir, sizeof f->dir, "/tmp/linnet-test-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->path, sizeof f->path, "%s/data/linnet.db", f->dir);
	*state = f;
	return db_open(f->path, DB_WRITE, &f->db, &f->why) != ERR_OK;
}

static inline int fixture_drop(void **state)
{
	struct fixture *f = *state;
	char command[128];
	db_close(f->db);
	arena_finish(&f->a);
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	int r = system(command);
	free(f);
	return r;
}

/* One file of the library in a few words. */
struct song {
	const char *path, *artist, *album, *title;
	int number;
	uint64_t digest; /* 0: made from the path */
	const char *album_artist, *genre;
	int year;
};

static inline struct tags song_tags(const struct song *s)
{
	struct tags t = {.title = (char *)s->title,
		.artist = (char *)s->artist,
		.album = (char *)s->album,
		.album_artist = (char *)s->album_artist,
		.genre = (char *)s->genre,
		.track = s->number,
		.year = s->year,
		.duration_ms = 200000,
		.codec = "flac",
		.rate_hz = 44100,
		.channels = 2,
		.payload_bytes = 1000,
		.payload_digest = s->digest};
	for (const char *p = s->path; !s->digest && *p; p++)
		t.payload_digest = t.payload_digest * 31 + (unsigned char)*p;
	return t;
}

static inline struct library_item song_put(struct fixture *f, const struct song *s)
{
	bool fresh;
	if (!f->root)
		OK(f, library_root_add(f->db, "/music", &f->root, &fresh, &f->why));
	struct tags t = song_tags(s);
	struct library_item item = {.root = f->root,
		.path = s->path,
		.size = 1000,
		.mtime_ns = 1000000000,
		.inode = 1,
		.tags = &t};
	OK(f, library_put(f->db, &item, 1, &f->why));
	return item;
}

#endif
