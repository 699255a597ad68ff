/*
 * Where candidates come from, and what bounds them: nothing here reads more than some
 * hundred documents, whatever the query is.
 *
 * - Words that all begin something: the full-text index gives their documents in the
 *   order of rank, and the first ones are taken.
 * - One word: parts of words too, where those are few.
 * - Several words that are not found together so: the rarest of them are looked for
 *   alone, in what they most likely mean, and the others are looked for in the documents
 *   themselves, as parts and with typing errors. An expression of many alternatives for
 *   each word would be walked to its end for nothing.
 * - Few tracks that filters leave are looked through.
 */
#include "search_candidates.h"

#include <string.h>

#include "search_few.h"
#include "stmt.h"

enum {
	/* What is ranked by its text; the rank that is stored says more of the rest. */
	CANDIDATES_MAX = 400,
	GROUP_CANDIDATES = 120,
	SHORT_CANDIDATES = 200, /* one or two letters */
	SHORT = 2,
	SAME_NAME_MAX = 60,
	ENOUGH = 2,          /* times what is shown: then parts are not looked for */
	FEW = 1200,          /* so small a set of tracks is looked through, */
	FEW_GROUP = 300,     /* for its artists and albums */
	LOOKED_MAX = 25000,  /* tracks that a filter may turn down: a bit each, */
	LOOKED_GROUP = 400,  /* artists or albums: their tracks are read, */
	GROUP_ROWS = 2500,   /* so many of them */
	REJECTED_MAX = 1500, /* documents that may not fit */
	JOINED_HITS = 60,    /* of those two words, */
	JOINED_TRIED = 200,  /* where they stand together */
	RARE = 400,          /* documents of a word that is looked for alone at once */
	DRIVERS = 2,         /* rare words that are looked for alone, */
	DRIVEN_TRACKS = 500, /* in so many documents */
	DRIVEN_GROUP = 100
};
static const int64_t ROW_MASK = (INT64_C(1) << RANK_SHIFT) - 1;

static const char SQL_DOC[] =
	"SELECT name, who, place, also FROM d_search_doc WHERE id = :id";

/* Copied, since SQLite would allocate each text for the NUL behind it. */
void hits_add_row(struct run *r, struct stmt *s, int column, int64_t doc,
	enum subject_group group, struct hits *h)
{
	const char *field[FIELDS];
	size_t at[FIELDS];
	str_reset(&r->texts);
	for (int i = 0; i < FIELDS; i++) {
		size_t n;
		const char *p = stmt_col_blob(s, column + i, &n);
		at[i] = r->texts.len;
		str_append_n(&r->texts, n ? p : "", n);
		str_append_c(&r->texts, '\0');
	}
	for (int i = 0; i < FIELDS; i++)
		field[i] = r->texts.data + at[i];
	hits_add(h, doc, &r->words[group], field, r->typos);
}

static enum err_code add_document(struct run *r, struct stmt *s, int64_t doc,
	enum subject_group group, struct hits *h)
{
	stmt_i64(s, ":id", doc);
	if (stmt_row(s))
		hits_add_row(r, s, 0, doc, group, h);
	stmt_again(s);
	return s->code;
}

/* Does the filter leave the document's row? */
static enum err_code passes(
	struct run *r, enum subject_group group, int64_t id, bool *ret, struct err *why)
{
	*ret = true;
	if (!r->left)
		return ERR_OK;
	if (group == SUBJECT_TRACK) {
		*ret = bits_has(r->left, id);
		return ERR_OK;
	}
	if (r->spec->brief && r->group_rows == 0) {
		r->more = true;
		*ret = false;
		return ERR_OK;
	}
	return filter_has_tracks(r->db, group == SUBJECT_ARTIST, id, r->left,
		r->spec->brief ? &r->group_rows : NULL, ret, why);
}

static void bind_group(struct stmt *s, enum subject_group group)
{
	stmt_i64(s, ":low", search_subject(group, 0));
	stmt_i64(s, ":high",
		search_subject(group, 0) + (INT64_C(1) << SUBJECT_SHIFT) - 1);
}

/* In the order of their rank, until `max` fit or `tried` were looked at. */
static enum err_code by_expression(struct run *r, const char *expression,
	enum subject_group group, size_t max, size_t tried, struct hits *h,
	struct err *why)
{
	static const char SQL[] =
		"SELECT rowid FROM d_search WHERE d_search MATCH :match"
		" AND rowid BETWEEN :low AND :high ORDER BY rowid";
	struct stmt s = stmt_begin(r->db, SQL, why);
	struct stmt d = stmt_begin(r->db, SQL_DOC, why);
	enum err_code code = ERR_OK;
	stmt_text(&s, ":match", expression);
	bind_group(&s, group);
	size_t most = group == SUBJECT_TRACK ? LOOKED_MAX : LOOKED_GROUP;
	for (size_t rows = 0, looked = 0;
		h->n < max && looked < tried && !code && stmt_row(&s); rows++) {
		if (rows == most && r->spec->brief) {
			r->more = true;
			break;
		}
		int64_t doc = stmt_col_i64(&s, 0);
		bool pass = false;
		if (!hits_seen(h, doc))
			code = passes(r, group, doc & ROW_MASK, &pass, why);
		if (code || !pass)
			continue;
		looked++;
		code = add_document(r, &d, doc, group, h);
	}
	enum err_code documents = stmt_end(&d), rows = stmt_end(&s);
	return code ? code : rows ? rows : documents;
}

/* The same where no filter turns documents down: read together with the index, which
 * costs half of looking for each. */
static enum err_code by_expression_alone(struct run *r, const char *expression,
	enum subject_group group, size_t max, size_t tried, struct hits *h,
	struct err *why)
{
	static const char SQL[] =
		"SELECT s.rowid, d.name, d.who, d.place, d.also"
		" FROM d_search s CROSS JOIN d_search_doc d ON d.id = s.rowid"
		" WHERE s.d_search MATCH :match AND s.rowid BETWEEN :low AND :high"
		" ORDER BY s.rowid";
	struct stmt s = stmt_begin(r->db, SQL, why);
	stmt_text(&s, ":match", expression);
	bind_group(&s, group);
	for (size_t rows = 0; h->n < max && rows < tried && stmt_row(&s);) {
		int64_t doc = stmt_col_i64(&s, 0);
		if (hits_seen(h, doc))
			continue;
		rows++;
		hits_add_row(r, &s, 1, doc, group, h);
	}
	return stmt_end(&s);
}

static enum err_code by_index(struct run *r, const char *expression,
	enum subject_group group, size_t max, size_t tried, struct hits *h,
	struct err *why)
{
	return r->left ? by_expression(r, expression, group, max, tried, h, why)
		       : by_expression_alone(r, expression, group, max, tried, h, why);
}

/* Those with just that name: they must not be lost behind better ranked ones. */
static enum err_code same_name(
	struct run *r, enum subject_group group, struct hits *h, struct err *why)
{
	static const char SQL[] =
		"SELECT id FROM d_search_doc INDEXED BY d_search_by_name"
		" WHERE name = :name AND id BETWEEN :low AND :high"
		" ORDER BY id LIMIT :limit";
	const struct wanted_list *l = &r->words[group];
	enum err_code code = ERR_OK;
	struct stmt s = stmt_begin(r->db, SQL, why);
	struct stmt d = stmt_begin(r->db, SQL_DOC, why);
	stmt_text(&s, ":name", l->whole);
	bind_group(&s, group);
	stmt_i64(&s, ":limit", SAME_NAME_MAX);
	while (!code && stmt_row(&s)) {
		int64_t doc = stmt_col_i64(&s, 0);
		bool pass = false;
		if (!hits_seen(h, doc))
			code = passes(r, group, doc & ROW_MASK, &pass, why);
		if (pass)
			code = add_document(r, &d, doc, group, h);
	}
	enum err_code documents = stmt_end(&d), rows = stmt_end(&s);
	return code ? code : rows ? rows : documents;
}

/* ---- one word, several words */

static enum err_code by_one(struct run *r, enum subject_group group, size_t max,
	size_t want, struct hits *h, struct err *why)
{
	const struct words *w = r->db->words;
	const struct wanted_list *l = &r->words[group];
	struct str s = {0};
	enum err_code code = ERR_OK;
	if (r->typos) {
		if (words_expression(w, l, BREADTH_TYPOS, &s))
			code = by_index(r, s.data, group, max, REJECTED_MAX, h, why);
		str_finish(&s);
		return code;
	}
	if (words_expression(w, l, BREADTH_BEGIN, &s)) {
		code = by_index(r, s.data, group, max, REJECTED_MAX, h, why);
		if (!code)
			code = same_name(r, group, h, why);
	}
	if (!code && words_joined(w, &l->w[0], &s))
		code = by_index(
			r, s.data, group, h->n + JOINED_HITS, JOINED_TRIED, h, why);
	if (!code && h->n < want * ENOUGH && words_expression(w, l, BREADTH_PARTS, &s))
		code = by_index(r, s.data, group, max, REJECTED_MAX, h, why);
	str_finish(&s);
	return code;
}

struct driver {
	struct str expression; /* owned */
	double many;
};

/* The rarest words, rarest first; false where some word means nothing at all. */
static bool find_drivers(
	const struct words *w, const struct wanted_list *l, struct driver d[DRIVERS])
{
	bool all = true;
	int n = 0;
	for (size_t i = 0; i < l->n && all; i++) {
		struct driver one = {0};
		one.many = words_likely(w, &l->w[i], &one.expression);
		all = one.many >= 0;
		int at = n < DRIVERS ? n++ : DRIVERS;
		for (; at > 0 && d[at - 1].many > one.many; at--) {
			if (at < DRIVERS)
				d[at] = d[at - 1];
			else
				str_finish(&d[at - 1].expression);
		}
		if (at < DRIVERS)
			d[at] = one;
		else
			str_finish(&one.expression);
	}
	return all;
}

static enum err_code by_rarest(struct run *r, enum subject_group group, size_t max,
	const struct driver d[DRIVERS], struct hits *h, struct err *why)
{
	enum err_code code = ERR_OK;
	bool typos = r->typos;
	r->typos = true;
	for (int i = 0; i < DRIVERS && !code; i++)
		if (d[i].expression.len && (i == 0 || !hits_exact(h)))
			code = by_index(r, d[i].expression.data, group, max,
				group == SUBJECT_TRACK ? DRIVEN_TRACKS : DRIVEN_GROUP,
				h, why);
	r->typos = typos;
	return code;
}

static enum err_code by_several(struct run *r, enum subject_group group, size_t max,
	struct hits *h, struct err *why)
{
	const struct words *w = r->db->words;
	struct driver d[DRIVERS] = {{{0}, 0}};
	struct str s = {0};
	enum err_code code = ERR_OK;
	if (find_drivers(w, &r->words[group], d)) {
		/* The others are looked for in the documents that have these. */
		if (d[0].many > RARE) {
			str_appendf(&s, "(%s) AND (%s)", d[0].expression.data,
				d[1].expression.data);
			code = by_index(r, s.data, group, max, REJECTED_MAX, h, why);
		}
		if (!code && s.len)
			code = same_name(r, group, h, why);
		if (!code && h->n == 0)
			code = by_rarest(r, group, max, d, h, why);
	}
	for (int i = 0; i < DRIVERS; i++)
		str_finish(&d[i].expression);
	str_finish(&s);
	return code;
}

static enum err_code by_words(struct run *r, enum subject_group group, size_t want,
	struct hits *h, struct err *why)
{
	const struct wanted_list *l = &r->words[group];
	bool letters = l->n == 1 && strlen(l->w[0].word) <= SHORT;
	size_t max = letters                  ? SHORT_CANDIDATES
		     : group == SUBJECT_TRACK ? CANDIDATES_MAX
					      : GROUP_CANDIDATES;
	if (l->n > 1) /* typing errors were thought of the first time */
		return r->typos ? ERR_OK : by_several(r, group, max, h, why);
	return by_one(r, group, max, want, h, why);
}

enum err_code search_candidates(struct run *r, enum subject_group group, size_t want,
	struct hits *h, struct err *why)
{
	r->group_rows = GROUP_ROWS;
	if (r->left && r->n_left == 0)
		return ERR_OK;
	if (group == SUBJECT_TRACK && r->left && r->n_left <= FEW)
		return few_tracks(r, h, why);
	if (group != SUBJECT_TRACK && r->words[group].n && r->left &&
		r->n_left <= FEW_GROUP)
		return few_groups(r, group, h, why);
	if (r->words[group].n)
		return by_words(r, group, want, h, why);
	if (group == SUBJECT_TRACK && r->left)
		return best_ranked(r, want, h, why);
	return ERR_OK;
}
