/* The files of a folder that is kept in step. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "library/playlist_export.h"
#include "sync_parts.h"

enum { DEPTH_MAX = 8, NAME_MAX_BYTES = 200, FILES_MAX = 100000 };
static const char KEPT[] = ".linnet";

static bool is_list_name(const char *name)
{
	return strcasecmp(path_extension(name), "m3u8") == 0;
}

static enum err_code take_file(struct sync_run *r, const char *below, const char *full)
{
	char *data;
	size_t n;
	enum err_code code = io_read_file(full, PLAYLIST_FILE_MAX, &data, &n, r->why);
	if (code)
		return code;
	r->file = mem_grow(r->file, &r->cap_files, r->n_files + 1, sizeof *r->file);
	intern_add(&r->by_path, below, strlen(below));
	r->file[r->n_files++] = (struct sync_file){
		arena_strdup(&r->a, below), (int64_t)hash_bytes(data, n, 0), false};
	free(data);
	return ERR_OK;
}

static enum err_code walk(struct sync_run *r, const char *below, int depth)
{
	struct dirent **entry;
	enum err_code code = ERR_OK;
	char *dir = *below ? path_join(r->dir, below) : xstrdup(r->dir);
	int n = scandir(dir, &entry, NULL, alphasort);
	if (r->s->folder)
		r->s->folder(r->s->ctx, dir);
	if (n < 0)
		code = err_sys(r->why, errno, "cannot read %s", dir);
	for (int i = 0; i < n; i++) {
		const char *name = entry[i]->d_name;
		char *path = *below ? path_join(below, name) : xstrdup(name);
		char *full = path_join(r->dir, path);
		struct stat st;
		if (!code && name[0] != '.' && stat(full, &st) == 0) {
			if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
				code = walk(r, path, depth + 1);
			else if (S_ISREG(st.st_mode) && is_list_name(name) &&
				 r->n_files < FILES_MAX)
				code = take_file(r, path, full);
		}
		free(full);
		free(path);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	free(dir);
	return code;
}

enum err_code sync_list_files(struct sync_run *r)
{
	return walk(r, "", 0);
}

struct sync_file *sync_file_of(struct sync_run *r, const char *path)
{
	int32_t i = intern_find(&r->by_path, path, strlen(path));
	return i < 0 ? NULL : &r->file[i];
}

/* ---- what is kept aside */

static char *aside_of(struct sync_run *r, const char *path)
{
	struct clock clock = clock_system();
	time_t now = (time_t)(clock_wall_ms(&clock) / 1000);
	struct tm tm;
	struct str to = {0};
	char when[32];
	localtime_r(&now, &tm);
	strftime(when, sizeof when, "%Y-%m-%d %H.%M.%S", &tm);
	const char *base = path_base(path);
	size_t stem = strlen(base) - strlen(path_extension(base)) - 1;
	for (int i = 1; i < 1000; i++) {
		str_reset(&to);
		str_appendf(&to, "%s/%s/", r->dir, KEPT);
		str_append_n(&to, base, stem);
		str_appendf(&to, " %s", when);
		if (i > 1)
			str_appendf(&to, " %d", i);
		str_append(&to, ".m3u8");
		if (access(to.data, F_OK) != 0)
			break;
	}
	return str_detach(&to);
}

static enum err_code make_kept(struct sync_run *r)
{
	char *dir = path_join(r->dir, KEPT);
	enum err_code code = path_make_dirs(dir, 0755, r->why);
	free(dir);
	return code;
}

static enum err_code put_aside(struct sync_run *r, const char *path)
{
	char *from = path_join(r->dir, path), *to = aside_of(r, path);
	enum err_code code = ERR_OK;
	if (access(from, F_OK) == 0)
		code = make_kept(r);
	if (!code && access(from, F_OK) == 0 && rename(from, to) != 0)
		code = err_sys(r->why, errno, "cannot keep a copy of %s", from);
	free(from);
	free(to);
	return code;
}

enum err_code sync_remove_file(struct sync_run *r, const char *path)
{
	r->sum.files++;
	return r->s->dry_run ? ERR_OK : put_aside(r, path);
}

/* ---- writing */

static enum err_code write_to(
	struct sync_run *r, int64_t playlist, const char *full, int64_t *ret_digest)
{
	struct playlist_file p;
	struct str out = {0};
	char *folder = path_dir(full);
	enum err_code code = playlist_export_collect(
		r->s->db, r->s->profile, playlist, &p, NULL, r->why);
	if (!code) {
		playlist_file_write(
			&p, PLAYLIST_M3U8, folder, PLAYLIST_PATHS_BELOW, &out);
		*ret_digest = (int64_t)hash_bytes(str_text(&out), out.len, 0);
		if (!r->s->dry_run)
			code = path_make_dirs(folder, 0755, r->why);
		if (!code && !r->s->dry_run)
			code = io_write_file(
				full, str_text(&out), out.len, 0644, r->why);
	}
	playlist_file_finish(&p);
	str_finish(&out);
	free(folder);
	return code;
}

enum err_code sync_write_file(
	struct sync_run *r, int64_t playlist, const char *path, int64_t *ret_digest)
{
	char *full = path_join(r->dir, path);
	enum err_code code = r->s->dry_run ? ERR_OK : put_aside(r, path);
	r->sum.files++;
	if (!code)
		code = write_to(r, playlist, full, ret_digest);
	free(full);
	return code;
}

enum err_code sync_keep_list(struct sync_run *r, int64_t playlist, const char *path)
{
	int64_t digest;
	if (r->s->dry_run)
		return ERR_OK;
	char *to = aside_of(r, path);
	enum err_code code = make_kept(r);
	if (!code)
		code = write_to(r, playlist, to, &digest);
	free(to);
	return code;
}

/* ---- names */

/* A name as a part of a file's path: no '/', no control characters, not hidden. */
static void append_name(struct str *out, const char *name)
{
	size_t begin = out->len;
	for (const char *s = name; *s; s++) {
		if (*s == '/')
			str_append(out, "\xE2\x88\x95");
		else if ((unsigned char)*s < 0x20 || *s == 0x7F)
			str_append_c(out, '_');
		else
			str_append_c(out, *s == '.' && s == name ? '_' : *s);
	}
	if (out->len - begin <= NAME_MAX_BYTES)
		return;
	out->len = begin + NAME_MAX_BYTES;
	while (((unsigned char)out->data[out->len] & 0xC0) == 0x80)
		out->len--;
	out->data[out->len] = '\0';
}

static enum err_code append_folders(
	struct sync_run *r, int64_t playlist, struct str *out)
{
	struct playlist_row row;
	enum err_code code = playlists_row(r->s->db, playlist, &row, r->why);
	if (!code && row.parent) {
		code = append_folders(r, row.parent, out);
		str_append_c(out, '/');
	}
	if (!code)
		append_name(out, row.name);
	playlist_row_finish(&row);
	return code;
}

enum err_code sync_path_of(struct sync_run *r, int64_t playlist, const char **ret)
{
	struct str stem = {0};
	enum err_code code = append_folders(r, playlist, &stem);
	for (int i = 1; !code && i < 1000; i++) {
		*ret = i == 1 ? arena_printf(&r->a, "%s.m3u8", str_text(&stem))
			      : arena_printf(&r->a, "%s %d.m3u8", str_text(&stem), i);
		if (!sync_file_of(r, *ret))
			break;
	}
	str_finish(&stem);
	return code;
}

char *sync_list_path(const char *path)
{
	struct str out = {0}, part = {0};
	size_t end = strlen(path) - strlen(path_extension(path)) - 1;
	for (size_t i = 0; i <= end; i++) {
		if (i < end && path[i] != '/') {
			str_append_c(&part, path[i]);
			continue;
		}
		struct str valid = {0};
		utf8_repair(&valid, str_text(&part), part.len, true);
		playlists_append_name(&out, str_text(&valid));
		if (i < end)
			str_append_c(&out, '/');
		str_reset(&part);
		str_finish(&valid);
	}
	str_finish(&part);
	return str_detach(&out);
}
