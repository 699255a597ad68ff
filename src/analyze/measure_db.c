#include "analyze/measure_db.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum err_code measure_list_read(
	struct measure_list *l, struct db *db, size_t limit, struct err *why)
{
	arena_reset(&l->arena);
	l->row = NULL;
	l->n = l->at = 0;
	return loudness_todo(db, limit, &l->arena, &l->row, &l->n, why);
}

static size_t group_end(const struct measure_list *l)
{
	size_t end = l->at + 1;
	while (l->row[l->at].album > 0 && end < l->n &&
		l->row[end].album == l->row[l->at].album)
		end++;
	return end;
}

/* An album of which every lacking track was given is none. */
static bool is_new(const struct measure_list *l, size_t end)
{
	for (size_t i = l->at; i < end; i++)
		if (l->row[i].lacks && !map_get_or(&l->given, l->row[i].recording, 0))
			return true;
	return false;
}

bool measure_list_next(struct measure_list *l, struct measure_album *ret)
{
	while (l->at < l->n && !is_new(l, group_end(l)))
		l->at = group_end(l);
	if (l->at == l->n)
		return false;
	size_t end = group_end(l);
	*ret = (struct measure_album){
		.track = xcalloc(end - l->at, sizeof *ret->track), .n = end - l->at};
	for (size_t i = 0; i < ret->n; i++) {
		const struct loudness_todo *t = &l->row[l->at + i];
		map_put(&l->given, t->recording, 1);
		ret->track[i] = (struct measure_track){.recording = t->recording,
			.path = xstrdup(t->path),
			.range = {t->start_frame, t->end_frame},
			.duration_ms = t->duration_ms,
			.extra = !t->lacks};
	}
	ret->is_album = l->row[l->at].album > 0;
	l->at = end;
	return true;
}

void measure_list_finish(struct measure_list *l)
{
	arena_finish(&l->arena);
	map_finish(&l->given);
	*l = (struct measure_list){0};
}

static enum err_code store_track(struct db *db, const struct measure_album *a,
	const struct measure_track *t, struct err *why)
{
	if (t->vanished)
		return ERR_OK;
	if (!t->measured)
		return loudness_put_failed(db, t->recording, t->why.msg, why);
	bool joint = a->is_album && isfinite(a->joint.lufs);
	return loudness_put(
		db, t->recording, &t->reading, joint ? &a->joint : NULL, why);
}

enum err_code measure_store(
	struct db *db, const struct measure_album *a, struct err *why)
{
	enum err_code code = db_begin(db, "loudness", why);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < a->n && code == ERR_OK; i++)
		code = store_track(db, a, &a->track[i], why);
	if (code == ERR_OK)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}
