/*
 * Lists that a query makes: what a filter leaves of another one, and live playlists.
 *
 * Lists of tracks are sets of ids (search_filter.c) in the list's own order, of which
 * only as many are looked up as somebody has asked for: the size of the set is known at
 * once. Other lists are walked once, and what passes is kept.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "list_engine.h"
#include "list_rows.h"
#include "search_filter.h"
#include "search_order.h"

enum { WALK_CHUNK = 4096, REACH_MIN = 512 };

static void parse(struct query_tree *t, const char *text)
{
	struct clock now = clock_system();
	query_parse(t, text, QUERY_TYPING, clock_wall_ms(&now) / 1000);
}

static enum err_code set_of(struct db *db, const struct list *l,
	const struct query_node *root, struct bits *ret, struct err *why)
{
	struct filter f;
	enum err_code code = filter_begin(db, l->spec.profile, root, &f, why);
	return code ? code : filter_eval(&f, root, ret, why);
}

/* ---- sets in the order of the list */

static bool whole_library(const struct list *l, enum query_sort *ret)
{
	*ret = l->source == FROM_TRACKS_BY_TITLE   ? QUERY_SORT_TITLE
	       : l->source == FROM_TRACKS_BY_ADDED ? QUERY_SORT_ADDED
						   : QUERY_SORT_ALBUM;
	return l->source == FROM_TRACKS || *ret != QUERY_SORT_ALBUM;
}

enum err_code list_filter_reach(
	struct db *db, struct list *l, size_t until, struct err *why)
{
	if (!l->growing || until <= l->known || l->known == l->total)
		return ERR_OK;
	size_t max = 2 * l->known > until ? 2 * l->known : until;
	int64_t *id;
	size_t n;
	max = max < REACH_MIN ? REACH_MIN : max;
	struct order_wish wish = {.sort = l->sort, .reverse = l->reverse, .max = max};
	enum err_code code =
		search_order(db, l->spec.profile, &l->set, &wish, &id, &n, why);
	if (code)
		return code;
	free(l->id);
	l->id = id;
	l->known = n;
	if (n < max || n == l->total)
		l->total = n; /* none has vanished meanwhile, as a rule */
	return ERR_OK;
}

static void take_set(
	struct list *l, struct bits set, enum query_sort sort, bool reverse)
{
	bits_finish(&l->set);
	l->set = set;
	l->total = bits_count(&set);
	l->known = 0;
	l->sort = sort;
	l->reverse = reverse;
	l->growing = true;
}

/* A live playlist cut off by its limit: that is what is filtered, not all it means. */
static enum err_code cut_off(struct db *db, struct list *l, const struct query_tree *t,
	const struct bits *also, struct err *why)
{
	size_t kept = 0;
	enum err_code code = search_ordered(
		db, l->spec.profile, t, (size_t)-1, NULL, &l->id, &l->known, why);
	for (size_t i = 0; i < l->known && !code; i++)
		if (!also->n || bits_has(also, l->id[i]))
			l->id[kept++] = l->id[i];
	l->total = l->known = kept;
	return code;
}

static enum err_code apply_live(struct db *db, struct list *l, struct err *why)
{
	struct query_tree t, filter = {0};
	struct bits set = {0}, also = {0};
	enum err_code code = ERR_OK;
	parse(&t, l->query);
	if (l->spec.filter && *l->spec.filter) {
		parse(&filter, l->spec.filter);
		code = set_of(db, l, filter.root, &also, why);
		query_finish_tree(&filter);
	}
	if (!code && t.limit) {
		code = cut_off(db, l, &t, &also, why);
	} else if (!code) {
		code = set_of(db, l, t.root, &set, why);
		if (!code && also.n)
			bits_and(&set, &also);
		if (!code)
			take_set(l, set, t.sort, t.reverse);
	}
	bits_finish(&also);
	query_finish_tree(&t);
	return code;
}

/* ---- other lists */

/* What a row has to be. */
struct pass {
	const struct query_tree *tree;
	struct bits set;      /* owned: tracks; n 0: not asked */
	struct map ids;       /* owned: rows that have the words */
	bool by_words;        /* rows have to be in ids */
	bool recordings;      /* rows are recordings or lead to one */
	bool artist, album;   /* rows are these */
	const char *sql_name; /* rows have a name and no more; NULL else */
};

static enum err_code in_set(struct db *db, const struct list *l, const struct pass *p,
	int64_t id, bool *ret, struct err *why)
{
	static const char SQL[] = "SELECT id FROM track INDEXED BY track_by_recording"
				  " WHERE recording = :recording";
	*ret = false;
	if (p->artist || p->album)
		return filter_has_tracks(db, p->artist, id, &p->set, NULL, ret, why);
	if (!p->recordings) {
		*ret = bits_has(&p->set, id);
		return ERR_OK;
	}
	int64_t recording;
	enum err_code code = list_row_recording(db, l->source, id, &recording, why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	while (!*ret && stmt_row(&q))
		*ret = bits_has(&p->set, stmt_col_i64(&q, 0));
	return stmt_end(&q);
}

static enum err_code name_fits(
	struct db *db, const struct pass *p, int64_t id, bool *ret, struct err *why)
{
	struct stmt q = stmt_begin(db, p->sql_name, why);
	stmt_i64(&q, ":id", id);
	*ret = stmt_row(&q);
	for (const struct query_node *c = p->tree->root->child; c && *ret; c = c->next)
		*ret = c->op == QUERY_TEXT && words_fit_name(c, stmt_col_text(&q, 0));
	return stmt_end(&q);
}

static enum err_code passes(struct db *db, const struct list *l, const struct pass *p,
	int64_t id, bool *ret, struct err *why)
{
	if (p->sql_name)
		return name_fits(db, p, id, ret, why);
	*ret = !p->by_words || map_get(&p->ids, id, &(int64_t){0});
	return *ret && p->set.n ? in_set(db, l, p, id, ret, why) : ERR_OK;
}

static enum err_code walk(
	struct db *db, struct list *l, const struct pass *p, struct err *why)
{
	size_t kept = 0, cap = 0, got = WALK_CHUNK;
	int64_t *chunk = xreallocarray(NULL, WALK_CHUNK, sizeof *chunk);
	enum err_code code = ERR_OK;
	for (size_t first = 0; !code && got == WALK_CHUNK; first += got) {
		code = list_ids_at(db, l, first, WALK_CHUNK, chunk, &got, why);
		for (size_t i = 0; i < got && !code; i++) {
			bool pass;
			code = passes(db, l, p, chunk[i], &pass, why);
			if (code || !pass)
				continue;
			l->id = mem_grow(l->id, &cap, kept + 1, sizeof *l->id);
			l->id[kept++] = chunk[i];
		}
	}
	free(chunk);
	l->total = l->known = kept;
	return code;
}

/* Artists and albums: words are looked for in their names, the rest in their tracks. */
static enum err_code split(
	struct db *db, const struct list *l, struct pass *p, struct err *why)
{
	struct query_node rest = {.op = QUERY_AND}, **end = &rest.child,
			  *c = p->tree->root;
	struct filter f;
	enum err_code code = filter_begin(db, l->spec.profile, c, &f, why);
	for (c = c->child; c && !code; c = c->next) {
		if (c->op != QUERY_TEXT || c->field != QUERY_ANY) {
			*end = arena_alloc(
				&((struct query_tree *)p->tree)->arena, sizeof **end);
			**end = *c;
			(*end)->next = NULL;
			end = &(*end)->next;
			continue;
		}
		struct map one = {0};
		code = filter_subjects(&f, c,
			p->artist ? SUBJECT_ARTIST : SUBJECT_ALBUM,
			p->artist ? FIELD_NAME : FIELD_NAME | FIELD_WHO, &one, why);
		for (size_t i = 0; i < one.cap && p->by_words; i++)
			if (one.used[i])
				one.value[i] =
					map_get(&p->ids, one.key[i], &(int64_t){0});
		struct map both = {0};
		for (size_t i = 0; i < one.cap; i++)
			if (one.used[i] && one.value[i])
				map_put(&both, one.key[i], 1);
		map_finish(&one);
		map_finish(&p->ids);
		p->ids = both;
		p->by_words = true;
	}
	if (!code && rest.child)
		code = filter_eval(&f, &rest, &p->set, why);
	return code;
}

static const char *names_of(enum list_source_id source)
{
	static const char SQL_GENRE[] = "SELECT name FROM genre WHERE id = :id";
	static const char SQL_PLAYLIST[] = "SELECT name FROM playlist WHERE id = :id";
	static const char SQL_CLUSTER[] = "SELECT name FROM cluster WHERE id = :id";
	static const char SQL_YEAR[] = "SELECT :id";
	return source == FROM_GENRES                            ? SQL_GENRE
	       : source == FROM_CLUSTERS                        ? SQL_CLUSTER
	       : source == FROM_DECADES || source == FROM_YEARS ? SQL_YEAR
	       : source == FROM_PLAYLISTS || source == FROM_PLAYLISTS_ALONE
		       ? SQL_PLAYLIST
		       : NULL;
}

static enum err_code apply_walk(
	struct db *db, struct list *l, struct query_tree *t, struct err *why)
{
	struct pass p = {.tree = t, .sql_name = names_of(l->source)};
	enum err_code code = ERR_OK;
	p.artist = l->source == FROM_ARTISTS;
	p.album = l->source == FROM_ALBUMS || l->source == FROM_ALBUMS_BY_ADDED ||
		  l->source == FROM_ALBUMS_OF_ARTIST ||
		  l->source == FROM_ALBUMS_OF_YEAR;
	p.recordings = l->source == FROM_ENTRIES || l->source == FROM_MOST_PLAYED ||
		       l->source == FROM_TRACKS_OF_CLUSTER ||
		       l->source == FROM_LISTENS || l->source == FROM_LISTENS_ALL;
	if (p.artist || p.album)
		code = split(db, l, &p, why);
	else if (!p.sql_name)
		code = set_of(db, l, t->root, &p.set, why);
	if (!code)
		code = walk(db, l, &p, why);
	bits_finish(&p.set);
	map_finish(&p.ids);
	return code;
}

enum err_code list_apply_filter(struct db *db, struct list *l, struct err *why)
{
	enum query_sort sort;
	enum err_code code = ERR_OK;
	if (l->query) {
		code = apply_live(db, l, why);
		l->filtered = !code;
		return code;
	}
	struct query_tree t;
	parse(&t, l->spec.filter);
	if (whole_library(l, &sort)) {
		struct bits set = {0};
		code = set_of(db, l, t.root, &set, why);
		if (!code)
			take_set(l, set, sort, false);
	} else {
		code = apply_walk(db, l, &t, why);
	}
	query_finish_tree(&t);
	l->filtered = !code;
	return code;
}
