/*
 * Private to db/: what the library's writers share. Ids and sort keys of artists,
 * albums and genres seen lately (dropped after any rollback), and the changes of counts
 * that are written once a batch.
 */
#ifndef LIBRARY_CACHE_H
#define LIBRARY_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "connection.h"

struct name {
	int64_t id;
	const char *sort; /* bytes; borrowed from the cache */
	size_t sort_n;
	int64_t owner;   /* of an album: its artist; else 0 */
	bool has_sorted; /* a name to sort it by was told */
};

/* Finds or makes the row. "" is the artist of tracks without one. sort_name may be NULL;
 * the first one that a file tells stays. */
enum err_code names_artist(struct db *db, const char *name, const char *sort_name,
	struct name *ret, struct err *why);
enum err_code names_genre(
	struct db *db, const char *name, struct name *ret, struct err *why);
/* Albums seen lately, by what library_album.c tells them apart by. */
bool names_album_seen(struct db *db, const char *raw, size_t n, struct name *ret);
/* Takes over row->sort. */
void names_album_keep(struct db *db, const char *raw, size_t n, struct name *row);
void names_albums_forget(struct db *db);
/* Called first by every writer: drops what may be stale. */
void names_begin(struct db *db);

/* What a shown track adds to the counts; sign -1 takes it away. */
struct track_counts {
	int64_t artist, album_artist, album, genre; /* 0: none */
	int64_t duration_ms;
};
void counts_track(struct db *db, const struct track_counts *t, int sign);
/* The same for the second artists and genres that the rows of a shown track name: where
 * flags of the track say that there are any; called while they are there. */
enum err_code counts_more(struct db *db, int64_t track, int sign, struct err *why);
/* A shown album goes from one artist to another. */
void counts_album_moves(struct db *db, int64_t from, int64_t to);
/* Writes what gathered. Artists and albums that appear or vanish go to the search
 * index. */
enum err_code counts_flush(struct db *db, struct err *why);

/* A search document's subject. */
enum subject_group { SUBJECT_ARTIST, SUBJECT_ALBUM, SUBJECT_TRACK };
enum { SUBJECT_SHIFT = 60, RANK_SHIFT = 44 };
int64_t search_subject(enum subject_group group, int64_t id);
enum err_code search_todo_add(struct db *db, int64_t subject, struct err *why);

#endif
