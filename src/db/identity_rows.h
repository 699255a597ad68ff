/*
 * Private to db/: the steps of db/identity.h, in the caller's transaction.
 */
#ifndef IDENTITY_ROWS_H
#define IDENTITY_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"
#include "identity_name.h"

/* An encoding that stood for a recording is one of its own again, with what was heard of
 * it since, where no other file can have been. */
enum err_code identity_split(struct db *db, int64_t encoding, struct err *why);

/* Files that hold this encoding by length and middle, but differ otherwise as far as is
 * known, get one of their own. The one that was there first keeps it, and the history. */
enum err_code identity_tell_apart(struct db *db, int64_t encoding, struct err *why);

/* Where no file holds the recording any more: the one that sounds the same, whose file is
 * there, in the same folder or with the same artist and title. 0: none. */
enum err_code identity_heir_by_sound(
	struct db *db, int64_t recording, int64_t *ret, struct err *why);

#endif
