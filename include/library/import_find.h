/*
 * What there is to import at a path: a file, or the folder of another player
 * (~/.config/cmus, ~/.config/mpd, ~/.local/share/rhythmbox), or a folder of playlists.
 */
#ifndef LIBRARY_IMPORT_FIND_H
#define LIBRARY_IMPORT_FIND_H

#include "library/import_job.h"

/* Reads all of it into one. A file that cannot be read is a trouble where others can;
 * ERR_NOT_FOUND: there is nothing, with what was looked for. */
enum err_code import_find_read(struct import_reader *r, const char *path,
	struct import_data *d, struct err *why);

#endif
