/* Playlists from and to files, and paths to what the library knows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "db/library.h"
#include "db/list.h"
#include "db/playlists.h"
#include "library/playlist_file.h"
#include "playlist.h"

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

static void title_of(const struct track *t, struct str *out)
{
	bool named = t->artist_name && *t->artist_name;
	str_appendf(out, "%s%s%s", named ? t->artist_name : "", named ? " - " : "",
		t->title ? t->title : "");
}

/* Of a file that a CUE sheet divides the track of that title, or all. */
static void append_tracks(const struct playlist_item *item, const struct track *t,
	size_t tracks, int64_t **recording, size_t *n)
{
	size_t from = 0, to = tracks;
	for (size_t i = 0; tracks > 1 && item->title && i < tracks; i++) {
		struct str title = {0};
		title_of(&t[i], &title);
		if (strcmp(item->title, str_text(&title)) == 0) {
			from = i;
			to = i + 1;
		}
		str_finish(&title);
	}
	for (size_t i = from; i < to; i++)
		append(recording, n, &t[i].recording, 1);
}

static enum err_code find_items(struct db *db, const struct playlist_file *p,
	int64_t **recording, size_t *n, struct err *why)
{
	struct arena a = {0};
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < p->n && !code; i++) {
		struct track *t;
		size_t tracks;
		arena_reset(&a);
		code = library_tracks_at(db, p->item[i].path, &a, &t, &tracks, why);
		char *real = code == ERR_NOT_FOUND ? path_real(p->item[i].path) : NULL;
		if (real) /* through a link, perhaps */
			code = library_tracks_at(db, real, &a, &t, &tracks, why);
		free(real);
		if (!code)
			append_tracks(&p->item[i], t, tracks, recording, n);
		else if (code == ERR_NOT_FOUND)
			code = ERR_OK;
	}
	arena_finish(&a);
	return code;
}

/* The option, the name that the file gives, or the file's own without its extension. */
static char *name_for(const struct playlist_call *c, const struct playlist_file *p)
{
	if (c->as)
		return xstrdup(c->as);
	if (p->name && *p->name)
		return xstrdup(p->name);
	const char *base = path_base(c->word[0]), *extension = path_extension(base);
	size_t n = strlen(base) - strlen(extension);
	return xstrndup(base, n > 1 && *extension ? n - 1 : strlen(base));
}

static enum err_code store(const struct playlist_call *c, const char *name,
	const int64_t *recording, size_t n, struct err *why)
{
	int64_t id;
	enum err_code code = db_begin(c->db, "playlist import", why);
	if (code)
		return code;
	code = playlists_create(c->db, name, false, &id, NULL, why);
	if (code == ERR_EXISTS)
		err_set(why, code,
			"there is a playlist named %s already; give another --as",
			name);
	if (!code)
		code = playlists_insert(c->db, id, 0, recording, n, NULL, why);
	if (!code)
		return db_commit(c->db, why);
	db_rollback(c->db);
	return code;
}

static void report(const char *name, const struct playlist_file *p, size_t n)
{
	printf("%s: %zu of %zu entries\n", name, n, p->n + p->remote);
	if (n < p->n)
		fprintf(stderr,
			"linnet: %zu entries are not in the library; run linnet scan "
			"on their "
			"folder and import again\n",
			p->n - n);
	if (p->remote)
		fprintf(stderr, "linnet: %zu addresses on the network were left out\n",
			p->remote);
}

enum err_code playlist_import(const struct playlist_call *c, struct err *why)
{
	char *data;
	size_t size, n = 0;
	int64_t *recording = NULL;
	struct playlist_file p = {0};
	enum err_code code =
		io_read_file(c->word[0], PLAYLIST_FILE_MAX, &data, &size, why);
	if (code)
		return code;
	char *real = path_real(strcmp(c->word[0], "-") == 0 ? "." : c->word[0]);
	char *folder = strcmp(c->word[0], "-") == 0
			       ? xstrdup(real ? real : "/")
			       : path_dir(real ? real : c->word[0]);
	code = playlist_file_parse(data, size, folder, &p, why);
	if (code)
		err_prefix(why, "%s", c->word[0]);
	if (!code)
		code = find_items(c->db, &p, &recording, &n, why);
	if (!code && n == 0)
		code = err_set(why, ERR_NOT_FOUND,
			"%s: none of its %zu entries is in the library; run linnet "
			"scan first",
			c->word[0], p.n);
	if (!code) {
		char *name = name_for(c, &p);
		code = store(c, name, recording, n, why);
		if (!code)
			report(name, &p, n);
		free(name);
	}
	playlist_file_finish(&p);
	free(recording);
	free(folder);
	free(real);
	free(data);
	return code;
}

/* ---- export */

struct collected {
	struct db *db;
	struct playlist_file *file;
	struct arena a;
	size_t gone;
};

static bool collect(void *ctx, const struct playlist_entry *e)
{
	struct collected *c = ctx;
	struct track t;
	struct str title = {0};
	arena_reset(&c->a);
	if (library_track_of(c->db, e->recording, &c->a, &t, NULL) || !t.path) {
		c->gone++;
		return true;
	}
	title_of(&t, &title);
	playlist_file_add(c->file, t.path, str_text(&title),
		t.duration_ms > 0 ? t.duration_ms : -1);
	str_finish(&title);
	return true;
}

static enum err_code format_for(const struct playlist_call *c, const char *to,
	enum playlist_format *ret, struct err *why)
{
	*ret = PLAYLIST_M3U8;
	if (!c->format)
		return strcmp(to, "-") == 0 ? ERR_OK : playlist_format_of(to, ret, why);
	struct str name = {0};
	str_appendf(&name, "x.%s", c->format);
	enum err_code code = playlist_format_of(name.data, ret, NULL);
	str_finish(&name);
	return code ? err_set(why, ERR_USAGE,
			      "the formats are m3u8, pls and xspf, not %s", c->format)
		    : ERR_OK;
}

static enum err_code write_out(const struct playlist_file *p,
	enum playlist_format format, const char *to, struct err *why)
{
	struct str out = {0};
	enum err_code code = ERR_OK;
	if (strcmp(to, "-") == 0) {
		playlist_file_write(p, format, NULL, &out);
		fwrite(str_text(&out), 1, out.len, stdout);
	} else {
		char *dir = path_dir(to), *folder = path_real(dir);
		playlist_file_write(p, format, folder, &out);
		code = io_write_file(to, str_text(&out), out.len, 0644, why);
		free(dir);
		free(folder);
	}
	str_finish(&out);
	return code;
}

enum err_code playlist_export(const struct playlist_call *c, struct err *why)
{
	const char *to = c->n > 1 ? c->word[1] : "-";
	enum playlist_format format;
	int64_t id;
	enum err_code code = format_for(c, to, &format, why);
	if (!code)
		code = playlists_find(c->db, c->word[0], &id, why);
	if (code)
		return code;
	struct playlist_file p = {.name = xstrdup(c->word[0])};
	struct collected all = {.db = c->db, .file = &p};
	code = playlists_each_entry(c->db, id, collect, &all, why);
	if (!code)
		code = write_out(&p, format, to, why);
	if (!code && all.gone)
		fprintf(stderr, "linnet: %zu tracks without a file were left out\n",
			all.gone);
	arena_finish(&all.a);
	playlist_file_finish(&p);
	return code;
}
