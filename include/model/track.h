/*
 * A track as lists show it: the tags of one file, and the recording that history,
 * playlists and feedback point to.
 */
#ifndef MODEL_TRACK_H
#define MODEL_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "model/loudness.h"

struct track {
	int64_t id, recording, file, artist, album; /* 0: none */
	/* borrowed */
	const char *title, *artist_name, *album_artist, *album_title, *genre;
	const char *path; /* absolute, bytes; NULL where the recording has no file */
	int year, disc, number;
	int64_t duration_ms;
	/* of a CUE sheet, at the file's rate; end 0: to the end of the file */
	int64_t start_frame, end_frame;
	/* A gain is known, from tags or (where they say nothing) measured; what is
	 * not known is NAN. */
	bool has_loudness;
	struct loudness loudness;
	const char *codec; /* static, "" unknown */
	int rate_hz, channels, bits;
	unsigned guessed;         /* enum tags_guess: made out from the path */
	int rating;               /* 0 none, 1…5 */
	signed char like;         /* -2 banned, -1 disliked, 0, +1 liked */
	bool missing;             /* file is gone or cannot be read */
	const char *state_reason; /* why it cannot be played; NULL: it can */
};

/* A copy whose texts live in the arena. */
struct track track_copy(struct arena *a, const struct track *t);

#endif
