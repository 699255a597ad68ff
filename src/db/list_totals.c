/* Stored counts, and counting them again. */
#include <string.h>

#include "db/list.h"
#include "list_engine.h"

static int64_t *total_of(struct list_totals *t, const char *name)
{
	const struct {
		const char *name;
		int64_t *at;
	} known[] = {{"tracks", &t->tracks}, {"artists", &t->artists},
		{"albums", &t->albums}, {"genres", &t->genres},
		{"listens", &t->listens}, {"features", &t->features}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].at;
	return NULL;
}

static enum err_code read_roots(
	struct db *db, struct arena *a, struct list_totals *ret, struct err *why)
{
	struct stmt q = stmt_begin(db, "SELECT path FROM root ORDER BY path", why);
	for (; stmt_row(&q); ret->roots++)
		if (ret->roots == 0)
			ret->first_root = stmt_col_copy(&q, 0, a);
	return stmt_end(&q);
}

enum err_code list_totals(
	struct db *db, struct arena *a, struct list_totals *ret, struct err *why)
{
	struct list_totals t = {0};
	struct stmt q = stmt_begin(db, "SELECT name, n FROM total", why);
	while (stmt_row(&q)) {
		int64_t *at = total_of(&t, stmt_col_text(&q, 0));
		if (at)
			*at = stmt_col_i64(&q, 1);
	}
	enum err_code code = stmt_end(&q);
	if (!code)
		code = stmt_get_i64(db,
			"SELECT count(*) FROM playlist WHERE folder = 0", &t.playlists,
			why);
	if (!code)
		code = read_roots(db, a, &t, why);
	if (!code)
		*ret = t;
	return code;
}

enum err_code list_recount(struct db *db, struct err *why)
{
	static const char SQL[] =
		"DELETE FROM d_year;"
		"INSERT INTO d_year SELECT 1, year, count(*), sum(tracks) FROM album"
		" WHERE shown = 1 GROUP BY year;"
		"INSERT INTO d_year SELECT 10, year / 10 * 10, sum(albums), sum(tracks)"
		" FROM d_year GROUP BY year / 10;"
		"UPDATE cluster SET members ="
		" (SELECT count(*) FROM d_member WHERE cluster = cluster.id);"
		"UPDATE total SET n = (SELECT count(*) FROM listen) WHERE name = "
		"'listens';"
		"UPDATE total SET n = (SELECT count(*) FROM d_feature"
		" WHERE vector IS NOT NULL) WHERE name = 'features'";
	return db_exec(db, SQL, why);
}
