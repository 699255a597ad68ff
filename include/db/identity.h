/*
 * Which recording an encoding is: history, feedback and lists belong to recordings, and a
 * file that is moved, retagged or replaced by another encoding keeps them.
 *
 * A row of `recording` is an encoding (a payload) and what it stands for. What is known:
 * at the scan the payload's length and the digest of its middle; with the analysis the
 * digest of all of it, and its fingerprint (model/fingerprint.h).
 *
 * - The same payload is the same recording, in however many files.
 * - Files whose payloads share length and middle, but not all of it, are told apart: the
 *   one that was there first keeps the recording and its history.
 * - An encoding takes the place of another one when no file holds that one any more, both
 *   sound the same, and the files lay in the same folder or have the same artist and
 *   title. As long as a sound is not known, by name and length (library_put.c); when it
 *   turns out to be another, it becomes a recording of its own, with the plays since then.
 * - Encodings whose files are there side by side stay what they are: duplicates.
 */
#ifndef DB_IDENTITY_H
#define DB_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/features.h"
#include "model/fingerprint.h"

/* The recording that stands for this one: it itself as a rule. */
int64_t identity_now(struct db *db, int64_t recording);

/* What the analysis found of a track's file. Tells files apart, finds what sounds the
 * same, and lets it take its place. In one transaction. */
enum err_code identity_take(
	struct db *db, int64_t track, const struct identity *found, struct err *why);
/* No file holds these recordings any more: another encoding may take their place. */
enum err_code identity_left(
	struct db *db, const int64_t *recording, size_t n, struct err *why);

/* All that refers to `from` refers to `into` from now on; both must stand for themselves.
 * Counts are made anew, no listen is lost; of feedback in both the newer counts. */
enum err_code identity_join(
	struct db *db, int64_t from, int64_t into, bool by_sound, struct err *why);

struct identity_todo {
	struct features_todo at;
	bool whole, print; /* what is not known */
};
/* Tracks behind `after` (0: from the first) that were analysed without all that
 * identity_take wants: a fingerprint of this version, and for files that share length and
 * middle the digest of the whole. By id. */
enum err_code identity_todo(struct db *db, int64_t after, int version, size_t limit,
	struct arena *a, struct identity_todo **ret, size_t *ret_n, struct err *why);
enum err_code identity_todo_count(
	struct db *db, int version, int64_t *ret, struct err *why);

#endif
