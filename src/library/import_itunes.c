/*
 * iTunes and Music: "Library.xml", a property list. A dict under "Tracks" has a dict a
 * track, under its number; an array under "Playlists" has a dict a playlist, whose items
 * name tracks by number and whose parents are named by their persistent ids.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "import_read.h"
#include "playlist_text.h"
#include "text/xml.h"

enum { KEYS = 8 };

struct plist {
	struct import_data *data;
	struct str text, key[KEYS]; /* the last key of each depth of dicts and arrays */
	int depth;
	struct map by_id;   /* iTunes' number of a track -> index */
	struct map by_hash; /* hash of a list's persistent id -> index */
	int64_t track;      /* being read; -1 none */
	/* the playlist that is being read */
	int32_t list;
	bool skip;
	uint64_t parent;
};

static uint64_t hash_of(const char *text)
{
	return hash_bytes(text, strlen(text), 0) | 1;
}

static bool at(const struct plist *p, int depth, const char *key)
{
	return p->depth >= depth && strcmp(str_text(&p->key[depth]), key) == 0;
}

static bool in_tracks(const struct plist *p)
{
	return p->depth == 3 && at(p, 1, "Tracks");
}

static bool in_playlist(const struct plist *p)
{
	return p->depth == 3 && at(p, 1, "Playlists");
}

static void on_open(void *ctx, const char *element, const char *const *attribute)
{
	struct plist *p = ctx;
	(void)attribute;
	str_reset(&p->text);
	if (strcmp(element, "dict") != 0 && strcmp(element, "array") != 0)
		return;
	if (++p->depth < KEYS)
		str_reset(&p->key[p->depth]);
	if (strcmp(element, "dict") == 0 && in_tracks(p)) {
		p->track = (int64_t)p->data->n_tracks;
		import_add_track(p->data, "");
		map_put(&p->by_id, import_number(str_text(&p->key[2])), p->track);
	} else if (strcmp(element, "dict") == 0 && in_playlist(p)) {
		p->list = import_add_list(p->data, "", -1, false);
		p->skip = false;
		p->parent = 0;
	}
}

static void on_text(void *ctx, const char *s, size_t n)
{
	struct plist *p = ctx;
	str_append_n(&p->text, s, n);
}

static void take_location(struct import_track *t, const char *address)
{
	struct str path = {0};
	if (playlist_resolve(&path, address, "", true) == PLAYLIST_LOCAL)
		import_set(&t->path, str_text(&path));
	str_finish(&path);
}

static void take_track(struct import_track *t, const char *key, const char *text)
{
	if (strcmp(key, "Name") == 0)
		import_set(&t->title, text);
	else if (strcmp(key, "Artist") == 0)
		import_set(&t->artist, text);
	else if (strcmp(key, "Album") == 0)
		import_set(&t->album, text);
	else if (strcmp(key, "Location") == 0)
		take_location(t, text);
	else if (strcmp(key, "Total Time") == 0)
		t->duration_ms = import_number(text) > 0 ? import_number(text) : -1;
	else if (strcmp(key, "Rating") == 0 && t->rating >= 0)
		t->rating = (int)(import_number(text) / 20);
	else if (strcmp(key, "Play Count") == 0)
		t->plays = import_number(text);
	else if (strcmp(key, "Skip Count") == 0)
		t->skips = import_number(text);
	else if (strcmp(key, "Play Date UTC") == 0)
		t->last_s = import_date(text);
	else if (strcmp(key, "Date Added") == 0)
		t->first_s = import_date(text);
}

/* Values that are elements without text. */
static void take_flag(struct import_track *t, const char *key)
{
	if (strcmp(key, "Rating Computed") == 0)
		t->rating = -1; /* of the album, not the listener's */
	else if (strcmp(key, "Loved") == 0 || strcmp(key, "Favorited") == 0)
		t->like = 1;
	else if (strcmp(key, "Disliked") == 0)
		t->like = -1;
}

static void take_list(struct plist *p, const char *key, const char *text, bool yes)
{
	struct import_list *l = &p->data->list[p->list];
	if (strcmp(key, "Name") == 0) {
		free(l->name);
		l->name = xstrdup(text);
	} else if (strcmp(key, "Playlist Persistent ID") == 0) {
		map_put(&p->by_hash, (int64_t)hash_of(text), p->list);
	} else if (strcmp(key, "Parent Persistent ID") == 0) {
		p->parent = hash_of(text);
	} else if (strcmp(key, "Folder") == 0) {
		l->folder = yes;
	} else if (strcmp(key, "Master") == 0 ||
		   strcmp(key, "Distinguished Kind") == 0) {
		p->skip = true; /* the library itself, Music, Films, … */
	}
}

static void end_list(struct plist *p)
{
	struct import_list *l = &p->data->list[p->list];
	int64_t parent;
	if (p->skip) {
		free(l->name);
		free(l->track);
		p->data->n_lists--;
	} else if (p->parent && map_get(&p->by_hash, (int64_t)p->parent, &parent) &&
		   parent != p->list && p->data->list[parent].folder) {
		l->parent = (int32_t)parent;
	}
	p->list = -1;
}

static void on_value(struct plist *p, const char *element, const char *text)
{
	const char *key = p->depth < KEYS ? str_text(&p->key[p->depth]) : "";
	int64_t track;
	bool yes = strcmp(element, "true") == 0;
	if (in_tracks(p) && p->track >= 0) {
		struct import_track *t = &p->data->track[p->track];
		take_track(t, key, text);
		if (yes)
			take_flag(t, key);
	} else if (in_playlist(p) && p->list >= 0) {
		take_list(p, key, text, yes);
	} else if (p->depth == 5 && p->list >= 0 && strcmp(key, "Track ID") == 0 &&
		   map_get(&p->by_id, import_number(text), &track) &&
		   !p->data->list[p->list].folder) {
		import_list_track(p->data, p->list, (int32_t)track);
	}
}

static void on_close(void *ctx, const char *element)
{
	struct plist *p = ctx;
	const char *text = str_text(&p->text);
	if (strcmp(element, "dict") == 0 || strcmp(element, "array") == 0) {
		if (in_playlist(p) && strcmp(element, "dict") == 0 && p->list >= 0)
			end_list(p);
		if (in_tracks(p))
			p->track = -1;
		p->depth--;
	} else if (strcmp(element, "key") == 0) {
		if (p->depth < KEYS) {
			str_reset(&p->key[p->depth]);
			str_append(&p->key[p->depth], text);
		}
	} else {
		on_value(p, element, text);
	}
	str_reset(&p->text);
}

enum err_code import_read_plist(
	struct import_data *d, const struct import_text *t, struct err *why)
{
	struct plist p = {.data = d, .track = -1, .list = -1};
	struct xml_reader x = {on_open, on_text, on_close, &p};
	struct err trouble = {0};
	d->source = IMPORT_ITUNES;
	enum err_code code = xml_read(t->data, t->n, &x, &trouble);
	if (!code && d->n_tracks == 0)
		code = err_set(&trouble, ERR_FORMAT,
			"a property list, but no library of iTunes or Music");
	for (size_t i = 0; i < d->n_tracks; i++) {
		struct import_track *track = &d->track[i];
		if (!track->path)
			track->path = xstrdup("");
		track->rating = track->rating < 0   ? 0
				: track->rating > 5 ? 5
						    : track->rating;
	}
	for (int i = 0; i < KEYS; i++)
		str_finish(&p.key[i]);
	str_finish(&p.text);
	map_finish(&p.by_id);
	map_finish(&p.by_hash);
	return import_cut_short(d, code, t, &trouble, why);
}
