/*
 * Entries of playlists that were not in the library when they came, and are found when a
 * scan has seen their files.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "db/playlists.h"
#include "library/import_match.h"
#include "playlist_text.h"

struct lost {
	struct import_data data;
	int64_t *entry; /* owned */
	size_t cap;
};

static bool look_at_entry(void *ctx, const struct playlist_entry *e)
{
	struct lost *l = ctx;
	if (!e->location)
		return true;
	l->entry = mem_grow(l->entry, &l->cap, l->data.n_tracks + 1, sizeof *l->entry);
	l->entry[l->data.n_tracks] = e->id;
	import_add_track(&l->data, e->location)->other =
		playlist_other_reading(e->location);
	return true;
}

enum err_code import_find_lost(struct db *db, struct import_found *ret, struct err *why)
{
	struct lost l = {0};
	struct arena a = {0};
	struct match *match;
	*ret = (struct import_found){0};
	enum err_code code = playlists_each_lost(db, look_at_entry, &l, why);
	if (!code && l.data.n_tracks > 0)
		code = import_match(db, &l.data, &a, &match, why);
	ret->entry = xcalloc(l.data.n_tracks + 1, sizeof *ret->entry);
	ret->recording = xcalloc(l.data.n_tracks + 1, sizeof *ret->recording);
	for (size_t i = 0; i < l.data.n_tracks && !code; i++) {
		if (match[i].how == MATCH_NONE)
			continue;
		ret->entry[ret->n] = l.entry[i];
		ret->recording[ret->n++] = match[i].recording[0];
	}
	import_data_finish(&l.data);
	free(l.entry);
	arena_finish(&a);
	return code;
}

enum err_code import_settle(
	struct db *db, const struct import_found *f, struct err *why)
{
	if (f->n == 0)
		return ERR_OK;
	enum err_code code = db_begin(db, "import_settle", why);
	if (code)
		return code;
	for (size_t i = 0; i < f->n && !code; i++)
		code = playlists_settle(db, f->entry[i], f->recording[i], why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

void import_found_finish(struct import_found *f)
{
	free(f->entry);
	free(f->recording);
	*f = (struct import_found){0};
}
