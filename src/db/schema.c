#include "db/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "connection.h"
#include "stmt.h"

/* A schema step is one string, longer than what C promises; every compiler in use takes
 * it. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
static const struct schema_step steps[] = {
#include "sql_embed.inc"
};
#pragma GCC diagnostic pop

const struct schema_step *schema_steps(size_t *ret_n)
{
	*ret_n = sizeof steps / sizeof *steps;
	return steps;
}

static enum err_code apply(
	struct db *db, const struct schema_step *step, int version, struct err *why)
{
	struct str mark = {0};
	str_appendf(&mark, "PRAGMA application_id = %d; PRAGMA user_version = %d",
		0x6C696E74, version);
	enum err_code code = db_begin(db, step->name, why);
	if (!code) {
		code = db_exec(db, step->sql, why);
		if (!code)
			code = db_exec(db, mark.data, why);
		if (code)
			db_rollback(db);
		else
			code = db_commit(db, why);
	}
	str_finish(&mark);
	return code ? err_prefix(why, "schema step %s", step->name) : ERR_OK;
}

static enum err_code back_up(struct db *db, int64_t version, struct err *why)
{
	struct str to = {0};
	str_appendf(&to, "%s.v%lld.bak", db_path(db), (long long)version);
	unlink(to.data);
	enum err_code code = db_backup(db, to.data, why);
	if (!code)
		log_write(LOG_INFO, "schema %lld: kept a copy in %s",
			(long long)version, to.data);
	str_finish(&to);
	return code;
}

/* All steps of a new file in one transaction: each alone would wait for the disk. */
static enum err_code make_new(
	struct db *db, const struct schema_step *step, size_t n, struct err *why)
{
	int64_t version = 0;
	enum err_code code = db_begin(db, "a new database", why);
	if (code)
		return code;
	/* Another process may have been first. */
	code = stmt_get_i64(db, "PRAGMA user_version", &version, why);
	for (size_t i = 0; !code && version == 0 && i < n; i++)
		code = apply(db, &step[i], (int)i + 1, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code schema_migrate(
	struct db *db, const struct schema_step *step, size_t n, struct err *why)
{
	static const char SQL_VERSION[] = "PRAGMA user_version";
	int64_t version = 0;
	enum err_code code = stmt_get_i64(db, SQL_VERSION, &version, why);
	if (!code && version == 0) {
		code = make_new(db, step, n, why);
		if (!code)
			code = stmt_get_i64(db, SQL_VERSION, &version, why);
	}
	if (code)
		return code;
	if (version > (int64_t)n)
		return err_set(why, ERR_NEWER,
			"%s was made by a newer linnet; update linnet", db_path(db));
	if (version > 0 && version < (int64_t)n)
		code = back_up(db, version, why);
	for (int64_t i = version; !code && i < (int64_t)n; i++) {
		code = apply(db, &step[i], (int)i + 1, why);
		/* Another process may have been first: then the step is there already.
		 */
		int64_t now = i;
		if (code && !stmt_get_i64(db, SQL_VERSION, &now, NULL) && now > i)
			code = ERR_OK;
	}
	return code;
}
