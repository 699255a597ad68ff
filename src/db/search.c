/*
 * Searching: vocabulary -> expression -> candidates in the order of their stored rank
 * (search_candidates.c) -> ranking (search_rank.c). FTS5 keeps no positions
 * (detail=none) and ranks nothing.
 *
 * What is beside words in the query is a set of tracks (search_filter.c), which
 * candidates must be in. It is kept for the next keystroke.
 */
#include "db/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "list_rows.h"
#include "search_candidates.h"
#include "search_order.h"
#include "stmt.h"
#include "text/fold.h"
#include "track_row.h"

enum { GROUP_MIN = 3, FIRST_PROFILE = 1, HOUR_MS = 3600000 };

/* The set of the filter that was asked for last. */
struct search_cache {
	char *key; /* owned */
	uint64_t generation;
	struct bits bits; /* owned */
	size_t count;
	bool cut; /* there are more */
};

void search_cache_destroy(struct search_cache *c)
{
	if (!c)
		return;
	free(c->key);
	bits_finish(&c->bits);
	free(c);
}

void search_forget(struct db *db)
{
	words_destroy(db->words);
	db->words = NULL;
	search_cache_destroy(db->search);
	db->search = NULL;
}

enum err_code search_plans(struct db *db, struct str *out, struct err *why)
{
	return stmt_plans(db, out, why);
}

/* ---- what is asked for */

/* Where the words of the term may stand in tracks; 0: it is a filter. */
static unsigned fields_of(const struct query_node *q)
{
	if (q->op != QUERY_TEXT)
		return 0;
	switch (q->field) {
	case QUERY_ANY:
		return FIELD_ALL;
	case QUERY_ARTIST:
		return FIELD_WHO;
	case QUERY_ALBUM:
		return FIELD_PLACE;
	case QUERY_TITLE:
		return FIELD_NAME;
	case QUERY_COMPOSER:
		return FIELD_ALSO;
	default:
		return 0;
	}
}

/* Words and names that groups are searched for; the rest is a filter. */
static void take_words(struct run *r)
{
	bool artists = true, albums = true;
	for (const struct query_node *q = r->tree->root->child; q; q = q->next) {
		struct arena *a = &r->scratch;
		unsigned fields = fields_of(q);
		if (!fields && (q->op != QUERY_TEXT || q->field != QUERY_ALBUMARTIST))
			continue;
		if (fields)
			wanted_add(&r->words[SUBJECT_TRACK], q, fields, a);
		if (fields == FIELD_ALL || !fields || fields == FIELD_WHO)
			wanted_add(&r->words[SUBJECT_ARTIST], q, FIELD_NAME, a);
		if (fields == FIELD_ALL)
			wanted_add(
				&r->words[SUBJECT_ALBUM], q, FIELD_NAME | FIELD_WHO, a);
		else
			wanted_add(&r->words[SUBJECT_ALBUM], q,
				fields == FIELD_PLACE ? FIELD_NAME : FIELD_WHO, a);
		/* Who asks for an album wants no artists, and so on. */
		artists &= fields != FIELD_PLACE && fields != FIELD_NAME &&
			   fields != FIELD_ALSO;
		albums &= fields != FIELD_NAME && fields != FIELD_ALSO;
		r->plain |= fields == FIELD_ALL;
	}
	if (!artists)
		r->words[SUBJECT_ARTIST].n = 0;
	if (!albums)
		r->words[SUBJECT_ALBUM].n = 0;
}

/* Everything but words; NULL: nothing. */
static struct query_node *filters(struct run *r)
{
	struct query_node *and = arena_alloc(&r->scratch, sizeof *and),
			  **end = &and->child;
	and->op = QUERY_AND;
	for (const struct query_node *q = r->tree->root->child; q; q = q->next) {
		if (fields_of(q))
			continue;
		*end = arena_alloc(&r->scratch, sizeof **end);
		**end = *q;
		(*end)->next = NULL;
		end = &(*end)->next;
	}
	return and->child ? and : NULL;
}

static char *cache_key(const struct run *r, struct query_node *and)
{
	struct query_tree t = {.root = and};
	struct str key = {0};
	str_appendf(&key, "%lld ", (long long)r->profile);
	query_describe(&key, &t);
	return str_detach(&key);
}

/* The set of tracks that filters leave. */
static enum err_code take_filters(struct run *r, struct err *why)
{
	struct query_node *and = filters(r);
	if (!and)
		return ERR_OK;
	if (!r->db->search)
		r->db->search = xcalloc(1, sizeof *r->db->search);
	struct search_cache *c = r->db->search;
	char *key = cache_key(r, and);
	uint64_t generation = db_generation(r->db);
	enum err_code code = ERR_OK;
	if (!c->key || c->generation != generation || (c->cut && !r->spec->brief) ||
		strcmp(c->key, key) != 0) {
		struct filter f;
		c->cut = false;
		free(c->key);
		c->key = NULL;
		bits_finish(&c->bits);
		code = filter_begin(r->db, r->profile, and, &f, why);
		f.forgive = true;
		f.cut = r->spec->brief ? &c->cut : NULL;
		if (!code)
			code = filter_eval(&f, and, &c->bits, why);
		if (!code) {
			c->key = key;
			c->generation = generation;
			c->count = bits_count(&c->bits);
			key = NULL;
		}
	}
	free(key);
	r->more |= c->cut;
	r->left = &c->bits;
	r->n_left = c->count;
	return code;
}

static size_t few_of(size_t limit)
{
	return limit / 3 > GROUP_MIN ? limit / 3 : GROUP_MIN;
}

/* ---- results */

static enum err_code take_tracks(struct run *r, const struct hits *h, size_t limit,
	struct search_results *ret, struct err *why)
{
	ret->track = arena_alloc(r->a, (limit ? limit : 1) * sizeof *ret->track);
	ret->candidates = h->n;
	for (size_t i = 0; i < h->n && ret->tracks < limit; i++) {
		enum err_code code = track_by_id(r->db, r->profile, h->hit[i].id, r->a,
			&ret->track[ret->tracks], why);
		if (!code)
			ret->tracks++;
		else if (code != ERR_NOT_FOUND)
			return code;
	}
	return ERR_OK;
}

static enum err_code take_rows(struct run *r, const struct hits *h, size_t limit,
	enum list_source_id source, struct search_results *ret, struct err *why)
{
	for (size_t i = 0, n = 0; i < h->n && n < limit; i++) {
		struct list_row row;
		enum err_code code = list_row_fetch(
			r->db, source, r->profile, h->hit[i].id, r->a, &row, why);
		if (code == ERR_NOT_FOUND)
			continue;
		if (code)
			return code;
		n++;
		if (source == FROM_ARTISTS)
			ret->artist[ret->artists++] = row.artist;
		else if (source == FROM_ALBUMS)
			ret->album[ret->albums++] = row.album;
		else
			ret->playlist[ret->playlists++] = row.playlist;
	}
	return ERR_OK;
}

/* Playlists have no documents: there are not that many. */
static enum err_code run_playlists(
	struct run *r, struct search_results *ret, struct err *why)
{
	static const char SQL[] = "SELECT id, name FROM playlist INDEXED BY"
				  " playlist_by_path WHERE folder = 0 ORDER BY sort";
	struct hits h = {0};
	struct stmt q = stmt_begin(r->db, SQL, why);
	while (stmt_row(&q)) {
		struct str name = {0};
		fold_append(&name, stmt_col_text(&q, 1));
		int s = score_name(
			&r->words[SUBJECT_ARTIST], str_text(&name), r->typos);
		str_finish(&name);
		if (s == 0)
			continue;
		h.hit = mem_grow(h.hit, &h.cap, h.n + 1, sizeof *h.hit);
		h.hit[h.n++] = (struct hit){
			.id = stmt_col_i64(&q, 0), .doc = (int64_t)h.n, .score = s};
	}
	enum err_code code = stmt_end(&q);
	hits_sort(&h);
	if (!code)
		code = take_rows(
			r, &h, few_of(r->spec->limit), FROM_PLAYLISTS_ALONE, ret, why);
	hits_finish(&h);
	return code;
}

/* All that the query means, in the order that it asks for. */
static enum err_code run_sorted(
	struct run *r, struct search_results *ret, struct err *why)
{
	int64_t *id = NULL;
	size_t n = 0;
	struct hits h = {0};
	enum err_code code = search_ordered(r->db, r->profile, r->tree, r->spec->limit,
		r->spec->brief ? &r->more : NULL, &id, &n, why);
	h.hit = xcalloc(n ? n : 1, sizeof *h.hit);
	for (; h.n < n; h.n++)
		h.hit[h.n].id = id[h.n];
	if (!code)
		code = take_tracks(r, &h, r->spec->limit, ret, why);
	hits_finish(&h);
	free(id);
	return code;
}

/* Where somebody means what was typed to the letter, nobody means something else. */
static void settle_typos(struct hits h[SEARCH_GROUPS])
{
	bool exact = false;
	for (int g = 0; g < SEARCH_GROUPS; g++)
		exact |= hits_exact(&h[g]);
	for (int g = 0; g < SEARCH_GROUPS && exact; g++)
		hits_drop_typos(&h[g]);
}

static enum err_code take_groups(struct run *r, struct hits h[SEARCH_GROUPS],
	struct search_results *ret, struct err *why)
{
	size_t few = few_of(r->spec->limit);
	ret->artist = arena_alloc(r->a, few * sizeof *ret->artist);
	ret->album = arena_alloc(r->a, few * sizeof *ret->album);
	ret->playlist = arena_alloc(r->a, few * sizeof *ret->playlist);
	for (int g = 0; g < SEARCH_GROUPS; g++) {
		hits_sort(&h[g]);
		ret->corrected |= h[g].n > 0 && !hits_exact(&h[g]);
	}
	enum err_code code =
		take_rows(r, &h[SUBJECT_ARTIST], few, FROM_ARTISTS, ret, why);
	if (!code)
		code = take_rows(r, &h[SUBJECT_ALBUM], few, FROM_ALBUMS, ret, why);
	if (!code && r->plain && !r->left)
		code = run_playlists(r, ret, why);
	if (!code && r->tree->sort)
		return run_sorted(r, ret, why);
	return code ? code
		    : take_tracks(r, &h[SUBJECT_TRACK], r->spec->limit, ret, why);
}

static enum err_code gather(
	struct run *r, struct hits h[SEARCH_GROUPS], bool *ret_any, struct err *why)
{
	enum err_code code = ERR_OK;
	*ret_any = false;
	for (int g = SUBJECT_ARTIST; g < SEARCH_GROUPS && !code; g++) {
		if (g == SUBJECT_TRACK && r->tree->sort)
			continue;
		size_t limit = r->spec->limit;
		code = search_candidates(r, (enum subject_group)g,
			g == SUBJECT_TRACK ? limit : few_of(limit), &h[g], why);
		*ret_any |= h[g].n > 0;
	}
	return code;
}

static enum err_code run(struct run *r, struct search_results *ret, struct err *why)
{
	struct hits h[SEARCH_GROUPS] = {{0}};
	bool any = false;
	enum err_code code = words_load(r->db, why);
	take_words(r);
	if (!code)
		code = take_filters(r, why);
	if (!code)
		code = gather(r, h, &any, why);
	if (!code && !any) {
		r->typos = true;
		code = gather(r, h, &any, why);
	}
	settle_typos(h);
	if (!code)
		code = take_groups(r, h, ret, why);
	for (int g = 0; g < SEARCH_GROUPS; g++)
		hits_finish(&h[g]);
	return code;
}

enum err_code search_find(struct db *db, const struct search_spec *spec,
	struct arena *a, struct search_results *ret, struct err *why)
{
	struct query_tree tree;
	struct clock now = clock_system();
	*ret = (struct search_results){0};
	query_parse(&tree, spec->text, spec->typing ? QUERY_TYPING : QUERY_STRICT,
		clock_wall_ms(&now) / 1000);
	ret->problem = tree.problem;
	enum err_code code = ERR_OK;
	if (tree.root->child || tree.sort)
		code = db_read_begin(db, why);
	if (!code && (tree.root->child || tree.sort)) {
		struct run r = {.db = db,
			.spec = spec,
			.profile = spec->profile ? spec->profile : FIRST_PROFILE,
			.tree = &tree,
			.a = a};
		code = run(&r, ret, why);
		ret->more = r.more;
		if (!ret->problem.len && !ret->tracks && !ret->artists &&
			!ret->albums && !ret->playlists)
			ret->problem = tree.unknown;
		arena_finish(&r.scratch);
		str_finish(&r.texts);
		db_read_end(db);
	}
	query_finish_tree(&tree);
	return code;
}

enum err_code search_run(struct db *db, const char *query, size_t limit,
	struct arena *a, struct search_results *ret, struct err *why)
{
	return search_find(
		db, &(struct search_spec){.text = query, .limit = limit}, a, ret, why);
}
