/*
 * Small things that the program remembers: volume, dial, view. Keys are dotted words.
 */
#ifndef DB_SETTINGS_H
#define DB_SETTINGS_H

#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

enum err_code settings_put(
	struct db *db, const char *key, const char *value, struct err *why);
char *settings_get(struct db *db, const char *key); /* caller frees; NULL: none */
enum err_code settings_put_i64(
	struct db *db, const char *key, int64_t value, struct err *why);
int64_t settings_get_i64(struct db *db, const char *key, int64_t fallback);
double settings_get_double(struct db *db, const char *key, double fallback);

#endif
