/* Private to db/: the row of a track with everything that hangs on it: names, album,
 * counts, what few tracks have. */
#ifndef LIBRARY_TRACK_H
#define LIBRARY_TRACK_H

#include "db/library.h"
#include "library_file.h"

struct track_item {
	const struct library_item *item;
	const struct tags *tags; /* of the item, or of a part of it */
	int64_t recording;
	int64_t encoding; /* 0: the recording's own */
	int64_t now_s, added_s;
	const char *title, *artist; /* for people; "" where there is none */
	struct file_track before;   /* what was there until now; id 0: nothing */
};
enum err_code library_track_put(
	struct db *db, const struct track_item *t, struct err *why);

#endif
