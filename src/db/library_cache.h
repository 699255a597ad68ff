/*
 * Private to db/: what the library's writers share. Ids and sort keys of artists,
 * albums and genres seen lately (dropped after any rollback), and the changes of counts
 * that are written once a batch.
 */
#ifndef LIBRARY_CACHE_H
#define LIBRARY_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "connection.h"

struct name {
	int64_t id;
	const char *sort; /* bytes; borrowed from the cache */
	size_t sort_n;
};

/* Finds or makes the row. "" is the artist of tracks without one. */
enum err_code names_artist(
	struct db *db, const char *name, struct name *ret, struct err *why);
enum err_code names_genre(
	struct db *db, const char *name, struct name *ret, struct err *why);
struct album_name {
	const struct name *artist;
	const char *title, *mb_album; /* mb_album may be NULL */
	int year;
	int64_t added_s;
};
enum err_code names_album(struct db *db, const struct album_name *album,
	struct name *ret, struct err *why);
/* Called first by every writer: drops what may be stale. */
void names_begin(struct db *db);

/* What a shown track adds to the counts; sign -1 takes it away. */
struct track_counts {
	int64_t artist, album_artist, album, genre; /* 0: none */
	int64_t duration_ms;
};
void counts_track(struct db *db, const struct track_counts *t, int sign);
/* Writes what gathered. Artists and albums that appear or vanish go to the search
 * index. */
enum err_code counts_flush(struct db *db, struct err *why);

/* A search document's subject. */
enum subject_group { SUBJECT_ARTIST, SUBJECT_ALBUM, SUBJECT_TRACK };
enum { SUBJECT_SHIFT = 60, RANK_SHIFT = 44 };
int64_t search_subject(enum subject_group group, int64_t id);
enum err_code search_todo_add(struct db *db, int64_t subject, struct err *why);

#endif
