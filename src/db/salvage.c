/*
 * What can be read of a damaged database. Each table is copied as a whole, which also
 * keeps what was deleted since the copy deleted. Where SQLite meets damage on the way,
 * the copy's rows stay and those that can be read replace them: from the front until the
 * damage, then from the end until it. Rows that point to nothing afterwards are dropped.
 *
 * Tables are found by name in the file's own catalogue, so this is one place where SQL
 * is put together; names are those of our schema.
 */
#include <string.h>

#include "rescue_parts.h"

struct pair {
	sqlite3 *to, *old;
};

static bool run(sqlite3 *h, const char *sql)
{
	return sqlite3_exec(h, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int64_t number(sqlite3 *h, const char *sql, int64_t fallback)
{
	sqlite3_stmt *q = NULL;
	int64_t n = fallback;
	if (sqlite3_prepare_v2(h, sql, -1, &q, NULL) == SQLITE_OK &&
		sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

static bool __attribute__((format(printf, 2, 3))) runf(sqlite3 *h, const char *fmt, ...)
{
	struct str sql = {0};
	va_list ap;
	va_start(ap, fmt);
	str_vappendf(&sql, fmt, ap);
	va_end(ap);
	bool ok = run(h, str_text(&sql));
	str_finish(&sql);
	return ok;
}

/* Inserts the row at which `from` stands. */
static bool insert_row(sqlite3_stmt *to, sqlite3_stmt *from)
{
	int n = sqlite3_column_count(from);
	for (int i = 0; i < n; i++)
		sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
	bool ok = sqlite3_step(to) == SQLITE_DONE;
	sqlite3_reset(to);
	return ok;
}

/* Copies rows in that order until the damage; true: there was none. */
static bool copy_rows(const struct pair *p, const char *table, const char *order)
{
	struct str sql = {0};
	sqlite3_stmt *from = NULL, *to = NULL;
	int r = SQLITE_ERROR;
	str_appendf(&sql, "SELECT * FROM \"%s\" %s", table, order);
	if (sqlite3_prepare_v2(p->old, str_text(&sql), -1, &from, NULL) == SQLITE_OK) {
		int n = sqlite3_column_count(from);
		str_reset(&sql);
		str_appendf(&sql, "INSERT OR REPLACE INTO \"%s\" VALUES (", table);
		for (int i = 0; i < n; i++)
			str_append(&sql, i ? ",?" : "?");
		str_append(&sql, ")");
		if (sqlite3_prepare_v2(p->to, str_text(&sql), -1, &to, NULL) ==
			SQLITE_OK)
			while ((r = sqlite3_step(from)) == SQLITE_ROW)
				if (!insert_row(to, from))
					break;
	}
	sqlite3_finalize(from);
	sqlite3_finalize(to);
	str_finish(&sql);
	return r == SQLITE_DONE;
}

/* False: only in part. */
static bool copy_table(const struct pair *p, const char *table)
{
	run(p->to, "SAVEPOINT whole");
	bool ok = runf(p->to, "DELETE FROM \"%s\"", table) && copy_rows(p, table, "");
	if (!ok)
		run(p->to, "ROLLBACK TO whole");
	run(p->to, "RELEASE whole");
	if (!ok) {
		copy_rows(p, table, "");
		copy_rows(p, table, "ORDER BY rowid DESC");
	}
	return ok;
}

static void note_bad(struct salvage *s, const char *table)
{
	static const char *const library[] = {"root", "file", "track", "artist",
		"album", "genre", "total", "folder", "mount", "recording"};
	bool known = false;
	for (size_t i = 0; i < sizeof library / sizeof *library; i++)
		known = known || strcmp(table, library[i]) == 0;
	known = known || str_starts(table, "track_") || str_starts(table, "recording_");
	s->library_bad = s->library_bad || known;
	if (str_starts(table, "listen"))
		s->listens_bad = true;
	else if (str_starts(table, "playlist"))
		s->playlists_bad = true;
	else if (str_starts(table, "feedback"))
		s->feedback_bad = true;
	else if (!known)
		s->others_bad = true;
}

/* Rows that point to what is not there. */
static void drop_dangling(sqlite3 *h)
{
	enum { ROUNDS = 8 };
	for (int round = 0; round < ROUNDS; round++) {
		sqlite3_stmt *q = NULL;
		struct str sql = {0};
		if (sqlite3_prepare_v2(h, "PRAGMA foreign_key_check", -1, &q, NULL) ==
			SQLITE_OK)
			while (sqlite3_step(q) == SQLITE_ROW)
				if (sqlite3_column_type(q, 1) != SQLITE_NULL)
					str_appendf(&sql,
						"DELETE FROM \"%s\" WHERE rowid = "
						"%lld;",
						(const char *)sqlite3_column_text(q, 0),
						(long long)sqlite3_column_int64(q, 1));
		sqlite3_finalize(q);
		bool done = sql.len == 0;
		if (!done)
			run(h, str_text(&sql));
		str_finish(&sql);
		if (done)
			return;
	}
}

static void copy_all(const struct pair *p, struct salvage *s)
{
	static const char SQL[] =
		"SELECT name FROM sqlite_master WHERE type = 'table'"
		" AND name NOT LIKE 'd\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%'"
		" ESCAPE '\\' ORDER BY rowid";
	sqlite3_stmt *q = NULL;
	struct str names = {0};
	if (sqlite3_prepare_v2(p->to, SQL, -1, &q, NULL) == SQLITE_OK)
		while (sqlite3_step(q) == SQLITE_ROW) {
			str_append(&names, (const char *)sqlite3_column_text(q, 0));
			str_append_c(&names, '\n');
		}
	sqlite3_finalize(q);
	char *rest = names.data, *table;
	while (rest && (table = strsep(&rest, "\n")))
		if (*table && !copy_table(p, table))
			note_bad(s, table);
	str_finish(&names);
}

static void count_listens(const struct pair *p, int64_t before, struct salvage *s)
{
	int64_t newest = number(p->old, "SELECT max(id) FROM listen", -1);
	int64_t last = number(p->to, "SELECT max(id) FROM listen", 0);
	s->listens = last > before ? last - before : 0;
	if (!s->listens_bad || newest < 0) {
		s->listens_lost = s->listens_bad ? -1 : 0;
		return;
	}
	struct str sql = {0};
	str_appendf(
		&sql, "SELECT count(*) FROM listen WHERE id > %lld", (long long)before);
	s->listens = number(p->to, str_text(&sql), 0);
	str_finish(&sql);
	s->listens_lost = newest - before - s->listens;
}

enum err_code salvage_tables(
	sqlite3 *to, const char *from, struct salvage *ret, struct err *why)
{
	*ret = (struct salvage){0};
	/* A connection of its own: damage would end a transaction that sees it. */
	struct pair p = {.to = to};
	int64_t before = number(to, "SELECT max(id) FROM listen", 0);
	bool ok =
		sqlite3_open_v2(from, &p.old, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
	/* Of another schema, or not to be read at all: the copy has to do. */
	ok = ok && number(p.old, "PRAGMA user_version", -1) ==
			   number(to, "PRAGMA user_version", 0);
	ret->nothing = !ok;
	run(to, "PRAGMA foreign_keys = OFF");
	sqlite3_db_config(to, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	if (ok && run(to, "BEGIN IMMEDIATE")) {
		copy_all(&p, ret);
		count_listens(&p, before, ret);
		drop_dangling(to);
		if (ret->library_bad) /* the next scan looks at every folder */
			run(to, "UPDATE folder SET mtime_ns = 0");
		ok = run(to, "COMMIT");
		if (!ok)
			err_set(why, ERR_IO, "cannot save what was read: %s",
				sqlite3_errmsg(to));
	}
	sqlite3_db_config(to, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
	run(to, "PRAGMA foreign_keys = ON");
	sqlite3_close(p.old);
	return ok || ret->nothing ? ERR_OK : ERR_IO;
}
