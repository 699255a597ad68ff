/*
 * Three states a side: as it was, changed, gone; by digests of the file's bytes and of the
 * playlist's path and entries at the last time when both agreed. Files are written before
 * the transaction ends: if it does not, the next run finds both sides changed, and equal.
 */
#include "library/playlist_sync.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "sync_parts.h"

enum side { SAME, CHANGED, GONE };

static void tell(struct sync_run *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void tell(struct sync_run *r, const char *fmt, ...)
{
	struct str text = {0};
	va_list ap;
	va_start(ap, fmt);
	str_vappendf(&text, fmt, ap);
	va_end(ap);
	r->sum.changes++;
	if (r->s->tell)
		r->s->tell(r->s->ctx, str_text(&text));
	str_finish(&text);
}

static enum err_code put_link(
	struct sync_run *r, const char *path, int64_t playlist, int64_t file_digest)
{
	struct playlist_link l = {
		.path = path, .playlist = playlist, .file_digest = file_digest};
	enum err_code code =
		playlist_digest(r->s->db, playlist, &l.list_digest, r->why);
	map_put(&r->linked, playlist, 1);
	return code ? code : playlist_link_put(r->s->db, r->dir, &l, r->why);
}

/* ---- what is done */

static enum err_code file_to_list(
	struct sync_run *r, int64_t playlist, struct sync_file *f)
{
	struct sync_content c;
	enum err_code code = sync_read_content(r, f->path, &c);
	if (!code)
		code = playlists_replace(
			r->s->db, playlist, c.entry, c.n, r->s->log, r->why);
	if (!code)
		code = put_link(r, f->path, playlist, f->digest);
	if (!code && c.lost > 0)
		tell(r,
			"%s: taken from the file, %zu of %zu entries are not in the "
			"library",
			f->path, c.lost, c.n);
	else if (!code)
		tell(r, "%s: taken from the file", f->path);
	sync_content_finish(&c);
	return code;
}

static enum err_code list_to_file(
	struct sync_run *r, int64_t playlist, const char *path)
{
	int64_t digest = 0;
	enum err_code code = sync_write_file(r, playlist, path, &digest);
	if (!code)
		code = put_link(r, path, playlist, digest);
	if (!code)
		tell(r, "%s: written", path);
	return code;
}

/* A free path like "Mix (from file)" for a new playlist. */
static enum err_code make_list(
	struct sync_run *r, const char *wanted, bool beside, int64_t *ret)
{
	enum err_code code = ERR_EXISTS;
	for (int i = beside ? 1 : 0; i < 1000 && code == ERR_EXISTS; i++) {
		struct str path = {0};
		str_append(&path, wanted);
		if (i == 1)
			str_append(&path, " (from file)");
		else if (i > 1)
			str_appendf(&path, " (from file %d)", i);
		code = playlists_find(r->s->db, str_text(&path), ret, NULL);
		code = code == ERR_NOT_FOUND
			       ? playlists_create(r->s->db, str_text(&path), false, ret,
					 r->s->log, r->why)
			       : ERR_EXISTS;
		str_finish(&path);
	}
	return code;
}

/* Both sides have something new: the file's one becomes a playlist, and a file, of its
 * own; the playlist's one takes the old file. */
static enum err_code keep_both(
	struct sync_run *r, int64_t playlist, struct sync_file *f)
{
	struct sync_content c;
	bool same = false;
	int64_t other;
	const char *path = NULL;
	enum err_code code = sync_read_content(r, f->path, &c);
	if (!code)
		code = sync_holds(r, playlist, &c, &same);
	if (!code && same) {
		sync_content_finish(&c);
		return put_link(r, f->path, playlist, f->digest);
	}
	char *name = sync_list_path(f->path);
	if (!code)
		code = make_list(r, name, true, &other);
	if (!code)
		code = playlists_append(
			r->s->db, other, c.entry, c.n, r->s->log, r->why);
	if (!code)
		code = sync_path_of(r, other, &path);
	if (!code)
		tell(r, "%s: changed on both sides; the file's one is now %s", f->path,
			path);
	if (!code)
		code = list_to_file(r, other, path);
	if (!code)
		code = list_to_file(r, playlist, f->path);
	free(name);
	sync_content_finish(&c);
	return code;
}

static enum err_code new_list(struct sync_run *r, struct sync_file *f)
{
	char *name = sync_list_path(f->path);
	struct playlist_row row = {0};
	int64_t id;
	enum err_code code = playlists_find(r->s->db, name, &id, NULL);
	if (!code)
		code = playlists_row(r->s->db, id, &row, r->why);
	bool taken = !code && !row.folder && !row.query &&
		     !map_get(&r->linked, id, &(int64_t){0});
	playlist_row_finish(&row);
	if (!code && taken) {
		code = keep_both(r, id, f);
	} else if (!code || code == ERR_NOT_FOUND) {
		code = make_list(r, name, false, &id);
		if (!code)
			code = file_to_list(r, id, f);
	}
	free(name);
	return code;
}

/* ---- the pairs of last time */

static enum err_code list_side(
	struct sync_run *r, const struct playlist_link *l, enum side *ret)
{
	int64_t digest;
	struct playlist_row row = {0};
	enum err_code code = playlist_digest(r->s->db, l->playlist, &digest, r->why);
	*ret = code == ERR_NOT_FOUND ? GONE : digest == l->list_digest ? SAME : CHANGED;
	if (!code)
		code = playlists_row(r->s->db, l->playlist, &row, r->why);
	/* A live one has no file. */
	if (!code && row.query)
		*ret = GONE;
	playlist_row_finish(&row);
	return code == ERR_NOT_FOUND ? ERR_OK : code;
}

/* A file that went while one with the same bytes came: it was renamed. */
static struct sync_file *find_renamed(struct sync_run *r, const struct playlist_link *l)
{
	for (size_t i = 0; i < r->n_files; i++) {
		struct sync_file *f = &r->file[i];
		bool known = f->done;
		for (size_t k = 0; k < r->n_links && !known; k++)
			known = strcmp(r->link[k].path, f->path) == 0;
		if (!known && f->digest == l->file_digest)
			return f;
	}
	return NULL;
}

static enum err_code file_renamed(
	struct sync_run *r, const struct playlist_link *l, struct sync_file *f)
{
	struct str path = {0};
	char *name = sync_list_path(f->path);
	/* Out of a folder where the file is in none. */
	str_appendf(&path, "/%s", name);
	f->done = true;
	enum err_code code = playlists_rename(
		r->s->db, l->playlist, str_text(&path), r->s->log, r->why);
	if (!code)
		code = playlist_link_drop(r->s->db, r->dir, l->path, r->why);
	if (!code)
		code = put_link(r, f->path, l->playlist, f->digest);
	if (!code)
		tell(r, "%s: the file is now %s, and so is the playlist", l->path,
			f->path);
	str_finish(&path);
	free(name);
	return code;
}

static enum err_code remove_list(struct sync_run *r, const struct playlist_link *l)
{
	enum err_code code = sync_keep_list(r, l->playlist, l->path);
	if (!code)
		code = playlists_remove(r->s->db, l->playlist, r->s->log, r->why);
	if (!code)
		code = playlist_link_drop(r->s->db, r->dir, l->path, r->why);
	if (!code)
		tell(r,
			"%s: the file is gone, and so is the playlist; a copy is in "
			".linnet",
			l->path);
	return code;
}

static enum err_code remove_file(struct sync_run *r, const struct playlist_link *l)
{
	enum err_code code = sync_remove_file(r, l->path);
	if (!code)
		code = playlist_link_drop(r->s->db, r->dir, l->path, r->why);
	if (!code)
		tell(r,
			"%s: the playlist is gone, and so is the file; it is kept in "
			".linnet",
			l->path);
	return code;
}

/* The list changed, perhaps its name, too: then the file moves with it. */
static enum err_code write_list(struct sync_run *r, const struct playlist_link *l)
{
	const char *path = NULL;
	struct sync_file *f = sync_file_of(r, l->path);
	char *stem = sync_list_path(l->path);
	int64_t named = 0;
	enum err_code code = ERR_OK;
	bool stays = playlists_find(r->s->db, stem, &named, NULL) == ERR_OK &&
		     named == l->playlist;
	free(stem);
	if (!stays)
		code = sync_path_of(r, l->playlist, &path);
	if (!code && (stays || strcmp(path, l->path) == 0))
		return list_to_file(r, l->playlist, l->path);
	if (!code && f)
		code = sync_remove_file(r, l->path);
	if (!code)
		code = playlist_link_drop(r->s->db, r->dir, l->path, r->why);
	return code ? code : list_to_file(r, l->playlist, path);
}

static enum err_code sync_pair(struct sync_run *r, const struct playlist_link *l)
{
	struct sync_file *f = sync_file_of(r, l->path), *other = NULL;
	enum side list, file = !f ? GONE : f->digest == l->file_digest ? SAME : CHANGED;
	enum err_code code = list_side(r, l, &list);
	if (f)
		f->done = list != GONE || file == SAME;
	if (code || (file == SAME && list == SAME))
		return code;
	if (file == GONE && list == GONE)
		return playlist_link_drop(r->s->db, r->dir, l->path, r->why);
	if (list == GONE) /* a changed file is new again: see the next pass */
		return file == SAME
			       ? remove_file(r, l)
			       : playlist_link_drop(r->s->db, r->dir, l->path, r->why);
	if (file == GONE && list == SAME) {
		other = find_renamed(r, l);
		return other ? file_renamed(r, l, other) : remove_list(r, l);
	}
	if (file == CHANGED)
		return list == SAME ? file_to_list(r, l->playlist, f)
				    : keep_both(r, l->playlist, f);
	return write_list(r, l);
}

/* ---- playlists without a file */

struct alone {
	int64_t *id; /* owned; (n) */
	size_t n, cap;
	struct sync_run *run;
};

static bool take_alone(void *ctx, const struct playlist_row *row)
{
	struct alone *a = ctx;
	if (!row->folder && !row->query &&
		!map_get(&a->run->linked, row->id, &(int64_t){0})) {
		a->id = mem_grow(a->id, &a->cap, a->n + 1, sizeof *a->id);
		a->id[a->n++] = row->id;
	}
	return true;
}

static enum err_code new_files(struct sync_run *r)
{
	struct alone alone = {.run = r};
	enum err_code code = playlists_each(r->s->db, take_alone, &alone, r->why);
	for (size_t i = 0; i < alone.n && !code; i++) {
		const char *path;
		code = sync_path_of(r, alone.id[i], &path);
		if (!code)
			code = list_to_file(r, alone.id[i], path);
	}
	free(alone.id);
	return code;
}

static enum err_code run(struct sync_run *r)
{
	enum err_code code = sync_list_files(r);
	if (!code)
		code = playlist_links(
			r->s->db, r->dir, &r->a, &r->link, &r->n_links, r->why);
	if (!code && r->n_files == 0 && r->n_links > 1)
		code = err_set(r->why, ERR_NOT_FOUND,
			"all %zu playlists are gone from %s, as if it were not mounted: "
			"nothing was done; remove it from the configuration, or the "
			"playlists, if that is meant",
			r->n_links, r->dir);
	for (size_t i = 0; i < r->n_links && !code; i++)
		map_put(&r->linked, r->link[i].playlist, 1);
	for (size_t i = 0; i < r->n_links && !code; i++)
		code = sync_pair(r, &r->link[i]);
	for (size_t i = 0; i < r->n_files && !code; i++) {
		bool known = r->file[i].done;
		if (!known)
			code = new_list(r, &r->file[i]);
	}
	return code ? code : new_files(r);
}

enum err_code playlist_sync_run(const struct playlist_sync *s, const char *dir,
	struct playlist_sync_summary *ret, struct err *why)
{
	struct sync_run r = {.s = s, .dir = dir, .why = why};
	enum err_code code = db_begin(s->db, "playlist_sync", why);
	if (code)
		return code;
	struct import_reader *own = s->reader ? NULL : import_reader_create(true);
	r.reader = s->reader ? s->reader : own;
	code = run(&r);
	import_reader_destroy(own);
	intern_finish(&r.by_path);
	map_finish(&r.linked);
	free(r.file);
	arena_finish(&r.a);
	*ret = r.sum;
	if (!code && !s->dry_run)
		return db_commit(s->db, why);
	db_rollback(s->db);
	return code;
}
