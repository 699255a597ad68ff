/* What the copies and the rescue share. */
#ifndef RESCUE_PARTS_H
#define RESCUE_PARTS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct asking;

char *rescue_name(const char *path, const char *suffix); /* caller frees */
/* For SQLITE_OPEN_URI: the file as it stands on the disk; nothing beside it is read, made
 * or locked. The caller frees it. */
char *rescue_frozen_uri(const char *path);
/* A file that SQLite finds nothing wrong with; asking may be NULL. */
bool rescue_is_whole(const char *path, const struct asking *asking);

/* Damage was met: the next db_open says so. */
void rescue_mark(const char *path);
bool rescue_is_marked(const char *path);

/* What became of the rows of a damaged file. */
struct salvage {
	int64_t listens;      /* saved that the copy has not */
	int64_t listens_lost; /* since the copy; -1: unknown */
	/* Tables of which not everything could be read. */
	bool listens_bad, playlists_bad, feedback_bad, library_bad, others_bad;
	bool nothing; /* nothing at all could be read */
};
/* Brings everything but derived rows from the file at `from` into `to`, which is at the
 * newest schema. */
enum err_code salvage_tables(
	sqlite3 *to, const char *from, struct salvage *ret, struct err *why);

#endif
