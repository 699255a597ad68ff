/*
 * Private to library_cache.c (names) and library_counts.c (changes of counts): what a
 * writer's connection remembers.
 */
#ifndef LIBRARY_CACHE_STATE_H
#define LIBRARY_CACHE_STATE_H

#include "library_cache.h"

/* Names as they were written -> row. */
struct name_table {
	struct intern index;
	struct name *row; /* owned; (index.len), their sort keys too */
	size_t cap;
	char **old; /* owned; keys of rows that were replaced; (n_old) */
	size_t n_old, old_cap;
};

enum { TOTAL_TRACKS, TOTAL_ARTISTS, TOTAL_ALBUMS, TOTAL_GENRES, TOTAL__COUNT };

struct library_cache {
	struct name_table artist, genre, album;
	uint64_t rollbacks;
	struct map tracks, performed, albums, appears; /* changes, by artist */
	struct map in_album, album_ms;                 /* by album */
	struct map in_genre;                           /* by genre */
	int64_t total[TOTAL__COUNT];
};

#endif
