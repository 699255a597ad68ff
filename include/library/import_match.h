/*
 * Which tracks of our library the tracks of another player are: by the whole path; else by
 * the longest common end of the paths (case, accents and the kind of file do not matter,
 * so C:\Music\Björk\01 Hunter.mp3 is /srv/music/bjork/01 Hunter.flac); else by artist,
 * title and length.
 */
#ifndef LIBRARY_IMPORT_MATCH_H
#define LIBRARY_IMPORT_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "library/import_data.h"

enum match_how { MATCH_NONE, MATCH_PATH, MATCH_END, MATCH_TAGS, MATCH__COUNT };

struct match {
	enum match_how how;
	int64_t *recording; /* in the arena; (n): several where a CUE sheet divides the
			       file and no part of it is meant */
	size_t n;
	const char *why; /* MATCH_NONE: static or in the arena */
};
/* ret: (d->n_tracks), in the arena. */
enum err_code import_match(struct db *db, const struct import_data *d, struct arena *a,
	struct match **ret, struct err *why);

/* Entries of playlists whose file was not there, and is now. For the end of a scan; cheap
 * where there are none. Reads only. */
struct import_found {
	int64_t *entry, *recording; /* owned; (n) */
	size_t n;
};
enum err_code import_find_lost(
	struct db *db, struct import_found *ret, struct err *why);
/* They become its tracks, in a transaction. */
enum err_code import_settle(
	struct db *db, const struct import_found *f, struct err *why);
void import_found_finish(struct import_found *f);

#endif
