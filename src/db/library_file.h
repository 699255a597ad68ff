/* Private to db/: a file's tracks, and showing or hiding them. */
#ifndef LIBRARY_FILE_H
#define LIBRARY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "library_cache.h"

struct file_track {
	int64_t id, recording, start_frame;
	bool shown;
	struct track_counts counts;
	unsigned flags; /* enum track_flag */
	int rating;     /* that the file suggested */
};
/* The tracks of a file by their start; the caller frees *ret. */
enum err_code library_file_tracks(struct db *db, int64_t file, struct file_track **ret,
	size_t *ret_n, struct err *why);
/* Drops a track: its row, its counts, its search document. */
enum err_code library_file_drop_track(
	struct db *db, const struct file_track *t, struct err *why);
/* Shows or hides the tracks of a file: flag, counts, search. */
enum err_code library_file_show(
	struct db *db, int64_t file, bool shown, struct err *why);
/* Drops the rows of missing files, but for `file`, that held this recording and nothing
 * else that is nowhere now: they have done their duty. */
enum err_code library_file_drop_missing(
	struct db *db, int64_t file, int64_t recording, struct err *why);
/* Of folded artist and title; 0 where one of them is missing. */
int64_t library_name_hash(const char *artist, const char *title);

#endif
