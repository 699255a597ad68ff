#include "db/models.h"

#include <stdlib.h>
#include <string.h>

#include "stmt.h"

enum err_code models_put(struct db *db, const struct model_row *m, struct err *why)
{
	static const char SQL[] = "INSERT OR REPLACE INTO d_model (profile, kind, "
				  "version, trained_ms, source,"
				  " seconds, parameters, metrics, blob) VALUES "
				  "(:profile, :kind, :version, :trained,"
				  " :source, :seconds, :parameters, :metrics, :blob)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", m->profile);
	stmt_text(&q, ":kind", m->kind);
	stmt_i64(&q, ":version", m->version);
	stmt_i64(&q, ":trained", m->trained_ms);
	stmt_i64(&q, ":source", m->source);
	stmt_double(&q, ":seconds", m->seconds);
	stmt_text(&q, ":parameters", m->parameters ? m->parameters : "");
	stmt_text(&q, ":metrics", m->metrics ? m->metrics : "");
	stmt_blob(&q, ":blob", m->blob_n ? m->blob : "", m->blob_n);
	stmt_run(&q);
	return stmt_end(&q);
}

/* kind, version, trained_ms, source, seconds, parameters, metrics, length of the blob
 */
static void model_row(
	struct stmt *q, int64_t profile, struct arena *a, struct model_row *m)
{
	*m = (struct model_row){.profile = profile,
		.kind = stmt_col_copy(q, 0, a),
		.version = (int)stmt_col_i64(q, 1),
		.trained_ms = stmt_col_i64(q, 2),
		.source = stmt_col_i64(q, 3),
		.seconds = stmt_col_double(q, 4),
		.parameters = stmt_col_copy(q, 5, a),
		.metrics = stmt_col_copy(q, 6, a),
		.blob_n = (size_t)stmt_col_i64(q, 7)};
}

#define MODEL_COLUMNS                                                                  \
	"kind, version, trained_ms, source, seconds, parameters, metrics, "            \
	"length(blob)"

enum err_code models_get(struct db *db, int64_t profile, const char *kind,
	struct arena *a, struct model_row *ret, struct err *why)
{
	static const char SQL[] = "SELECT " MODEL_COLUMNS ", blob FROM d_model"
				  " WHERE profile = :profile AND kind = :kind";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_text(&q, ":kind", kind);
	bool found = stmt_row(&q);
	if (found) {
		model_row(&q, profile, a, ret);
		ret->blob = stmt_col_copy(&q, 8, a);
	}
	enum err_code code = stmt_end(&q);
	return code || found ? code
			     : err_set(why, ERR_NOT_FOUND,
				       "no model %s yet; run linnet train", kind);
}

enum err_code models_list(struct db *db, int64_t profile, struct arena *a,
	struct model_row **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] = "SELECT " MODEL_COLUMNS " FROM d_model"
				  " WHERE profile = :profile ORDER BY kind";
	struct model_row *row = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	while (stmt_row(&q)) {
		row = mem_grow(row, &cap, n + 1, sizeof *row);
		model_row(&q, profile, a, &row[n++]);
	}
	*ret = arena_alloc(a, n * sizeof *row);
	if (n)
		memcpy(*ret, row, n * sizeof *row);
	*ret_n = n;
	free(row);
	return stmt_end(&q);
}
