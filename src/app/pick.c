/*
 * The recordings that parts of a selection stand for: looked up by the query thread, of
 * lists, folders, files and CUE sheets.
 */
#include "pick.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "db/library.h"
#include "library/cue_open.h"
#include "library/scan.h"

enum { FOLDER_FILES_MAX = 20000, FOLDER_DEPTH_MAX = 32 };

static void put(struct pick_query *p, int64_t item, const char *path)
{
	size_t n = p->picked.n;
	p->picked.item =
		mem_grow(p->picked.item, &p->cap, n + 1, sizeof *p->picked.item);
	p->path = mem_grow(p->path, &p->cap_path, n + 1, sizeof *p->path);
	p->picked.item[n] = item;
	p->path[n] = xstrdup(path);
	p->picked.n++;
}

/* A file; its tracks where the library knows that a CUE sheet divides it. */
static void put_file(
	struct db *db, struct pick_query *p, const struct part *part, const char *path)
{
	int64_t *recording = NULL;
	size_t n = 0;
	(void)library_recordings_at(db, path, &recording, &n, NULL);
	for (size_t i = 0; n > 1 && i < n; i++)
		if (part->track < 0 || i == (size_t)part->track)
			put(p, recording[i], NULL);
	if (n <= 1)
		put(p, n && part->known ? recording[0] : 0, path);
	free(recording);
}

/* The files that a CUE sheet names. */
static enum err_code put_sheet(
	struct db *db, struct pick_query *p, const struct part *part, struct err *why)
{
	struct cue_opened sheet;
	enum err_code code = cue_open(part->path, true, &sheet, why);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < sheet.n_files; i++)
		put_file(db, p, part, sheet.file[i]);
	cue_opened_finish(&sheet);
	return ERR_OK;
}

static int visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void put_folder(struct db *db, struct pick_query *p, const struct part *part,
	const char *dir, int depth)
{
	struct dirent **entry;
	int n = depth < FOLDER_DEPTH_MAX ? scandir(dir, &entry, visible, versionsort)
					 : -1;
	for (int i = 0; i < n; i++) {
		char *path = path_join(dir, entry[i]->d_name);
		struct stat st;
		if (p->picked.n < FOLDER_FILES_MAX && stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				put_folder(db, p, part, path, depth + 1);
			else if (S_ISREG(st.st_mode) && scan_is_music_name(path))
				put_file(db, p, part, path);
		}
		free(path);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

static enum err_code put_list(struct db *db, struct pick_query *p,
	const struct list_spec *list, int64_t first, int64_t count, struct err *why)
{
	int64_t *item = NULL;
	size_t n = 0;
	enum err_code code =
		list_recordings(db, list, (size_t)first, (size_t)count, &item, &n, why);
	for (size_t i = 0; code == ERR_OK && i < n; i++)
		put(p, item[i], NULL);
	free(item);
	return code;
}

/* The playlists of a folder, one after the other. */
static enum err_code put_group(
	struct db *db, struct pick_query *p, int64_t group, struct err *why)
{
	int64_t *list;
	size_t n;
	enum err_code code = playlists_below(db, group, &list, &n, why);
	for (size_t i = 0; code == ERR_OK && i < n; i++) {
		struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS, .id = list[i]};
		code = put_list(db, p, &spec, 0, 0, why);
	}
	free(list);
	return code;
}

static enum err_code read_part(
	struct db *db, struct pick_query *p, const struct part *part, struct err *why)
{
	if (part->group)
		return put_group(db, p, part->group, why);
	if (part->folder)
		put_folder(db, p, part, part->path, 0);
	else if (part->path && part->item == 0 && cue_is_sheet_name(part->path))
		return put_sheet(db, p, part, why);
	else if (part->path && part->item == 0)
		put_file(db, p, part, part->path);
	else if (part->path)
		put(p, part->item, part->path);
	else if (part->item)
		put(p, part->item, NULL);
	return part->has_list ? put_list(db, p, &part->list, part->first, part->n, why)
			      : ERR_OK;
}

static enum err_code read_parts(struct db *db, struct query *q, struct err *why)
{
	struct pick_query *p = (struct pick_query *)q;
	enum err_code code = ERR_OK;
	for (size_t i = 0; code == ERR_OK && i < p->n_parts; i++) {
		if (p->part[i].start)
			p->picked.start = p->picked.n;
		code = read_part(db, p, &p->part[i], why);
	}
	return code;
}

static void take_parts(struct app *a, struct query *q)
{
	struct pick_query *p = (struct pick_query *)q;
	if (q->job.code != ERR_OK) {
		if (q->job.code != ERR_CANCELLED)
			app_warn(a, "%s", q->job.why.msg);
		return;
	}
	for (size_t i = 0; i < p->picked.n; i++)
		if (p->picked.item[i] == 0 && p->path[i])
			p->picked.item[i] = queue_file(a->queue, p->path[i]);
	if (p->picked.n == 0)
		app_warn(a, "There is no music in %s", p->picked.title);
	else
		p->got(a, &p->picked, p->arg);
}

static void free_parts(struct query *q)
{
	struct pick_query *p = (struct pick_query *)q;
	for (size_t i = 0; i < p->n_parts; i++) {
		free(p->part[i].path);
		free(p->part[i].query);
	}
	for (size_t i = 0; i < p->picked.n; i++)
		free(p->path[i]);
	free(p->part);
	free(p->path);
	free(p->picked.item);
	free(p->arg);
	free(p);
}

struct part *pick_add(struct pick_query *p)
{
	p->part = mem_grow(p->part, &p->cap_parts, p->n_parts + 1, sizeof *p->part);
	p->part[p->n_parts] = (struct part){.track = -1};
	return &p->part[p->n_parts++];
}

struct pick_query *pick_create(
	void (*got)(struct app *a, struct picked *p, void *arg), void *arg)
{
	struct pick_query *p = xcalloc(1, sizeof *p);
	p->query = (struct query){
		.run = read_parts, .done = take_parts, .free = free_parts};
	p->got = got;
	p->arg = arg;
	return p;
}
