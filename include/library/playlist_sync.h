/*
 * A folder of .m3u8 files and the playlists, kept in step both ways. Subfolders are the
 * playlists' folders.
 *
 * What changed on one side only is done on the other, removing included. Where both
 * changed, both are kept: the file's one becomes "NAME (from file)". Every file that is
 * replaced or removed is kept in DIR/.linnet/ under its name and the time, and so is a
 * playlist that goes because its file went. Live playlists have no files.
 */
#ifndef LIBRARY_PLAYLIST_SYNC_H
#define LIBRARY_PLAYLIST_SYNC_H

#include <stdbool.h>

#include "db/playlists.h"
#include "library/import_job.h"

struct playlist_sync {
	struct db *db; /* borrowed */
	int64_t profile;
	struct import_reader
		*reader; /* borrowed, of files; NULL: a process of its own */
	bool dry_run;    /* tells, does nothing */
	struct playlist_change *log;               /* NULL: nobody wants to know */
	void (*tell)(void *ctx, const char *text); /* one sentence each; may be NULL */
	void (*folder)(void *ctx, const char *path); /* each that is looked into; may be
							NULL */
	void *ctx;
};
struct playlist_sync_summary {
	size_t changes; /* sentences */
	size_t files;   /* that were written or removed */
};
/* dir: absolute, no '/' at its end. ERR_NOT_FOUND: every file is gone at once, which is more
 * likely a mount that is missing: nothing was done. */
enum err_code playlist_sync_run(const struct playlist_sync *s, const char *dir,
	struct playlist_sync_summary *ret, struct err *why);

#endif
