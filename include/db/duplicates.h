/*
 * Files that hold the same music: several of one recording, or recordings that sound the
 * same (db/identity.h). Only files that are there.
 */
#ifndef DB_DUPLICATES_H
#define DB_DUPLICATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"

struct duplicate_file {
	int64_t track, recording, encoding;
	const char *path, *title, *artist; /* path: absolute, bytes */
	const char *codec;                 /* static */
	int64_t size, start_frame, inode;
	int64_t added_s;
	int rate_hz, bits, bitrate_kbps;
	/* How much its tags say: artist, album, number, year, genre, picture; a title
	 * that was not guessed. */
	int tags;
	/* The digest of all of its audio, where it is known for the file as it is. */
	bool has_whole;
	int64_t whole;
};

/* The recordings of each group, by the smallest one: the group's id. */
struct duplicate_groups {
	int64_t *recording; /* owned; by group */
	size_t *first;      /* owned; (n + 1); of group i, into recording */
	size_t n;
};
enum err_code duplicates_groups(
	struct db *db, struct duplicate_groups *ret, struct err *why);
void duplicates_groups_finish(struct duplicate_groups *g);
/* The files of these recordings, in the arena. */
enum err_code duplicates_files(struct db *db, const int64_t *recording, size_t n,
	struct arena *a, struct duplicate_file **ret, size_t *ret_n, struct err *why);

#endif
