/*
 * Private to db/: what a file's recording is taken to be as long as only names are known.
 */
#ifndef IDENTITY_NAME_H
#define IDENTITY_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"

/* recording.same_by */
enum { IDENTITY_ITSELF, IDENTITY_BY_NAME, IDENTITY_BY_SOUND };

/* A file whose payload was never seen. */
struct identity_named {
	int64_t root;
	const char *path;  /* relative to the root */
	int64_t name_hash; /* of artist and title; 0: it has not both */
	int64_t duration_ms;
	int64_t before;   /* the recording that it held until now; 0: none */
	bool any_missing; /* some file of the library is missing */
};

/*
 * The recording whose place such a file takes; *ret stays 0 where there is none:
 * - of the same artist and title, with a length within 3 s: the one that the file held
 *   before, or one that never had a file (imported);
 * - of the same artist and title, within 1.5 s, with no file left; where its sound is
 *   known, only in the same folder: else the analysis decides;
 * - where one of the two has not both artist and title: the missing file of the same
 *   folder and name but for the extension, within 1.5 s.
 */
enum err_code identity_by_name(struct db *db, const struct identity_named *n,
	int64_t *ret, int64_t *ret_added_s, struct err *why);
/* A recording that never had a payload gets this one: *ret is the recording then. */
enum err_code identity_take_payload(struct db *db, int64_t recording, int64_t bytes,
	uint64_t digest, int64_t *ret, struct err *why);
/* The file has other content now than this recording: where it lay is kept. */
enum err_code identity_left_file(
	struct db *db, int64_t recording, int64_t file, struct err *why);
/* A recording that came with this scan, that nobody refers to, and that by the same rules
 * takes the place of one whose file is gone; 0: none. */
enum err_code identity_heir_by_name(
	struct db *db, int64_t recording, int64_t *ret, struct err *why);

#endif
