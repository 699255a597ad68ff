#include "db/feedback.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/identity.h"
#include "model/tags.h"
#include "stmt.h"

static const char *const scope_names[] = {[FEEDBACK_RECORDING] = "recording",
	[FEEDBACK_ALBUM] = "album",
	[FEEDBACK_ARTIST] = "artist",
	[FEEDBACK_FOLDER] = "folder"};

static void bind_key(struct stmt *q, int64_t profile, const struct feedback *f)
{
	stmt_i64(q, ":profile", profile);
	stmt_text(q, ":scope", scope_names[f->scope]);
	stmt_i64(q, ":target",
		f->scope == FEEDBACK_RECORDING ? identity_now(q->db, f->target)
					       : f->target);
	stmt_path(q, ":path", f->path ? f->path : "");
}

static enum err_code run_keyed(struct db *db, const char *sql, int64_t profile,
	const struct feedback *f, bool values, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	bind_key(&q, profile, f);
	if (values) {
		stmt_i64(&q, ":like", f->like);
		stmt_i64(&q, ":rating", f->rating);
		stmt_i64(&q, ":at", f->at_ms);
	}
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code feedback_set(
	struct db *db, int64_t profile, const struct feedback *f, struct err *why)
{
	static const char SQL_PUT[] =
		"INSERT INTO feedback (profile, scope, target, path, \"like\", rating, "
		"at_ms)"
		" VALUES (:profile, :scope, :target, :path, :like, :rating, :at)"
		" ON CONFLICT DO UPDATE SET rating_from = CASE rating WHEN :rating"
		" THEN rating_from END, \"like\" = :like, rating = :rating, at_ms "
		"= :at";
	static const char SQL_DROP[] =
		"DELETE FROM feedback WHERE profile = :profile AND scope = :scope"
		" AND target = :target AND path = :path";
	bool none = f->like == 0 && f->rating == 0;
	return run_keyed(db, none ? SQL_DROP : SQL_PUT, profile, f, !none, why);
}

enum err_code feedback_get(struct db *db, int64_t profile, enum feedback_scope scope,
	int64_t target, struct feedback *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT \"like\", rating, at_ms, rating_from FROM feedback WHERE profile = :profile"
		" AND scope = :scope AND target = :target AND path = :path";
	*ret = (struct feedback){.scope = scope, .target = target, .rating_from = ""};
	struct stmt q = stmt_begin(db, SQL, why);
	bind_key(&q, profile, ret);
	if (stmt_row(&q)) {
		ret->like = (signed char)stmt_col_i64(&q, 0);
		ret->rating = (int)stmt_col_i64(&q, 1);
		ret->at_ms = stmt_col_i64(&q, 2);
		ret->rating_from = rating_field(stmt_col_text(&q, 3));
	}
	return stmt_end(&q);
}

enum err_code feedback_set_like(struct db *db, int64_t profile,
	enum feedback_scope scope, int64_t target, signed char like, int64_t at_ms,
	signed char *ret_before, struct err *why)
{
	struct feedback f;
	enum err_code code = feedback_get(db, profile, scope, target, &f, why);
	if (code)
		return code;
	if (ret_before)
		*ret_before = f.like;
	f.like = like;
	f.at_ms = at_ms;
	return feedback_set(db, profile, &f, why);
}

enum err_code feedback_set_rating(struct db *db, int64_t profile,
	enum feedback_scope scope, int64_t target, int rating, int64_t at_ms,
	int *ret_before, struct err *why)
{
	struct feedback f;
	enum err_code code = feedback_get(db, profile, scope, target, &f, why);
	if (code)
		return code;
	if (ret_before)
		*ret_before = f.rating;
	f.rating = rating;
	f.at_ms = at_ms;
	return feedback_set(db, profile, &f, why);
}

static enum feedback_scope scope_of(const char *name)
{
	for (size_t i = 0; i < sizeof scope_names / sizeof *scope_names; i++)
		if (strcmp(name, scope_names[i]) == 0)
			return (enum feedback_scope)i;
	return FEEDBACK_RECORDING;
}

enum err_code feedback_each(struct db *db, int64_t profile,
	bool (*fn)(void *ctx, const struct feedback *f), void *ctx, struct err *why)
{
	static const char SQL[] =
		"SELECT scope, target, path, \"like\", rating, at_ms FROM feedback"
		" WHERE profile = :profile ORDER BY scope, target, path";
	struct str path = {0};
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	while (more && stmt_row(&q)) {
		struct feedback f = {.scope = scope_of(stmt_col_text(&q, 0)),
			.target = stmt_col_i64(&q, 1),
			.like = (signed char)stmt_col_i64(&q, 3),
			.rating = (int)stmt_col_i64(&q, 4),
			.at_ms = stmt_col_i64(&q, 5)};
		size_t n;
		const void *bytes = stmt_col_blob(&q, 2, &n);
		str_reset(&path);
		str_append_n(&path, bytes, n);
		f.path = f.scope == FEEDBACK_FOLDER ? str_text(&path) : NULL;
		more = fn(ctx, &f);
	}
	str_finish(&path);
	return stmt_end(&q);
}
