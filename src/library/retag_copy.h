/*
 * The copy of a file that is being retagged. Where the file system allows it has no name
 * before it is whole, so that a program that is killed leaves nothing behind; where not,
 * what others left is removed: the copy of somebody at work is locked.
 */
#ifndef LIBRARY_RETAG_COPY_H
#define LIBRARY_RETAG_COPY_H

#include "base/err.h"

struct retag_copy {
	int fd;     /* -1: none */
	char *path; /* owned; NULL: it has no name */
};

/* An empty one in that folder. */
enum err_code retag_copy_open(const char *dir, struct retag_copy *ret, struct err *why);
/* Takes over the bytes of a file that is open. */
enum err_code retag_copy_fill(struct retag_copy *c, int from, struct err *why);
/* Owner and rights of that file, as far as they can be had, and what else hangs on it
 * (extended attributes, access lists). */
void retag_copy_take_rights(struct retag_copy *c, int from);
/* Puts it in the place of `path`, which is in its folder: for good, on the disk. */
enum err_code retag_copy_place(
	struct retag_copy *c, const char *dir, const char *path, struct err *why);
/* Without a trace where it was not placed. */
void retag_copy_close(struct retag_copy *c);
/* Removes copies that nobody is at work on. */
void retag_copy_sweep(const char *dir);

#endif
