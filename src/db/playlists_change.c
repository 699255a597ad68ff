/*
 * The log of changes: rows and entries as they stood before and after. Taking one back
 * deletes what it had made and puts back, under its old ids, what it had touched; ids are
 * never given twice (AUTOINCREMENT), so what others did meanwhile is not mistaken for it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "playlists_parts.h"

void playlist_entries_finish(struct playlist_entry *e, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(e[i].location);
	free(e);
}

static void rows_finish(struct playlist_rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		playlist_row_finish(&r->row[i]);
	free(r->row);
}

void playlist_change_finish(struct playlist_change *c)
{
	rows_finish(&c->row_was);
	rows_finish(&c->row_is);
	playlist_entries_finish(c->was.entry, c->was.n);
	playlist_entries_finish(c->is.entry, c->is.n);
	*c = (struct playlist_change){0};
}

void playlists_log_row(struct playlist_rows *to, const struct playlist_row *r)
{
	to->row = mem_grow(to->row, &to->cap, to->n + 1, sizeof *to->row);
	to->row[to->n] = *r;
	to->row[to->n].name = xstrdup(r->name);
	to->row[to->n++].query = xstrdup(r->query);
}

void playlists_log_entry(struct playlist_entries *to, const struct playlist_entry *e)
{
	to->entry = mem_grow(to->entry, &to->cap, to->n + 1, sizeof *to->entry);
	to->entry[to->n] = *e;
	to->entry[to->n++].location = xstrdup(e->location);
}

void playlist_change_copy(struct playlist_change *to, const struct playlist_change *c)
{
	*to = (struct playlist_change){0};
	for (size_t i = 0; i < c->row_was.n; i++)
		playlists_log_row(&to->row_was, &c->row_was.row[i]);
	for (size_t i = 0; i < c->row_is.n; i++)
		playlists_log_row(&to->row_is, &c->row_is.row[i]);
	for (size_t i = 0; i < c->was.n; i++)
		playlists_log_entry(&to->was, &c->was.entry[i]);
	for (size_t i = 0; i < c->is.n; i++)
		playlists_log_entry(&to->is, &c->is.entry[i]);
}

enum err_code playlists_log_now(
	struct db *db, struct playlist_rows *to, int64_t id, struct err *why)
{
	struct playlist_row r;
	enum err_code code = playlists_row(db, id, &r, why);
	if (!code)
		playlists_log_row(to, &r);
	playlist_row_finish(&r);
	return code;
}

struct playlist_entry playlists_entry_of(struct stmt *q)
{
	return (struct playlist_entry){stmt_col_i64(q, 0), stmt_col_i64(q, 1),
		stmt_col_i64(q, 2), stmt_col_i64(q, 3),
		stmt_col_is_null(q, 4) ? NULL : (char *)stmt_col_text(q, 4)};
}

/* ---- travelling */

static bool has_row(const struct playlist_rows *rows, int64_t id)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->row[i].id == id)
			return true;
	return false;
}

static const char SQL_ASIDE[] =
	"UPDATE playlist SET name = name || char(1) || id WHERE id = :id";
static const char SQL_DROP[] = "DELETE FROM playlist WHERE id = :id";

/* Runs a statement for the rows that go. */
static enum err_code for_rows(struct db *db, const char *sql,
	const struct playlist_rows *from, const struct playlist_rows *to,
	struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < from->n && !code; i++)
		if (!has_row(to, from->row[i].id))
			code = playlists_run_id(db, sql, from->row[i].id, why);
	return code;
}

static enum err_code drop_entries(
	struct db *db, const struct playlist_entries *from, struct err *why)
{
	struct stmt q =
		stmt_begin(db, "DELETE FROM playlist_entry WHERE id = :id", why);
	for (size_t i = 0; i < from->n; i++) {
		stmt_i64(&q, ":id", from->entry[i].id);
		if (!stmt_run(&q))
			break;
	}
	return stmt_end(&q);
}

static enum err_code put_row(
	struct db *db, const struct playlist_row *r, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO playlist (id, parent, folder, folded, name, sort, query,"
		" made_ms, changed_ms) VALUES (:id, (SELECT id FROM playlist WHERE"
		" id = :parent), :folder, :folded, :name, x'', :query, :made, :now)"
		" ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
		" parent = excluded.parent, query = excluded.query,"
		" changed_ms = excluded.changed_ms";
	int64_t parent = 0;
	struct stmt q = stmt_begin(db, "SELECT id FROM playlist WHERE id = :id", why);
	stmt_i64(&q, ":id", r->parent);
	if (stmt_row(&q))
		parent = r->parent;
	enum err_code code = stmt_end(&q);
	if (!code)
		code = playlists_check_name(db, parent, r->name, r->id, why);
	if (code)
		return code;
	q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", r->id);
	stmt_i64(&q, ":parent", r->parent);
	stmt_i64(&q, ":folder", r->folder);
	stmt_i64(&q, ":folded", r->folded);
	stmt_text(&q, ":name", r->name);
	stmt_text(&q, ":query", r->query);
	stmt_i64(&q, ":made", r->made_ms);
	stmt_i64(&q, ":now", playlists_now_ms());
	stmt_run(&q);
	code = stmt_end(&q);
	return code ? code : playlists_place(db, r->id, why);
}

/* Where its playlist, or its recording, is gone by now there is no place for it. */
static enum err_code put_entries(
	struct db *db, const struct playlist_entries *to, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO playlist_entry (" PLAYLIST_ENTRY_COLUMNS ") SELECT :id,"
		" :playlist, :place, :recording, :location WHERE EXISTS"
		" (SELECT 1 FROM playlist WHERE id = :playlist AND folder = 0"
		" AND query IS NULL) AND EXISTS"
		" (SELECT 1 FROM recording WHERE id = :recording)";
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < to->n; i++) {
		const struct playlist_entry *e = &to->entry[i];
		stmt_i64(&q, ":id", e->id);
		stmt_i64(&q, ":playlist", e->playlist);
		stmt_i64(&q, ":place", e->place);
		stmt_i64(&q, ":recording", e->recording);
		if (e->location)
			stmt_path(&q, ":location", e->location);
		else
			stmt_null(&q, ":location");
		if (!stmt_run(&q))
			break;
	}
	return stmt_end(&q);
}

/* Did only places in one playlist change? Then row i of both is the same entry. */
static bool is_move(const struct playlist_change *c)
{
	if (c->row_was.n || c->row_is.n || c->was.n == 0 || c->was.n != c->is.n)
		return false;
	for (size_t i = 0; i < c->was.n; i++)
		if (c->was.entry[i].id != c->is.entry[i].id ||
			c->was.entry[i].playlist != c->was.entry[0].playlist)
			return false;
	return true;
}

/* The entries are the same and stand elsewhere: a list of 100,000 that was sorted is not
 * taken out and put in again. */
static enum err_code put_places(
	struct db *db, const struct playlist_entries *to, struct err *why)
{
	static const char SQL[] = "UPDATE playlist_entry SET place = :place"
				  " WHERE id = :id AND playlist = :playlist";
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < to->n; i++) {
		stmt_i64(&q, ":place", to->entry[i].place);
		stmt_i64(&q, ":id", to->entry[i].id);
		stmt_i64(&q, ":playlist", to->entry[i].playlist);
		if (!stmt_run(&q))
			break;
	}
	return stmt_end(&q);
}

/* Those whose entries come or go changed now, for who keeps files in step. */
static enum err_code touch_lists(
	struct db *db, const struct playlist_entries *e, struct err *why)
{
	static const char SQL[] =
		"UPDATE playlist SET changed_ms = :now WHERE id = :id";
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < e->n && !code; i++) {
		if (i > 0 && e->entry[i].playlist == e->entry[i - 1].playlist)
			continue;
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_i64(&q, ":now", playlists_now_ms());
		stmt_i64(&q, ":id", e->entry[i].playlist);
		stmt_run(&q);
		code = stmt_end(&q);
	}
	return code;
}

enum err_code playlists_travel(
	struct db *db, const struct playlist_change *c, bool back, struct err *why)
{
	const struct playlist_rows *row_from = back ? &c->row_is : &c->row_was,
				   *row_to = back ? &c->row_was : &c->row_is;
	const struct playlist_entries *from = back ? &c->is : &c->was,
				      *to = back ? &c->was : &c->is;
	enum err_code code = db_begin(db, "playlists_travel", why);
	if (code)
		return code;
	bool moved = is_move(c);
	if (!moved)
		code = drop_entries(db, from, why);
	/* What stays leaves a folder before that goes; names are free before they are
	 * taken again. */
	if (!code)
		code = for_rows(db, SQL_ASIDE, row_from, row_to, why);
	for (size_t i = 0; i < row_to->n && !code; i++)
		code = put_row(db, &row_to->row[i], why);
	if (!code)
		code = for_rows(db, SQL_DROP, row_from, row_to, why);
	if (!code)
		code = moved ? put_places(db, to, why) : put_entries(db, to, why);
	if (!code)
		code = touch_lists(db, from, why);
	if (!code)
		code = touch_lists(db, to, why);
	return playlists_end(db, code, why);
}

/* ---- moves that follow each other */

bool playlist_change_join(struct playlist_change *first, struct playlist_change *second)
{
	struct map at = {0};
	if (!is_move(first) || !is_move(second) ||
		first->was.entry[0].playlist != second->was.entry[0].playlist)
		return false;
	for (size_t i = 0; i < first->is.n; i++)
		map_put(&at, first->is.entry[i].id, (int64_t)i);
	for (size_t i = 0; i < second->is.n; i++) {
		const struct playlist_entry *is = &second->is.entry[i];
		int64_t k;
		if (map_get(&at, is->id, &k)) {
			first->is.entry[k].place = is->place;
			continue;
		}
		playlists_log_entry(&first->was, &second->was.entry[i]);
		playlists_log_entry(&first->is, is);
	}
	map_finish(&at);
	playlist_change_finish(second);
	return true;
}
