/* Private to library/: a run of playlist_sync.c and its files. */
#ifndef SYNC_PARTS_H
#define SYNC_PARTS_H

#include "base/hash.h"
#include "base/mem.h"
#include "db/playlist_sync.h"
#include "library/playlist_sync.h"

struct sync_file {
	const char *path; /* below the folder, in the arena */
	int64_t digest;
	bool done; /* it has its playlist */
};
struct sync_run {
	const struct playlist_sync *s;
	const char *dir;
	struct arena a;
	struct import_reader *reader; /* borrowed */
	struct sync_file *file;       /* owned; (n_files) */
	size_t n_files, cap_files;
	struct intern by_path;      /* path -> index of file */
	struct playlist_link *link; /* in the arena; (n_links) */
	size_t n_links;
	struct map linked; /* playlist -> 1 */
	struct playlist_sync_summary sum;
	struct err *why;
};

/* sync_content.c */
struct sync_content {
	struct playlist_entry *entry; /* owned, with locations; (n) */
	size_t n, lost;
};
void sync_content_finish(struct sync_content *c);
/* Of the file at a path below the folder. */
enum err_code sync_read_content(
	struct sync_run *r, const char *path, struct sync_content *ret);
/* Does the playlist hold just this? */
enum err_code sync_holds(
	struct sync_run *r, int64_t playlist, const struct sync_content *c, bool *ret);

/* sync_files.c */
/* Every .m3u8 file, with a digest of its bytes. */
enum err_code sync_list_files(struct sync_run *r);
struct sync_file *sync_file_of(struct sync_run *r, const char *path);
/* Writes the playlist to a file below the folder; *ret_digest of its bytes. What was there
 * is kept aside. */
enum err_code sync_write_file(
	struct sync_run *r, int64_t playlist, const char *path, int64_t *ret_digest);
enum err_code sync_remove_file(struct sync_run *r, const char *path);
/* A copy of a playlist that is about to go. */
enum err_code sync_keep_list(struct sync_run *r, int64_t playlist, const char *path);
/* The file that a playlist is to have, free of others'; in the arena. */
enum err_code sync_path_of(struct sync_run *r, int64_t playlist, const char **ret);
/* The path of the playlist that a file is to have: its own without the extension. */
char *sync_list_path(const char *path);

#endif
