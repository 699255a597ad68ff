/*
 * Each step leaves a segment of its own in the full-text index, and every word is looked
 * for in all of them. Once nothing waits any more and much was written, they are merged
 * to one, in slices: a word is found some ten times faster then.
 */
#include "search_merge.h"

#include "stmt.h"

enum {
	MERGE_MIN = 2000,  /* documents written, or such a share of all: then the */
	MERGE_SHARE = 8,   /* index is merged, */
	MERGE_PAGES = 250, /* so many pages at a time */
};

enum err_code search_merge(struct db *db, int64_t written, bool quiet, struct err *why)
{
	static const char SQL_GET[] = "SELECT n FROM total WHERE name = 'unmerged'";
	static const char SQL_SET[] = "UPDATE total SET n = :n WHERE name = 'unmerged'";
	static const char SQL_ALL[] =
		"SELECT sum(n) FROM total WHERE name IN ('tracks', 'albums', 'artists')";
	static const char SQL_MERGE[] =
		"INSERT INTO d_search (d_search, rank) VALUES ('merge', :pages)";
	int64_t before = 0, all = 0;
	enum err_code code = stmt_get_i64(db, SQL_GET, &before, why);
	if (!code)
		code = stmt_get_i64(db, SQL_ALL, &all, why);
	if (code)
		return code;
	int64_t now = before < 0 ? -1 : before + written;
	bool begin = before >= 0 && now > MERGE_MIN && now > all / MERGE_SHARE;
	if (quiet && (begin || before < 0)) {
		int changes = sqlite3_total_changes(db->h);
		struct stmt q = stmt_begin(db, SQL_MERGE, why);
		/* Negative: all segments take part. */
		stmt_i64(&q, ":pages", begin ? -MERGE_PAGES : MERGE_PAGES);
		stmt_run(&q);
		code = stmt_end(&q);
		bool done = sqlite3_total_changes(db->h) - changes < 2;
		now = done && !begin ? 0 : -1;
	}
	if (code || now == before)
		return code;
	struct stmt q = stmt_begin(db, SQL_SET, why);
	stmt_i64(&q, ":n", now);
	stmt_run(&q);
	return stmt_end(&q);
}
