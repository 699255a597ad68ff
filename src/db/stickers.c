#include "db/stickers.h"

#include <sqlite3.h>
#include <string.h>

#include "base/mem.h"

enum { WRITE_VERSION_AT = 18, READ_VERSION_AT = 19, HEADER = 100 };

void stickers_prepare(void)
{
	unsigned char some[8];
	sqlite3_initialize();
	sqlite3_randomness(sizeof some, some); /* it reads its seed once */
}

static const char *text_of(sqlite3_stmt *s, int column)
{
	const char *t = (const char *)sqlite3_column_text(s, column);
	return t ? t : "";
}

/* One that was left in WAL mode has no WAL here. */
static sqlite3 *open_bytes(const char *data, size_t n)
{
	sqlite3 *h = NULL;
	if (sqlite3_open(":memory:", &h) != SQLITE_OK)
		return h;
	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	unsigned char *copy = sqlite3_malloc64(n);
	if (!copy)
		return h;
	memcpy(copy, data, n);
	copy[WRITE_VERSION_AT] = copy[READ_VERSION_AT] = 1;
	sqlite3_deserialize(h, "main", copy, (sqlite3_int64)n, (sqlite3_int64)n,
		SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
	return h;
}

enum err_code stickers_each(const char *data, size_t n,
	void (*fn)(void *ctx, const char *uri, const char *name, const char *value),
	void *ctx, struct err *why)
{
	static const char SQL[] =
		"SELECT uri, name, value FROM sticker WHERE type = 'song'";
	sqlite3_stmt *s = NULL;
	if (n < HEADER)
		return err_set(why, ERR_FORMAT, "it is cut off");
	sqlite3 *h = open_bytes(data, n);
	int r = sqlite3_prepare_v2(h, SQL, -1, &s, NULL);
	while (r == SQLITE_OK || r == SQLITE_ROW) {
		r = sqlite3_step(s);
		if (r == SQLITE_ROW)
			fn(ctx, text_of(s, 0), text_of(s, 1), text_of(s, 2));
	}
	enum err_code code = r == SQLITE_DONE
				     ? ERR_OK
				     : err_set(why, ERR_FORMAT,
					       "it is no sticker database of MPD (%s)",
					       sqlite3_errmsg(h));
	sqlite3_finalize(s);
	sqlite3_close(h);
	return code;
}
