#include "library/playlist_export.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "db/library.h"
#include "db/list.h"
#include "db/playlist_tracks.h"
#include "db/playlists.h"

struct collecting {
	struct db *db;
	struct playlist_file *file;
	struct arena a;
	struct str title; /* of the entry at hand */
	size_t gone;
};

static void set_part(struct playlist_item *item, const struct playlist_track *t)
{
	if (t->rate_hz <= 0 || (t->start_frame <= 0 && t->end_frame <= 0))
		return;
	item->start_ms = t->start_frame * 1000 / t->rate_hz;
	if (t->end_frame > t->start_frame)
		item->end_ms = t->end_frame * 1000 / t->rate_hz;
}

static bool add(void *ctx, const struct playlist_track *t)
{
	struct collecting *c = ctx;
	const char *path = t->path ? t->path : t->location;
	if (!path) {
		c->gone++;
		return true;
	}
	str_reset(&c->title);
	if (*t->artist) {
		str_append(&c->title, t->artist);
		str_append(&c->title, " - ");
	}
	str_append(&c->title, t->title);
	set_part(playlist_file_add(c->file, path, str_text(&c->title),
			 t->duration_ms > 0 ? t->duration_ms : -1),
		t);
	return true;
}

static void add_recording(struct collecting *c, int64_t recording)
{
	struct track t;
	arena_reset(&c->a);
	if (library_track_of(c->db, recording, &c->a, &t, NULL)) {
		c->gone++;
		return;
	}
	struct playlist_track row = {.recording = recording,
		.title = t.title ? t.title : "",
		.artist = t.artist_name ? t.artist_name : "",
		.path = t.path,
		.duration_ms = t.duration_ms,
		.start_frame = t.start_frame,
		.end_frame = t.end_frame,
		.rate_hz = t.rate_hz};
	add(c, &row);
}

static enum err_code collect_live(
	struct collecting *c, int64_t profile, int64_t playlist, struct err *why)
{
	struct list_spec spec = {
		.kind = LIST_PLAYLIST_TRACKS, .id = playlist, .profile = profile};
	int64_t *recording;
	size_t n;
	enum err_code code = list_recordings(c->db, &spec, 0, 0, &recording, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		add_recording(c, recording[i]);
	free(recording);
	return code;
}

enum err_code playlist_export_collect(struct db *db, int64_t profile, int64_t playlist,
	struct playlist_file *ret, size_t *ret_gone, struct err *why)
{
	struct collecting c = {.db = db, .file = ret};
	struct playlist_row row;
	*ret = (struct playlist_file){0};
	enum err_code code = playlists_row(db, playlist, &row, why);
	if (!code && row.folder)
		code = err_set(why, ERR_USAGE,
			"the folder %s holds playlists: export them one by one, or keep "
			"a folder of files in step with linnet playlist sync",
			row.name);
	if (!code)
		ret->name = xstrdup(row.name);
	if (!code)
		code = row.query ? collect_live(&c, profile, playlist, why)
				 : playlist_each_track(db, playlist, add, &c, why);
	if (ret_gone)
		*ret_gone = c.gone;
	arena_finish(&c.a);
	str_finish(&c.title);
	playlist_row_finish(&row);
	if (code)
		playlist_file_finish(ret);
	return code;
}

enum err_code playlist_export_write(const struct playlist_file *p, const char *path,
	enum playlist_format format, enum playlist_paths paths, bool replace,
	struct err *why)
{
	struct str out = {0};
	char *dir = path_dir(path), *folder = path_real(dir);
	enum err_code code = ERR_OK;
	if (!folder)
		code = err_set(why, ERR_NOT_FOUND, "there is no folder %s", dir);
	else if (!replace && access(path, F_OK) == 0)
		code = err_set(why, ERR_EXISTS, "%s is there already", path);
	if (!code) {
		playlist_file_write(p, format, folder, paths, &out);
		code = io_write_file(path, str_text(&out), out.len, 0644, why);
	}
	str_finish(&out);
	free(dir);
	free(folder);
	return code;
}
