/*
 * Changing the tags of files. A confined worker edits a copy that lies beside the file;
 * once that is on the disk it takes the file's place, so that at any time the old or the
 * new one is there, whole. For one thread at a time.
 */
#ifndef LIBRARY_RETAG_H
#define LIBRARY_RETAG_H

#include <stdbool.h>

#include "base/err.h"
#include "codec/retag.h"

struct retagger;

/* exe NULL: this program. The worker starts with the first file. Once *stop (borrowed;
 * NULL: none) is true no file is read any more: ERR_CANCELLED. What is being written is
 * finished. */
struct retagger *retagger_create(const char *exe, const _Atomic bool *stop);
void retagger_destroy(struct retagger *r);

/* What the file's tags say. ERR_UNSUPPORTED: nothing can be written into such files. */
enum err_code retagger_read(
	struct retagger *r, const char *path, struct retag *ret, struct err *why);
/* May it be changed? A folder or a file that is read-only is left alone (ERR_PERMISSION);
 * with `force` a read-only file in a folder that can be written is not. */
enum err_code retagger_allows(const char *path, bool force, struct err *why);
/* Writes. Mode and owner stay. Where it fails the file is as it was. */
enum err_code retagger_write(struct retagger *r, const char *path,
	const struct retag *change, struct err *why);

#endif
