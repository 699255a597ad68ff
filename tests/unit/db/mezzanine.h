/* Two tracks of an album, and how many rows a list has. */
#ifndef MEZZANINE_H
#define MEZZANINE_H

#include "db/list.h"
#include "fixture.h"

static const struct song teardrop = {.path = "Massive Attack/Mezzanine/03.flac",
	.artist = "Massive Attack",
	.album = "Mezzanine",
	.title = "Teardrop",
	.number = 3};
static const struct song angel = {.path = "Massive Attack/Mezzanine/01.flac",
	.artist = "Massive Attack",
	.album = "Mezzanine",
	.title = "Angel",
	.number = 1};

static inline size_t count_of(struct fixture *f, enum list_kind kind, int64_t id)
{
	struct list_spec spec = {.kind = kind, .id = id};
	size_t n = 0;
	OK(f, list_count(f->db, &spec, &n, &f->why));
	return n;
}

#endif
