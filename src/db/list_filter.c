/*
 * Filtered lists: walked once, from search's set of matches to an array of ids in the
 * list's own order.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "list_engine.h"
#include "list_rows.h"
#include "search_words.h"

enum { WALK_CHUNK = 4096 };

/* Does the row pass? Lists that search does not index are compared by their names. */
static enum err_code passes(struct db *db, const struct list *l,
	const struct search_set *set, int64_t id, bool *ret, struct err *why)
{
	static const char SQL_GENRE[] = "SELECT name FROM genre WHERE id = :id";
	static const char SQL_PLAYLIST[] = "SELECT name FROM playlist WHERE id = :id";
	if (l->spec.kind != LIST_GENRES && l->spec.kind != LIST_PLAYLISTS &&
		l->spec.kind != LIST_PLAYLISTS_ALONE) {
		int64_t subject = id;
		enum err_code code = ERR_OK;
		if (set->recordings)
			code = list_row_recording(db, l->source, id, &subject, why);
		*ret = map_get(&set->ids, subject, &(int64_t){0});
		return code;
	}
	struct stmt q = stmt_begin(
		db, l->spec.kind == LIST_GENRES ? SQL_GENRE : SQL_PLAYLIST, why);
	stmt_i64(&q, ":id", id);
	*ret = stmt_row(&q) && search_words_in(l->spec.filter, stmt_col_text(&q, 0));
	return stmt_end(&q);
}

static enum err_code filter_walk(
	struct db *db, struct list *l, const struct search_set *set, struct err *why)
{
	size_t kept = 0, cap = 0, got = WALK_CHUNK;
	int64_t *chunk = xreallocarray(NULL, WALK_CHUNK, sizeof *chunk);
	enum err_code code = ERR_OK;
	for (size_t first = 0; !code && got == WALK_CHUNK; first += got) {
		code = list_ids_at(db, l, first, WALK_CHUNK, chunk, &got, why);
		for (size_t i = 0; i < got && !code; i++) {
			bool pass;
			code = passes(db, l, set, chunk[i], &pass, why);
			if (code || !pass)
				continue;
			l->id = mem_grow(l->id, &cap, kept + 1, sizeof *l->id);
			l->id[kept++] = chunk[i];
		}
	}
	free(chunk);
	l->total = kept;
	l->filtered = !code;
	return code;
}

enum err_code list_apply_filter(struct db *db, struct list *l, struct err *why)
{
	struct search_set set = {0};
	enum err_code code = ERR_OK;
	bool named = l->spec.kind == LIST_GENRES || l->spec.kind == LIST_PLAYLISTS ||
		     l->spec.kind == LIST_PLAYLISTS_ALONE;
	bool albums = l->source == FROM_ALBUMS || l->source == FROM_ALBUMS_BY_ADDED ||
		      l->source == FROM_ALBUMS_OF_ARTIST;
	/* Files, entries, plays and listens are matched by what they hold. */
	set.recordings = l->source == FROM_TRACKS_OF_FOLDER ||
			 l->source == FROM_ENTRIES || l->source == FROM_MOST_PLAYED ||
			 l->source == FROM_LISTENS || l->source == FROM_LISTENS_ALL;
	if (!named)
		code = search_match_all(db, l->spec.filter,
			l->source == FROM_ARTISTS ? SUBJECT_ARTIST
			: albums                  ? SUBJECT_ALBUM
						  : SUBJECT_TRACK,
			&set, why);
	if (!code)
		code = filter_walk(db, l, &set, why);
	map_finish(&set.ids);
	return code;
}
