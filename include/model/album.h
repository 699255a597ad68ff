/*
 * Which tracks of a list are heard as part of their album: what ReplayGain's "auto"
 * mode goes by.
 */
#ifndef MODEL_ALBUM_H
#define MODEL_ALBUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a row of a list stands on its album. */
struct album_place {
	int64_t album; /* 0: none */
	int disc, number;
	int64_t block;   /* queued together as one album; 0: not */
	bool from_album; /* the album itself is what plays */
};

/* in_order[i]: row i is played next to its neighbour on the album, by intention:
 * `shuffled` lists are so only where the album itself was queued as a block. */
void album_in_order(
	const struct album_place *row, size_t n, bool shuffled, bool *in_order);
/* `row` is reached from `before` as its album has it, or the album itself plays. */
bool album_reaches(
	const struct album_place *before, const struct album_place *row, bool shuffled);

#endif
