/*
 * A folder of the disk: folders, then music. Its names are read whole, which takes a
 * folder of 100,000 files; rows with what the library knows of them are made for a
 * window only. A file that a CUE sheet divides is a row for each of its tracks, but in
 * large folders, where finding those would take a question for each file.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "db/library.h"
#include "library/scan.h"
#include "rows_state.h"

enum { FOLDER_LIMIT = 200000, DIVIDED_UP_TO = 1000, MARGIN = 60 };

struct files_query {
	struct rows_query head;
	char *folder; /* owned */
	bool names;   /* they are to be read, too */
	struct arena name_arena;
	struct file_entry *entry; /* in it; (n): all, or those of the window */
	size_t n, cap;
	int64_t first, want_first, want_n; /* of the entries; of the window */
	struct arena arena;
	struct row *row; /* in it; (n_rows) from want_first on */
	size_t n_rows;
	struct err trouble;
};

int64_t rows_identity_of_folder(int64_t root, const char *path)
{
	return rows_identity(
		&(struct row){.kind = ROW_FOLDER, .id = rows_folder_id(root, path)});
}

int64_t rows_folder_id(int64_t root, const char *path)
{
	return (int64_t)(hash_bytes(path, strlen(path), (uint64_t)root) >> 8);
}

/* ---- the query thread: names */

static void add_entry(struct files_query *f, const char *name, int part, bool folder)
{
	f->entry = mem_grow(f->entry, &f->cap, f->n + 1, sizeof *f->entry);
	f->entry[f->n++] = (struct file_entry){name, part, folder};
}

/* What it is, without asking the disk where the folder has said so. */
static mode_t type_of(int dir, const struct dirent *e)
{
	struct stat st;
	if (e->d_type == DT_DIR)
		return S_IFDIR;
	if (e->d_type == DT_REG)
		return S_IFREG;
	return fstatat(dir, e->d_name, &st, 0) == 0 ? st.st_mode & S_IFMT : 0;
}

static int by_kind_and_name(const void *x, const void *y)
{
	const struct file_entry *a = x, *b = y;
	if (a->folder != b->folder)
		return a->folder ? -1 : 1;
	return strverscmp(a->name, b->name);
}

/* Files that a CUE sheet divides become several entries. */
static void divide(struct db *db, struct files_query *f)
{
	struct file_entry *whole = f->entry;
	size_t n = f->n;
	f->entry = NULL;
	f->n = f->cap = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t *recording = NULL;
		size_t parts = 0;
		char *path = path_join(f->folder, whole[i].name);
		if (!whole[i].folder)
			(void)library_recordings_at(db, path, &recording, &parts, NULL);
		if (parts < 2)
			add_entry(f, whole[i].name, -1, whole[i].folder);
		for (size_t k = 0; parts > 1 && k < parts; k++)
			add_entry(f, whole[i].name, (int)k, false);
		free(recording);
		free(path);
	}
	free(whole);
}

static enum err_code read_names(struct db *db, struct files_query *f, struct err *why)
{
	DIR *dir = opendir(f->folder);
	if (!dir)
		return err_sys(why, errno, "cannot open the folder %s", f->folder);
	const struct dirent *e;
	while ((e = readdir(dir)) && f->n < FOLDER_LIMIT) {
		if (e->d_name[0] == '.')
			continue;
		mode_t type = type_of(dirfd(dir), e);
		if (type == S_IFDIR ||
			(type == S_IFREG && scan_is_music_name(e->d_name)))
			add_entry(f, arena_strdup(&f->name_arena, e->d_name), -1,
				type == S_IFDIR);
	}
	closedir(dir);
	if (f->n)
		qsort(f->entry, f->n, sizeof *f->entry, by_kind_and_name);
	if (f->n <= DIVIDED_UP_TO)
		divide(db, f);
	return ERR_OK;
}

/* ---- the query thread: rows */

static void fill_row(struct db *db, struct files_query *f, const struct file_entry *e,
	struct row *ret)
{
	struct track *t = NULL;
	size_t n = 0, part = e->part > 0 ? (size_t)e->part : 0;
	struct str shown = {0};
	char *path = path_join(f->folder, e->name);
	utf8_repair(&shown, e->name, strlen(e->name), true);
	*ret = (struct row){.kind = e->folder ? ROW_FOLDER : ROW_FILE,
		.id = rows_folder_id(0, path) + (int64_t)part,
		.text = arena_strdup(&f->arena, str_text(&shown))};
	if (!e->folder)
		(void)library_tracks_at(db, path, &f->arena, &t, &n, NULL);
	if (part < n)
		ret->track = t[part];
	if (e->part >= 0 && part < n)
		ret->text = arena_printf(&f->arena, "%s: %s", ret->text, t[part].title);
	ret->track.path = arena_strdup(&f->arena, path);
	ret->duration_ms = ret->track.duration_ms;
	ret->detail = ret->track.state_reason;
	str_finish(&shown);
	free(path);
}

static enum err_code read_files(struct db *db, struct query *q, struct err *why)
{
	struct files_query *f = (struct files_query *)q;
	if (f->names && read_names(db, f, why) != ERR_OK) {
		f->trouble = *why;
		return why->code;
	}
	int64_t end = f->first + (int64_t)f->n;
	if (f->want_first + f->want_n < end)
		end = f->want_first + f->want_n;
	if (f->want_first >= end)
		return ERR_OK;
	f->row = arena_alloc(&f->arena, (size_t)(end - f->want_first) * sizeof *f->row);
	for (int64_t i = f->want_first; i < end; i++)
		fill_row(db, f, &f->entry[i - f->first], &f->row[f->n_rows++]);
	return ERR_OK;
}

/* ---- the main thread */

static void ask_files(struct rows *r, bool names);

static void take_files(struct app *a, struct query *q)
{
	struct files_query *f = (struct files_query *)q;
	struct rows *r = rows_answered(a, &f->head);
	if (!r || q->job.code == ERR_CANCELLED)
		return;
	rows_take_arena(r, &f->arena);
	r->found = f->row;
	r->first = f->want_first;
	r->n = (int64_t)f->n_rows;
	if (f->names) {
		arena_finish(&r->names);
		free(r->entry);
		r->names = f->name_arena;
		r->entry = f->entry;
		r->total = (int64_t)f->n;
		r->answered = true;
		f->name_arena = (struct arena){0};
		f->entry = NULL;
	}
	str_copy(r->trouble, sizeof r->trouble, f->trouble.msg);
	rows_touched(r);
	if (r->wanted)
		ask_files(r, false);
}

static void free_files(struct query *q)
{
	struct files_query *f = (struct files_query *)q;
	arena_finish(&f->arena);
	arena_finish(&f->name_arena);
	free(f->entry);
	free(f->folder);
	free(f);
}

/* The entries of the window go along: the names here may be replaced meanwhile. */
static void ask_files(struct rows *r, bool names)
{
	struct files_query *f = xcalloc(1, sizeof *f);
	f->head.query = (struct query){
		.run = read_files, .done = take_files, .free = free_files};
	f->head.rows = r;
	f->folder = xstrdup(r->text);
	f->names = names;
	f->want_first = r->want_first > MARGIN ? r->want_first - MARGIN : 0;
	f->want_n = r->want_first + r->want_n + MARGIN - f->want_first;
	f->first = names ? 0 : f->want_first;
	int64_t end = f->want_first + f->want_n;
	for (int64_t i = f->first; !names && i < end && i < r->total; i++)
		add_entry(f, arena_strdup(&f->name_arena, r->entry[i].name),
			r->entry[i].part, r->entry[i].folder);
	r->asked = true;
	r->wanted = false;
	query_post(r->app, &f->head.query, r->lane);
}

static void want(struct rows *r, int64_t first, int64_t n)
{
	int64_t end = r->answered && first + n > r->total ? r->total : first + n;
	r->want_first = first;
	r->want_n = n;
	if (r->answered &&
		(first >= end || (first >= r->first && end <= r->first + r->n)))
		return;
	if (r->asked)
		r->wanted = true;
	else
		ask_files(r, !r->answered);
}

static int64_t count(const struct rows *r)
{
	return r->answered ? r->total : -1;
}

static bool get(struct rows *r, int64_t i, struct row *ret)
{
	struct queue_item now;
	if (i < r->first || i >= r->first + r->n)
		return false;
	*ret = r->found[i - r->first];
	if (ret->kind == ROW_FILE && ret->track.recording)
		ret->playing = queue_now(r->app->queue, &now) &&
			       now.item == ret->track.recording;
	return true;
}

/* Large folders are not read again with every commit of a scan. */
static void library_changed(struct rows *r)
{
	if (r->answered && !r->asked)
		ask_files(r, r->total <= DIVIDED_UP_TO);
}

static void queue_changed(struct rows *r)
{
	app_changed(r->app, APP_CHANGED_ROWS);
}

const struct rows_ops rows_files_ops = {
	count, get, want, library_changed, queue_changed};

char *rows_file_path(const struct rows *r, int64_t i, const struct file_entry **ret)
{
	if (r->ops != &rows_files_ops || i < 0 || i >= count(r))
		return NULL;
	*ret = &r->entry[i];
	return path_join(r->text, r->entry[i].name);
}

int64_t rows_find_path(const struct rows *r, const char *path)
{
	const struct file_entry *e;
	char *at;
	for (int64_t i = 0; (at = rows_file_path(r, i, &e)); i++) {
		bool same = strcmp(at, path) == 0;
		free(at);
		if (same)
			return i;
	}
	return -1;
}
