/*
 * Candidates of what filters leave: a small set of tracks is looked through itself, and
 * so are its artists and albums; of a large one without words the best ranked are taken.
 */
#include "search_few.h"

#include "stmt.h"

static const int64_t ROW_MASK = (INT64_C(1) << RANK_SHIFT) - 1,
		     LAST_RANK = INT64_C(0xFFFF) << RANK_SHIFT;
static const char *const none[FIELDS] = {"", "", "", ""};

/* The document of a row, with the texts from column 1 on. */
static const char SQL_SUBJECT[] = "SELECT id, name, who, place, also FROM d_search_doc"
				  " WHERE subject = :subject";

enum err_code few_tracks(struct run *r, struct hits *h, struct err *why)
{
	const struct wanted_list *l = &r->words[SUBJECT_TRACK];
	struct stmt s = stmt_begin(r->db, SQL_SUBJECT, why);
	for (int64_t i = bits_next(r->left, 0); i >= 0; i = bits_next(r->left, i + 1)) {
		int64_t subject = search_subject(SUBJECT_TRACK, i);
		stmt_i64(&s, ":subject", subject);
		/* One that is missing has no document, and no rank. */
		bool found = stmt_row(&s);
		int64_t doc = found ? stmt_col_i64(&s, 0) : subject | LAST_RANK;
		if (found && l->n)
			hits_add_row(r, &s, 1, doc, SUBJECT_TRACK, h);
		else if (l->n == 0)
			hits_add(h, doc, l, none, false);
		stmt_again(&s);
	}
	return stmt_end(&s);
}

/* The artists, or the albums, that the tracks of the set belong to. */
static enum err_code groups_of(
	struct run *r, enum subject_group group, struct map *ids, struct err *why)
{
	static const char *const sql[] = {
		"SELECT artist, album_artist FROM track WHERE id = :id",
		"SELECT artist, artist FROM track_artist INDEXED BY"
		" track_artist_by_track WHERE track = :id",
		"SELECT album, album FROM track WHERE id = :id"};
	enum err_code code = ERR_OK;
	int first = group == SUBJECT_ALBUM ? 2 : 0;
	for (int k = first; k < (first ? 3 : 2) && !code; k++) {
		struct stmt s = stmt_begin(r->db, sql[k], why);
		for (int64_t i = bits_next(r->left, 0); i >= 0;
			i = bits_next(r->left, i + 1)) {
			stmt_i64(&s, ":id", i);
			while (stmt_row(&s)) {
				map_put(ids, stmt_col_i64(&s, 0), 1);
				map_put(ids, stmt_col_i64(&s, 1), 1);
			}
			stmt_again(&s);
		}
		code = stmt_end(&s);
	}
	return code;
}

enum err_code few_groups(
	struct run *r, enum subject_group group, struct hits *h, struct err *why)
{
	struct map ids = {0};
	enum err_code code = groups_of(r, group, &ids, why);
	struct stmt s = stmt_begin(r->db, SQL_SUBJECT, why);
	for (size_t i = 0; i < ids.cap && !code; i++) {
		if (!ids.used[i])
			continue;
		stmt_i64(&s, ":subject", search_subject(group, ids.key[i]));
		if (stmt_row(&s))
			hits_add_row(r, &s, 1, stmt_col_i64(&s, 0), group, h);
		stmt_again(&s);
	}
	enum err_code rows = stmt_end(&s);
	map_finish(&ids);
	return code ? code : rows;
}

enum err_code best_ranked(struct run *r, size_t max, struct hits *h, struct err *why)
{
	static const char SQL[] =
		"SELECT id FROM d_search_doc WHERE id >= :low ORDER BY id";
	struct stmt s = stmt_begin(r->db, SQL, why);
	stmt_i64(&s, ":low", search_subject(SUBJECT_TRACK, 0));
	while (h->n < max && stmt_row(&s)) {
		int64_t doc = stmt_col_i64(&s, 0);
		if (bits_has(r->left, doc & ROW_MASK))
			hits_add(h, doc, &r->words[SUBJECT_TRACK], none, false);
	}
	return stmt_end(&s);
}
