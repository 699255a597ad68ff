#include "library/import_data.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "import_read.h"
#include "library/playlist_file.h"

static const struct {
	const char *name, *title;
} sources[IMPORT_SOURCE__COUNT] = {
	[IMPORT_PLAYLIST] = {"playlist", "playlists"},
	[IMPORT_CMUS] = {"cmus", "cmus"},
	[IMPORT_MPD] = {"mpd", "MPD"},
	[IMPORT_RHYTHMBOX] = {"rhythmbox", "Rhythmbox"},
	[IMPORT_ITUNES] = {"itunes", "iTunes"},
};

const char *import_source_name(enum import_source s)
{
	return sources[s].name;
}

const char *import_source_title(enum import_source s)
{
	return sources[s].title;
}

void import_data_finish(struct import_data *d)
{
	for (size_t i = 0; i < d->n_tracks; i++) {
		struct import_track *t = &d->track[i];
		free(t->path);
		free(t->other);
		free(t->title);
		free(t->artist);
		free(t->album);
	}
	for (size_t i = 0; i < d->n_lists; i++) {
		free(d->list[i].name);
		free(d->list[i].track);
	}
	for (size_t i = 0; i < d->n_troubles; i++) {
		free(d->trouble[i].what);
		free(d->trouble[i].why);
	}
	free(d->track);
	free(d->list);
	free(d->trouble);
	*d = (struct import_data){0};
}

struct import_track *import_add_track(struct import_data *d, const char *path)
{
	d->track =
		mem_grow(d->track, &d->cap_tracks, d->n_tracks + 1, sizeof *d->track);
	struct import_track *t = &d->track[d->n_tracks++];
	*t = (struct import_track){
		.path = xstrdup(path), .duration_ms = -1, .start_ms = -1};
	return t;
}

int32_t import_add_list(
	struct import_data *d, const char *name, int32_t parent, bool folder)
{
	struct str valid = {0};
	utf8_repair(&valid, name, strlen(name), true);
	d->list = mem_grow(d->list, &d->cap_lists, d->n_lists + 1, sizeof *d->list);
	d->list[d->n_lists] = (struct import_list){
		.name = str_detach(&valid), .parent = parent, .folder = folder};
	return (int32_t)d->n_lists++;
}

void import_list_track(struct import_data *d, int32_t list, int32_t track)
{
	struct import_list *l = &d->list[list];
	l->track = mem_grow(l->track, &l->cap, l->n + 1, sizeof *l->track);
	l->track[l->n++] = track;
}

void import_add_trouble(
	struct import_data *d, unsigned line, const char *what, const char *why)
{
	struct str text = {0};
	utf8_repair(&text, what, strlen(what), true);
	d->trouble = mem_grow(
		d->trouble, &d->cap_troubles, d->n_troubles + 1, sizeof *d->trouble);
	d->trouble[d->n_troubles++] =
		(struct import_trouble){line, str_detach(&text), xstrdup(why)};
}

void import_data_join(struct import_data *d, struct import_data *from)
{
	int32_t tracks = (int32_t)d->n_tracks, lists = (int32_t)d->n_lists;
	for (size_t i = 0; i < from->n_tracks; i++) {
		struct import_track *t = import_add_track(d, NULL);
		*t = from->track[i];
		from->track[i] = (struct import_track){0};
	}
	for (size_t i = 0; i < from->n_lists; i++) {
		struct import_list *l = &from->list[i];
		int32_t k = import_add_list(
			d, l->name, l->parent < 0 ? -1 : l->parent + lists, l->folder);
		for (size_t j = 0; j < l->n; j++)
			import_list_track(d, k, l->track[j] + tracks);
	}
	for (size_t i = 0; i < from->n_troubles; i++)
		import_add_trouble(d, from->trouble[i].line, from->trouble[i].what,
			from->trouble[i].why);
	if (d->source == IMPORT_PLAYLIST)
		d->source = from->source;
	import_data_finish(from);
}

void import_data_share_names(struct import_data *d)
{
	struct map at = {0};
	for (size_t i = 0; i < d->n_tracks; i++) {
		const char *path = d->track[i].path;
		if (*path && d->track[i].title)
			map_put(&at, (int64_t)hash_bytes(path, strlen(path), 0),
				(int64_t)i);
	}
	for (size_t i = 0; i < d->n_tracks; i++) {
		struct import_track *t = &d->track[i];
		int64_t k;
		if (t->title ||
			!map_get(&at, (int64_t)hash_bytes(t->path, strlen(t->path), 0),
				&k))
			continue;
		const struct import_track *from = &d->track[k];
		import_set(&t->title, from->title);
		import_set(&t->artist, from->artist);
		import_set(&t->album, from->album);
		if (t->duration_ms < 0)
			t->duration_ms = from->duration_ms;
	}
	map_finish(&at);
}

/* ---- small texts */

void import_set(char **to, const char *text)
{
	free(*to);
	*to = text && *text ? xstrdup(text) : NULL;
}

int64_t import_number(const char *text)
{
	double v;
	if (!str_to_double(text, &v) || !(v > -1e15 && v < 1e15))
		return 0;
	return (int64_t)v;
}

int64_t import_date(const char *text)
{
	struct tm t = {0};
	char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &t);
	time_t s = end ? timegm(&t) : 0;
	return s > 0 ? s : 0;
}

enum err_code import_cut_short(struct import_data *d, enum err_code code,
	const struct import_text *t, const struct err *trouble, struct err *why)
{
	if (code != ERR_FORMAT && code != ERR_CORRUPT)
		return code ? err_set(why, code, "%s", trouble->msg) : ERR_OK;
	if (d->n_tracks + d->n_lists == 0)
		return err_set(why, code, "%s", trouble->msg);
	import_add_trouble(d, 0, t->name, trouble->msg);
	return ERR_OK;
}

/* ---- what it is */

static bool has(const char *data, size_t n, const char *text)
{
	return memmem(data, n, text, strlen(text)) != NULL;
}

enum import_kind import_sniff(const char *data, size_t n)
{
	size_t head = n > 4096 ? 4096 : n;
	if (n >= 8 && memcmp(data, "CTC", 3) == 0)
		return IMPORT_KIND_CMUS_CACHE;
	if (n >= 16 && memcmp(data, "SQLite format 3", 16) == 0)
		return IMPORT_KIND_SQLITE;
	if ((n >= 2 && memcmp(data, "\x1F\x8B", 2) == 0) ||
		(n >= 10 && memcmp(data, "info_begin", 10) == 0))
		return IMPORT_KIND_MPD_DATABASE;
	if (has(data, head, "<rhythmdb-playlists"))
		return IMPORT_KIND_RHYTHMBOX_LISTS;
	if (has(data, head, "<rhythmdb"))
		return IMPORT_KIND_RHYTHMDB;
	if (has(data, head, "<plist") || has(data, head, "<!DOCTYPE plist"))
		return IMPORT_KIND_PLIST;
	return IMPORT_KIND_PLAYLIST;
}

enum err_code import_read(struct import_data *d, enum import_kind kind,
	const struct import_text *t, struct err *why)
{
	static enum err_code (*const readers[IMPORT_KIND__COUNT])(
		struct import_data *, const struct import_text *, struct err *) = {
		[IMPORT_KIND_PLAYLIST] = import_read_playlist,
		[IMPORT_KIND_CMUS_CACHE] = import_read_cmus,
		[IMPORT_KIND_MPD_DATABASE] = import_read_mpd,
		[IMPORT_KIND_SQLITE] = import_read_stickers,
		[IMPORT_KIND_RHYTHMDB] = import_read_rhythmdb,
		[IMPORT_KIND_RHYTHMBOX_LISTS] = import_read_rhythmbox_lists,
		[IMPORT_KIND_PLIST] = import_read_plist,
	};
	enum err_code code = readers[kind](d, t, why);
	return code ? err_prefix(why, "%s", t->name) : ERR_OK;
}

/* ---- playlist files */

/* "album.cue/track0003" of MPD, "album.cue/3" of cmus: the sheet, and which track. */
static void split_part(struct import_track *t)
{
	char *slash = strrchr(t->path, '/');
	if (!slash || slash - t->path < 5 || strncasecmp(slash - 4, ".cue", 4) != 0)
		return;
	const char *number = slash + 1;
	if (strncmp(number, "track", 5) == 0)
		number += 5;
	long long part;
	if (str_to_i64(number, &part) && part > 0 && part < 1000) {
		t->part = (int)part;
		*slash = '\0';
	}
}

static char *list_name(const struct playlist_file *p, const struct import_text *t)
{
	if (p->name && *p->name)
		return xstrdup(p->name);
	const char *dot = strrchr(t->name, '.');
	size_t n = dot && dot > t->name ? (size_t)(dot - t->name) : strlen(t->name);
	return xstrndup(t->name, n);
}

/* "Artist - Title" as far as it says so. */
static void split_title(struct import_track *t, const char *text)
{
	const char *dash = text ? strstr(text, " - ") : NULL;
	if (dash) {
		t->artist = xstrndup(text, (size_t)(dash - text));
		import_set(&t->title, dash + 3);
	} else {
		import_set(&t->title, text);
	}
}

enum err_code import_read_playlist(
	struct import_data *d, const struct import_text *t, struct err *why)
{
	struct playlist_file p;
	enum err_code code = playlist_file_parse(t->data, t->n, t->folder, &p, why);
	if (!code) {
		char *name = list_name(&p, t);
		int32_t list = import_add_list(d, name, -1, false);
		free(name);
		for (size_t i = 0; i < p.n; i++) {
			const struct playlist_item *item = &p.item[i];
			import_list_track(d, list, (int32_t)d->n_tracks);
			struct import_track *to = import_add_track(d, item->path);
			to->other = xstrdup(item->other);
			to->duration_ms = item->duration_ms;
			to->start_ms = item->start_ms;
			to->line = item->line;
			split_title(to, item->title);
			split_part(to);
		}
		for (size_t i = 0; i < p.n_troubles; i++)
			import_add_trouble(d, p.trouble[i].line, p.trouble[i].what,
				p.trouble[i].why);
	}
	playlist_file_finish(&p);
	return code;
}

/* ---- wire form */

static void put_track(struct str *b, const struct import_track *t)
{
	bytes_put_str(b, t->path);
	bytes_put_str(b, t->other);
	bytes_put_str(b, t->title);
	bytes_put_str(b, t->artist);
	bytes_put_str(b, t->album);
	bytes_put_i64(b, t->duration_ms);
	bytes_put_i64(b, t->start_ms);
	bytes_put_u32(b, (uint32_t)t->part);
	bytes_put_u8(b, (uint8_t)t->rating);
	bytes_put_u8(b, (uint8_t)(t->like + 2));
	bytes_put_i64(b, t->plays);
	bytes_put_i64(b, t->skips);
	bytes_put_i64(b, t->first_s);
	bytes_put_i64(b, t->last_s);
	bytes_put_u32(b, t->line);
}

static int64_t clamped(int64_t v, int64_t min, int64_t max)
{
	return v < min ? min : v > max ? max : v;
}

static void get_track(struct bytes_reader *r, struct import_data *d)
{
	struct import_track *t = import_add_track(d, NULL);
	t->path = bytes_get_str(r);
	t->other = bytes_get_str(r);
	t->title = bytes_get_str(r);
	t->artist = bytes_get_str(r);
	t->album = bytes_get_str(r);
	t->duration_ms = bytes_get_i64(r);
	t->start_ms = bytes_get_i64(r);
	t->part = (int)clamped(bytes_get_u32(r), 0, 999);
	t->rating = (int)clamped(bytes_get_u8(r), 0, 5);
	t->like = (signed char)(clamped(bytes_get_u8(r), 0, 3) - 2);
	t->plays = clamped(bytes_get_i64(r), 0, INT32_MAX);
	t->skips = clamped(bytes_get_i64(r), 0, INT32_MAX);
	t->first_s = clamped(bytes_get_i64(r), 0, INT64_C(1) << 40);
	t->last_s = clamped(bytes_get_i64(r), 0, INT64_C(1) << 40);
	t->line = bytes_get_u32(r);
	if (!t->path)
		t->path = xstrdup("");
}

void import_data_put(struct str *b, const struct import_data *d)
{
	bytes_put_u32(b, (uint32_t)d->source);
	bytes_put_u32(b, (uint32_t)d->n_tracks);
	for (size_t i = 0; i < d->n_tracks; i++)
		put_track(b, &d->track[i]);
	bytes_put_u32(b, (uint32_t)d->n_lists);
	for (size_t i = 0; i < d->n_lists; i++) {
		const struct import_list *l = &d->list[i];
		bytes_put_str(b, l->name);
		bytes_put_u32(b, (uint32_t)(l->parent + 1));
		bytes_put_u8(b, l->folder);
		bytes_put_u32(b, (uint32_t)l->n);
		for (size_t k = 0; k < l->n; k++)
			bytes_put_u32(b, (uint32_t)l->track[k]);
	}
	bytes_put_u32(b, (uint32_t)d->n_troubles);
	for (size_t i = 0; i < d->n_troubles; i++) {
		bytes_put_u32(b, d->trouble[i].line);
		bytes_put_str(b, d->trouble[i].what);
		bytes_put_str(b, d->trouble[i].why);
	}
}

/* Nothing of the answer is believed: indices stay within what came. */
static void get_list(struct bytes_reader *r, struct import_data *d)
{
	char *name = bytes_get_str(r);
	int64_t parent = (int64_t)bytes_get_u32(r) - 1;
	bool folder = bytes_get_u8(r) != 0;
	bool known =
		parent >= 0 && parent < (int64_t)d->n_lists && d->list[parent].folder;
	int32_t list = import_add_list(
		d, name ? name : "", known ? (int32_t)parent : -1, folder);
	for (uint32_t n = bytes_get_u32(r); n > 0 && !r->bad; n--) {
		uint32_t track = bytes_get_u32(r);
		if (track < d->n_tracks)
			import_list_track(d, list, (int32_t)track);
	}
	free(name);
}

bool import_data_get(struct bytes_reader *r, struct import_data *ret)
{
	*ret = (struct import_data){0};
	uint32_t source = bytes_get_u32(r);
	ret->source = source < IMPORT_SOURCE__COUNT ? (enum import_source)source
						    : IMPORT_PLAYLIST;
	for (uint32_t n = bytes_get_u32(r); n > 0 && !r->bad; n--)
		get_track(r, ret);
	for (uint32_t n = bytes_get_u32(r); n > 0 && !r->bad; n--)
		get_list(r, ret);
	for (uint32_t n = bytes_get_u32(r); n > 0 && !r->bad; n--) {
		unsigned line = bytes_get_u32(r);
		char *what = bytes_get_str(r), *text = bytes_get_str(r);
		import_add_trouble(ret, line, what ? what : "", text ? text : "");
		free(what);
		free(text);
	}
	return !r->bad && r->p == r->end;
}
