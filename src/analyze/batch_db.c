#include "analyze/batch_db.h"

#include <stdlib.h>

#include "analyze/analyze.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/features.h"
#include "db/identity.h"

struct batch_outcome {
	int64_t recording, track;
	unsigned want;
	char reason[256]; /* why there is nothing; "": there is */
	bool has_feature;
	struct feature feature;
	struct identity identity;
};

/* Of a part of a file the digest would be that of all of it. */
static unsigned all_of(const struct features_todo *t)
{
	bool part = t->start_frame > 0 || t->end_frame > 0;
	return ANALYZE_FEATURES | ANALYZE_PRINT | (part ? 0 : ANALYZE_WHOLE);
}

/* Its path is a copy. */
static struct batch_item item_of(const struct features_todo *t, unsigned want)
{
	return (struct batch_item){.recording = t->recording,
		.track = t->track,
		.want = want,
		.path = xstrdup(t->path),
		.duration_ms = t->duration_ms,
		.start_frame = t->start_frame,
		.end_frame = t->end_frame};
}

static enum err_code features(struct batch_todo *t, struct db *db, size_t max,
	struct batch_item **ret, size_t *ret_n, struct err *why)
{
	struct arena arena = {0};
	struct features_todo *row = NULL;
	enum err_code code = features_todo(db, t->all, max, &arena, &row, ret_n, why);
	if (code == ERR_OK)
		*ret = xcalloc(*ret_n, sizeof **ret);
	for (size_t i = 0; code == ERR_OK && i < *ret_n; i++)
		(*ret)[i] = item_of(&row[i], all_of(&row[i]));
	arena_finish(&arena);
	return code;
}

static enum err_code identities(struct batch_todo *t, struct db *db, size_t max,
	struct batch_item **ret, size_t *ret_n, struct err *why)
{
	struct arena arena = {0};
	struct identity_todo *row = NULL;
	enum err_code code =
		identity_todo(db, t->after, t->version, max, &arena, &row, ret_n, why);
	if (code == ERR_OK)
		*ret = xcalloc(*ret_n, sizeof **ret);
	for (size_t i = 0; code == ERR_OK && i < *ret_n; i++) {
		t->after = row[i].at.track;
		(*ret)[i] =
			item_of(&row[i].at, (row[i].print ? ANALYZE_PRINT : 0) |
						    (row[i].whole ? ANALYZE_WHOLE : 0));
	}
	arena_finish(&arena);
	return code;
}

enum err_code batch_todo_next(struct batch_todo *t, struct db *db, size_t max,
	struct batch_item **ret, size_t *ret_n, struct err *why)
{
	enum err_code code = ERR_OK;
	*ret = NULL;
	*ret_n = 0;
	if (!t->identities)
		code = features(t, db, max, ret, ret_n, why);
	if (code != ERR_OK || *ret_n > 0) {
		t->identities = t->identities || t->all;
		return code;
	}
	free(*ret);
	t->identities = true;
	return identities(t, db, max, ret, ret_n, why);
}

enum err_code batch_todo_count(
	struct db *db, int version, int64_t *ret, struct err *why)
{
	struct features_progress p = {0};
	enum err_code code = features_progress(db, &p, why);
	if (code == ERR_OK)
		code = identity_todo_count(db, version, ret, why);
	*ret += p.wanted - p.done - p.failed;
	return code;
}

static struct batch_outcome *outcome_of(const struct batch_item *item)
{
	struct batch_outcome *o = xcalloc(1, sizeof *o);
	o->recording = item->recording;
	o->track = item->track;
	o->want = item->want;
	return o;
}

struct batch_outcome *batch_outcome_done(const struct batch_item *item,
	const struct feature *f, const struct identity *i)
{
	struct batch_outcome *o = outcome_of(item);
	o->has_feature = f != NULL;
	if (f)
		o->feature = *f;
	o->identity = *i;
	return o;
}

/* What cannot be decoded has no fingerprint, by whatever version. */
struct batch_outcome *batch_outcome_failed(
	const struct batch_item *item, const struct err *why)
{
	struct batch_outcome *o = outcome_of(item);
	str_copy(o->reason, sizeof o->reason, why->msg);
	o->identity.has_print = (item->want & ANALYZE_PRINT) != 0;
	o->identity.print_version = FINGERPRINT_VERSION;
	return o;
}

void batch_outcome_free(void *o)
{
	free(o);
}

enum err_code batch_outcome_store(
	struct db *db, const struct batch_outcome *o, struct err *why)
{
	enum err_code code = ERR_OK;
	if (o->want & ANALYZE_FEATURES && o->reason[0])
		code = features_put_failed(db, o->recording, o->reason, why);
	else if (o->has_feature)
		code = features_put(db, o->recording, &o->feature, why);
	return code ? code : identity_take(db, o->track, &o->identity, why);
}
