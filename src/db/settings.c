#include "db/settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "stmt.h"

enum err_code settings_put(
	struct db *db, const char *key, const char *value, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO setting (key, value) VALUES (:key, :value) "
		"ON CONFLICT (key) DO UPDATE SET value = :value";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_text(&q, ":key", key);
	stmt_text(&q, ":value", value);
	stmt_run(&q);
	return stmt_end(&q);
}

char *settings_get(struct db *db, const char *key)
{
	static const char SQL[] = "SELECT value FROM setting WHERE key = :key";
	struct stmt q = stmt_begin(db, SQL, NULL);
	stmt_text(&q, ":key", key);
	char *value = stmt_row(&q) ? xstrdup(stmt_col_text(&q, 0)) : NULL;
	stmt_end(&q);
	return value;
}

enum err_code settings_put_i64(
	struct db *db, const char *key, int64_t value, struct err *why)
{
	char text[32];
	snprintf(text, sizeof text, "%" PRId64, value);
	return settings_put(db, key, text, why);
}

int64_t settings_get_i64(struct db *db, const char *key, int64_t fallback)
{
	char *text = settings_get(db, key);
	long long v = fallback;
	if (text)
		str_to_i64(text, &v);
	free(text);
	return v;
}

double settings_get_double(struct db *db, const char *key, double fallback)
{
	char *text = settings_get(db, key);
	double v = fallback;
	if (text)
		str_to_double(text, &v);
	free(text);
	return v;
}
