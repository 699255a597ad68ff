/*
 * Private to db/: which recording a file holds. In this order: the audio's identity; by
 * name and length the recording that the file held before (it was encoded again in
 * place), or one that no present file has (it was encoded again elsewhere), until its
 * sound is known (db/identity.h); else it is a new one.
 */
#ifndef LIBRARY_RECORDING_H
#define LIBRARY_RECORDING_H

#include "db/library.h"
#include "library_file.h"

/* One track of an item on its way in. */
struct library_putting {
	struct library_item *item;
	const struct tags *tags; /* of the item, or of a part of it */
	int64_t recording;
	int64_t encoding; /* the row of its payload; 0: none yet */
	int64_t now_s, added_s, file_added_s;
	bool any_missing;         /* some file of the library is missing */
	bool known;               /* the file has a row */
	struct file_track before; /* what was there until now; id 0: nothing */
	char *title;              /* owned */
	const char *artist;
	int64_t name_hash; /* 0: no artist or no title */
};

/* Finds or makes the recording, with the row of its payload; sets recording, encoding and
 * added_s. */
enum err_code library_recording_put(
	struct db *db, struct library_putting *p, struct err *why);

#endif
