/* Mood clusters: names and colours stay, memberships are replaced. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/features.h"
#include "stmt.h"

static enum err_code put_row(struct db *db, struct cluster_row *row, struct err *why)
{
	static const char SQL_NEW[] =
		"INSERT INTO cluster (name, colour) VALUES (:name, :colour)";
	static const char SQL_KNOWN[] =
		"INSERT INTO cluster (id, name, colour) VALUES (:id, :name, :colour)"
		" ON CONFLICT (id) DO UPDATE SET name = :name, colour = :colour";
	struct stmt q = stmt_begin(db, row->id ? SQL_KNOWN : SQL_NEW, why);
	if (row->id)
		stmt_i64(&q, ":id", row->id);
	stmt_text(&q, ":name", row->name);
	stmt_i64(&q, ":colour", row->colour);
	if (stmt_run(&q) && !row->id)
		row->id = sqlite3_last_insert_rowid(db->h);
	return stmt_end(&q);
}

/* Clusters that the new ones do not name go. */
static enum err_code drop_others(
	struct db *db, const struct cluster_row *row, size_t n, struct err *why)
{
	struct str ids = {0};
	str_append(&ids, "[");
	for (size_t i = 0; i < n; i++)
		str_appendf(&ids, "%s%lld", i ? "," : "", (long long)row[i].id);
	str_append(&ids, "]");
	static const char SQL[] = "DELETE FROM cluster WHERE id NOT IN"
				  " (SELECT value FROM json_each(:ids))";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_text(&q, ":ids", ids.data);
	stmt_run(&q);
	str_finish(&ids);
	return stmt_end(&q);
}

static enum err_code put_members(struct db *db, const struct cluster_row *row, size_t n,
	const int64_t *recording, const int32_t *member, const float *distance,
	size_t n_recordings, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO d_member (recording, cluster, distance)"
		" VALUES (:recording, :cluster, :distance)";
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < n_recordings; i++) {
		if (member[i] < 0 || (size_t)member[i] >= n)
			continue;
		stmt_i64(&q, ":recording", recording[i]);
		stmt_i64(&q, ":cluster", row[member[i]].id);
		stmt_double(&q, ":distance", (double)distance[i]);
		if (!stmt_run(&q))
			break;
	}
	return stmt_end(&q);
}

enum err_code clusters_replace(struct db *db, struct cluster_row *row, size_t n,
	const int64_t *recording, const int32_t *member, const float *distance,
	size_t n_recordings, struct err *why)
{
	enum err_code code = db_begin(db, "clusters_replace", why);
	if (code)
		return code;
	code = db_exec(db, "DELETE FROM d_member", why);
	for (size_t i = 0; i < n && !code; i++)
		code = put_row(db, &row[i], why);
	if (!code)
		code = drop_others(db, row, n, why);
	if (!code)
		code = put_members(
			db, row, n, recording, member, distance, n_recordings, why);
	if (!code)
		code = db_exec(db,
			"UPDATE cluster SET members = (SELECT count(*) FROM d_member"
			" WHERE cluster = cluster.id)",
			why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code clusters_list(struct db *db, struct arena *a, struct cluster_row **ret,
	size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT id, name, colour, members FROM cluster ORDER BY id";
	struct cluster_row *row = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	while (stmt_row(&q)) {
		row = mem_grow(row, &cap, n + 1, sizeof *row);
		row[n] = (struct cluster_row){.id = stmt_col_i64(&q, 0),
			.colour = (int)stmt_col_i64(&q, 2),
			.members = stmt_col_i64(&q, 3)};
		str_copy(row[n].name, sizeof row[n].name, stmt_col_text(&q, 1));
		n++;
	}
	*ret = arena_alloc(a, n * sizeof *row);
	if (n)
		memcpy(*ret, row, n * sizeof *row);
	*ret_n = n;
	free(row);
	return stmt_end(&q);
}

enum err_code clusters_each_member(struct db *db,
	bool (*fn)(void *ctx, int64_t recording, int64_t cluster, float distance),
	void *ctx, struct err *why)
{
	static const char SQL[] =
		"SELECT recording, cluster, distance FROM d_member ORDER BY recording";
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	while (more && stmt_row(&q))
		more = fn(ctx, stmt_col_i64(&q, 0), stmt_col_i64(&q, 1),
			(float)stmt_col_double(&q, 2));
	return stmt_end(&q);
}
