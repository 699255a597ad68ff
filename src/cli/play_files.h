/*
 * Which files `play` plays: those named, and the music of folders. Private to cli/.
 */
#ifndef CLI_PLAY_FILES_H
#define CLI_PLAY_FILES_H

#include <stddef.h>

#include "base/err.h"
#include "model/tags.h"

struct play_file {
	char *path;        /* owned; absolute */
	struct tags *part; /* owned; a track of a CUE sheet; NULL: a whole file */
};

struct play_files {
	struct play_file *item; /* owned; (n) */
	size_t n, cap;
};

/* Adds a file as it is, the tracks of a CUE sheet, or all music under a folder in
 * natural order ("2" before "10"), told by content, hidden names left out. ERR_NOT_FOUND
 * where nothing is there, or a folder holds no music. */
enum err_code play_files_add(struct play_files *f, const char *path, struct err *why);
/* Adds one; takes path and part over. */
void play_files_take(struct play_files *f, char *path, struct tags *part);
void play_files_finish(struct play_files *f);

#endif
