/* Private to db/: a file's track, and showing or hiding it. */
#ifndef LIBRARY_FILE_H
#define LIBRARY_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "library_cache.h"

struct file_track {
	int64_t id, recording; /* id 0: the file has no track */
	bool shown;
	struct track_counts counts;
};
enum err_code library_file_track(
	struct db *db, int64_t file, struct file_track *ret, struct err *why);
/* Shows or hides the tracks of a file: flag, counts, search. */
enum err_code library_file_show(
	struct db *db, int64_t file, bool shown, struct err *why);
/* Of folded artist and title; 0 where one of them is missing. */
int64_t library_name_hash(const char *artist, const char *title);

#endif
