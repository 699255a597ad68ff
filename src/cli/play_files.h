/*
 * Which files `play` plays: those named, and the music of folders. Private to cli/.
 */
#ifndef CLI_PLAY_FILES_H
#define CLI_PLAY_FILES_H

#include <stddef.h>

#include "base/err.h"

struct play_files {
	char **path; /* owned, each too; absolute */
	size_t n, cap;
};

/* Adds a file as it is, or all music under a folder in natural order ("2" before "10"),
 * told by content, hidden names left out. ERR_NOT_FOUND where nothing is there, or a
 * folder holds no music. */
enum err_code play_files_add(struct play_files *f, const char *path, struct err *why);
void play_files_finish(struct play_files *f);

#endif
