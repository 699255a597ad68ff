/* Rhythmbox: rhythmdb.xml (songs with ratings, counts and dates) and playlists.xml. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "import_read.h"
#include "playlist_text.h"
#include "text/xml.h"

struct rhythm {
	struct import_data *data;
	struct str text;
	int64_t track; /* that is being read; -1 none */
	int32_t list;  /* that is being read; -1 none */
};

static void on_text(void *ctx, const char *s, size_t n)
{
	struct rhythm *r = ctx;
	str_append_n(&r->text, s, n);
}

/* A file:// address as a path; false: no file. */
static bool path_of(const char *address, struct str *out)
{
	return playlist_resolve(out, address, "", true) == PLAYLIST_LOCAL;
}

static void on_entry(void *ctx, const char *element, const char *const *attribute)
{
	struct rhythm *r = ctx;
	str_reset(&r->text);
	if (strcmp(element, "entry") != 0)
		return;
	const char *type = xml_attribute(attribute, "type");
	r->track = -1;
	if (type && strcmp(type, "song") == 0) {
		r->track = (int64_t)r->data->n_tracks;
		import_add_track(r->data, "");
	}
}

static void take_location(struct rhythm *r, struct import_track *t)
{
	struct str path = {0};
	if (path_of(str_text(&r->text), &path))
		import_set(&t->path, str_text(&path));
	str_finish(&path);
}

static void on_entry_close(void *ctx, const char *element)
{
	struct rhythm *r = ctx;
	if (r->track < 0)
		return;
	struct import_track *t = &r->data->track[r->track];
	const char *text = str_text(&r->text);
	if (strcmp(element, "entry") == 0)
		r->track = -1;
	else if (strcmp(element, "title") == 0)
		import_set(&t->title, text);
	else if (strcmp(element, "artist") == 0)
		import_set(&t->artist, text);
	else if (strcmp(element, "album") == 0)
		import_set(&t->album, text);
	else if (strcmp(element, "location") == 0)
		take_location(r, t);
	else if (strcmp(element, "duration") == 0)
		t->duration_ms =
			import_number(text) > 0 ? import_number(text) * 1000 : -1;
	else if (strcmp(element, "rating") == 0)
		t->rating = (int)import_number(text);
	else if (strcmp(element, "play-count") == 0)
		t->plays = import_number(text);
	else if (strcmp(element, "last-played") == 0)
		t->last_s = import_number(text);
	else if (strcmp(element, "first-seen") == 0)
		t->first_s = import_number(text);
}

/* Entries without a path are no use to anybody. */
static void drop_pathless(struct import_data *d, size_t first)
{
	for (size_t i = first; i < d->n_tracks; i++) {
		struct import_track *t = &d->track[i];
		if (!t->path)
			t->path = xstrdup("");
		t->rating = t->rating < 0 ? 0 : t->rating > 5 ? 5 : t->rating;
	}
}

enum err_code import_read_rhythmdb(
	struct import_data *d, const struct import_text *t, struct err *why)
{
	struct rhythm r = {.data = d, .track = -1, .list = -1};
	struct xml_reader x = {on_entry, on_text, on_entry_close, &r};
	struct err trouble = {0};
	size_t first = d->n_tracks;
	d->source = IMPORT_RHYTHMBOX;
	enum err_code code = xml_read(t->data, t->n, &x, &trouble);
	str_finish(&r.text);
	drop_pathless(d, first);
	return import_cut_short(d, code, t, &trouble, why);
}

/* ---- playlists */

static void on_list(void *ctx, const char *element, const char *const *attribute)
{
	struct rhythm *r = ctx;
	str_reset(&r->text);
	if (strcmp(element, "playlist") != 0)
		return;
	const char *type = xml_attribute(attribute, "type"),
		   *name = xml_attribute(attribute, "name");
	r->list = -1;
	if (type && strcmp(type, "static") == 0)
		r->list =
			import_add_list(r->data, name ? name : "Rhythmbox", -1, false);
	else if (type && strcmp(type, "automatic") == 0)
		import_add_trouble(r->data, 0, name ? name : "",
			"a playlist that Rhythmbox makes by rules: make it with linnet "
			"playlist live");
}

static void on_list_close(void *ctx, const char *element)
{
	struct rhythm *r = ctx;
	struct str path = {0};
	if (strcmp(element, "playlist") == 0) {
		r->list = -1;
	} else if (r->list >= 0 && strcmp(element, "location") == 0) {
		if (path_of(str_text(&r->text), &path)) {
			import_list_track(r->data, r->list, (int32_t)r->data->n_tracks);
			import_add_track(r->data, str_text(&path));
		} else {
			import_add_trouble(r->data, 0, str_text(&r->text),
				"an address on the network");
		}
	}
	str_finish(&path);
}

enum err_code import_read_rhythmbox_lists(
	struct import_data *d, const struct import_text *t, struct err *why)
{
	struct rhythm r = {.data = d, .track = -1, .list = -1};
	struct xml_reader x = {on_list, on_text, on_list_close, &r};
	struct err trouble = {0};
	d->source = IMPORT_RHYTHMBOX;
	enum err_code code = xml_read(t->data, t->n, &x, &trouble);
	str_finish(&r.text);
	return import_cut_short(d, code, t, &trouble, why);
}
