/* Playlists from and to files, and paths to what the library knows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "db/library.h"
#include "db/list.h"
#include "db/playlists.h"
#include "library/import_apply.h"
#include "library/import_find.h"
#include "library/playlist_export.h"
#include "library/playlist_sync.h"
#include "playlist.h"
#include "text/json.h"
#include "words.h"

static void append(int64_t **list, size_t *n, const int64_t *more, size_t n_more)
{
	*list = xreallocarray(*list, *n + n_more, sizeof **list);
	if (n_more)
		memcpy(*list + *n, more, n_more * sizeof **list);
	*n += n_more;
}

/* All files of the library below an absolute path; *ret_n 0 where there are none. */
static enum err_code find_below(
	struct db *db, const char *path, int64_t **ret, size_t *ret_n, struct err *why)
{
	struct arena a = {0};
	struct library_root *root;
	size_t n;
	*ret = NULL;
	*ret_n = 0;
	enum err_code code = library_roots(db, &a, &root, &n, why);
	for (size_t i = 0; i < n && !code; i++) {
		size_t k = strlen(root[i].path);
		if (strncmp(path, root[i].path, k) != 0 ||
			(path[k] != '/' && path[k] != '\0'))
			continue;
		struct list_spec spec = {.kind = LIST_FOLDER_TRACKS,
			.id = root[i].id,
			.path = path + k + (path[k] == '/')};
		code = list_recordings(db, &spec, 0, 0, ret, ret_n, why);
		break;
	}
	arena_finish(&a);
	return code;
}

enum err_code playlist_find_tracks(struct db *db, const char *path, int64_t **recording,
	size_t *n, struct err *why)
{
	struct arena a = {0};
	struct track *t;
	size_t tracks;
	char *real = path_real(path);
	const char *at = real ? real : path;
	enum err_code code = library_tracks_at(db, at, &a, &t, &tracks, why);
	if (!code) {
		for (size_t i = 0; i < tracks; i++)
			append(recording, n, &t[i].recording, 1);
	} else if (code == ERR_NOT_FOUND) {
		int64_t *below;
		size_t found;
		code = find_below(db, at, &below, &found, why);
		append(recording, n, below, found);
		free(below);
		if (!code && found == 0)
			code = err_set(why, ERR_NOT_FOUND,
				"%s is not in the library; run linnet scan first",
				path);
	}
	free(real);
	arena_finish(&a);
	return code;
}

/* ---- import */

struct reporting {
	const struct playlist_call *call;
	const char *file;
	size_t missing, lists;
};

static void tell_missing(void *ctx, unsigned line, const char *what, const char *why)
{
	struct reporting *r = ctx;
	char *shown = words_printable(what), *file = words_printable(r->file);
	r->missing++;
	if (line > 0)
		fprintf(stderr, "%s:%u: %s: %s\n", file, line, shown, why);
	else
		fprintf(stderr, "%s: %s: %s\n", file, shown, why);
	free(shown);
	free(file);
}

static void tell_list(
	void *ctx, const char *name, size_t entries, size_t lost, bool made)
{
	struct reporting *r = ctx;
	r->lists++;
	if (r->call->json) {
		struct str out = {0};
		struct json_writer w = {.out = &out};
		json_write_object(&w);
		json_put_str(&w, "name", name);
		json_put_int(&w, "entries", (int64_t)entries);
		json_put_int(&w, "missing", (int64_t)lost);
		json_put_bool(&w, "made", made);
		json_write_object_end(&w);
		puts(str_text(&out));
		str_finish(&out);
		return;
	}
	printf("%s: %zu of %zu entries%s\n", name, entries - lost, entries,
		made ? "" : ", as it was already");
}

static enum err_code read_stdin(
	struct import_reader *reader, struct import_data *d, struct err *why)
{
	char *data, *folder = path_real(".");
	size_t n;
	enum err_code code = io_read_file("-", PLAYLIST_FILE_MAX, &data, &n, why);
	if (code) {
		free(folder);
		return code;
	}
	struct import_text t = {data, n, "stdin", folder ? folder : "/"};
	code = import_reader_bytes(reader, &t, d, why);
	free(data);
	free(folder);
	return code;
}

static enum err_code import_one(const struct playlist_call *c,
	struct import_reader *reader, int64_t folder, const char *path, struct err *why)
{
	struct import_data d = {0};
	struct arena a = {0};
	struct match *match;
	struct reporting r = {.call = c, .file = path};
	struct clock clock = clock_system();
	struct import_config config = {.profile = c->profile,
		.now_ms = clock_wall_ms(&clock),
		.folder = folder,
		.list_name = c->option[PLAYLIST_OPT_AS],
		.lists_only = true,
		.missing = tell_missing,
		.list = tell_list,
		.ctx = &r};
	struct import_summary sum = {0};
	enum err_code code = strcmp(path, "-") == 0
				     ? read_stdin(reader, &d, why)
				     : import_find_read(reader, path, &d, why);
	if (!code && config.list_name && d.n_lists != 1)
		code = err_set(why, ERR_USAGE, "--as names one playlist; %s holds %zu",
			path, d.n_lists);
	if (!code)
		code = import_match(c->db, &d, &a, &match, why);
	if (!code)
		code = import_apply(c->db, &d, match, &config, &sum, why);
	if (!code && sum.lost > 0)
		fprintf(stderr,
			"linnet: %zu %s not in the library: kept by name, and found "
			"again when a scan sees them\n",
			sum.lost, sum.lost == 1 ? "entry is" : "entries are");
	import_data_finish(&d);
	arena_finish(&a);
	return code;
}

enum err_code playlist_import(const struct playlist_call *c, struct err *why)
{
	struct import_reader *reader = import_reader_create(true);
	const char *into = c->option[PLAYLIST_OPT_INTO];
	int64_t folder = 0;
	enum err_code code = ERR_OK;
	if (into)
		code = playlists_find(c->db, into, &folder, NULL);
	if (code == ERR_NOT_FOUND)
		code = playlists_create(c->db, into, true, &folder, NULL, why);
	for (int i = 0; i < c->n && !code; i++)
		code = import_one(c, reader, folder, c->word[i], why);
	import_reader_destroy(reader);
	return code;
}

/* ---- export */

static enum err_code format_for(const struct playlist_call *c, const char *to,
	enum playlist_format *ret, struct err *why)
{
	const char *format = c->option[PLAYLIST_OPT_FORMAT];
	*ret = PLAYLIST_M3U8;
	if (!format)
		return strcmp(to, "-") == 0 ? ERR_OK : playlist_format_of(to, ret, why);
	struct str name = {0};
	str_appendf(&name, "x.%s", format);
	enum err_code code = playlist_format_of(name.data, ret, NULL);
	str_finish(&name);
	return code ? err_set(why, ERR_USAGE,
			      "the formats are m3u8, pls and xspf, not %s", format)
		    : ERR_OK;
}

static enum err_code write_out(const struct playlist_call *c,
	const struct playlist_file *p, enum playlist_format format, const char *to,
	struct err *why)
{
	struct str out = {0};
	enum playlist_paths paths =
		c->option[PLAYLIST_OPT_ABSOLUTE]   ? PLAYLIST_PATHS_ABSOLUTE
		: c->option[PLAYLIST_OPT_RELATIVE] ? PLAYLIST_PATHS_RELATIVE
						   : PLAYLIST_PATHS_BELOW;
	if (strcmp(to, "-") != 0) {
		enum err_code code = playlist_export_write(p, to, format, paths,
			c->option[PLAYLIST_OPT_FORCE] != NULL, why);
		return code == ERR_EXISTS
			       ? err_set(why, code,
					 "%s is there already; --force replaces it", to)
			       : code;
	}
	char *here = paths == PLAYLIST_PATHS_RELATIVE ? path_real(".") : NULL;
	playlist_file_write(p, format, here, paths, &out);
	fwrite(str_text(&out), 1, out.len, stdout);
	str_finish(&out);
	free(here);
	return ERR_OK;
}

enum err_code playlist_export(const struct playlist_call *c, struct err *why)
{
	const char *to = c->n > 1 ? c->word[1] : "-";
	struct playlist_file p = {0};
	enum playlist_format format;
	size_t gone = 0;
	int64_t id;
	enum err_code code = format_for(c, to, &format, why);
	if (!code)
		code = playlists_find(c->db, c->word[0], &id, why);
	if (!code)
		code = playlist_export_collect(c->db, c->profile, id, &p, &gone, why);
	if (!code)
		code = write_out(c, &p, format, to, why);
	if (!code && gone)
		fprintf(stderr, "linnet: %zu tracks without a file were left out\n",
			gone);
	playlist_file_finish(&p);
	return code;
}

/* ---- a folder in step */

static void tell_step(void *ctx, const char *text)
{
	(void)ctx;
	puts(text);
}

enum err_code playlist_run_sync(const struct playlist_call *c, struct err *why)
{
	struct playlist_sync_summary sum;
	struct playlist_sync s = {.db = c->db,
		.profile = c->profile,
		.dry_run = c->option[PLAYLIST_OPT_DRY_RUN] != NULL,
		.tell = tell_step};
	char *dir = path_real(c->word[0]);
	enum err_code code =
		dir ? ERR_OK
		    : err_set(why, ERR_NOT_FOUND, "there is no folder %s", c->word[0]);
	if (!code)
		code = playlist_sync_run(&s, dir, &sum, why);
	if (!code && sum.changes == 0)
		puts("all in step");
	free(dir);
	return code;
}
