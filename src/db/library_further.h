/* Private to db/: what only some tracks have: second artists and genres, details, a
 * rating. */
#ifndef LIBRARY_FURTHER_H
#define LIBRARY_FURTHER_H

#include "library_cache.h"
#include "model/tags.h"

/* Bits of track.flags. */
enum track_flag {
	TRACK_LYRICS = 1,
	TRACK_COMPILATION = 2,
	TRACK_ARTISTS = 4,       /* has rows in track_artist */
	TRACK_GENRES = 8,        /* has rows in track_genre */
	TRACK_ALBUM_ARTIST = 16, /* tags name the album artist */
	TRACK_DETAIL = 32        /* has a row in track_detail */
};
unsigned further_flags(const struct tags *t);

struct further {
	int64_t track;
	const struct tags *tags;
	int64_t artist, album_artist, genre; /* the first ones */
	const void *sort;                    /* key of the track */
	size_t sort_n;
};
/* Writes the rows that the flags name, and counts what they add. */
enum err_code further_put(
	struct db *db, const struct further *f, unsigned flags, struct err *why);
/* Drops rows of a track that has these flags; `shown`: counted until now. */
enum err_code further_drop(
	struct db *db, int64_t track, unsigned flags, bool shown, struct err *why);
/* The recording's rating, unless the listener gave one. */
enum err_code further_suggest(struct db *db, int64_t recording, const struct tags *t,
	int64_t now_s, struct err *why);

#endif
