/*
 * Everything that is known of one track, for whoever asks.
 */
#ifndef DB_DETAILS_H
#define DB_DETAILS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "model/track.h"

/* Texts live in the arena; NULL: none. */
struct track_details {
	struct track track;
	/* Every single name, ", " between two. */
	const char *artists, *album_artists, *genres;
	const char *composer, *conductor, *performer, *work, *disc_subtitle;
	const char *date, *original_date; /* as written, at most YYYY-MM-DD */
	const char
		*rating_from; /* static: the field that the rating comes from; "": the
				    listener */
	const char *mb_recording, *mb_album;
	int disc_total, number_total, bitrate_kbps; /* 0: unknown */
	double bpm;                                 /* 0: unknown */
	bool compilation, lyrics, picture;
	int64_t added_s;
};
/* ERR_NOT_FOUND: there is no such track. profile 0: the default one. */
enum err_code track_details(struct db *db, int64_t profile, int64_t track,
	struct arena *a, struct track_details *ret, struct err *why);

#endif
