/*
 * Schema steps: numbered SQL files of src/db/sql/, compiled in. user_version counts the
 * applied ones. A step is never edited after a release.
 */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include <stddef.h>

#include "base/err.h"
#include "db/db.h"

struct schema_step {
	const char *name, *sql;
};
/* The compiled-in steps in order. */
const struct schema_step *schema_steps(size_t *ret_n);
/* Applies what is missing of `n` steps, each in one IMMEDIATE transaction; before the
 * first one a copy of a file that is not new goes to PATH.vN.bak. ERR_NEWER where the
 * file has more than n. */
enum err_code schema_migrate(
	struct db *db, const struct schema_step *step, size_t n, struct err *why);

#endif
