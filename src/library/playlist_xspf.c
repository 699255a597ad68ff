/* XSPF: <trackList> of <track> with <location>, <title>, <creator>, <duration> in ms. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "playlist_text.h"
#include "text/xml.h"

struct xspf {
	struct playlist_file *file; /* borrowed */
	const char *folder;         /* borrowed */
	struct playlist_entry_text entry;
	struct str text;
	bool in_track;
};

static void on_open(void *ctx, const char *element, const char *const *attribute)
{
	struct xspf *x = ctx;
	(void)attribute;
	str_reset(&x->text);
	if (strcmp(element, "track") == 0) {
		playlist_entry_reset(&x->entry);
		x->in_track = true;
	}
}

static void on_text(void *ctx, const char *s, size_t n)
{
	struct xspf *x = ctx;
	str_append_n(&x->text, s, n);
}

/* "#t=12.5,60" at the end of an address: a part of the file (W3C media fragments). */
static void take_fragment(struct playlist_entry_text *e)
{
	char *at = e->path.len ? strstr(e->path.data, "#t=") : NULL;
	if (!at)
		return;
	char *comma = strchr(at, ',');
	double s;
	if (comma)
		*comma = '\0';
	if (str_to_double(at + 3, &s) && s >= 0 && s < 1e6)
		e->start_ms = (int64_t)(s * 1000 + .5);
	if (comma && str_to_double(comma + 1, &s) && s >= 0 && s < 1e6)
		e->end_ms = (int64_t)(s * 1000 + .5);
	*at = '\0';
	e->path.len = (size_t)(at - e->path.data);
}

static void on_track_end(struct xspf *x)
{
	x->in_track = false;
	if (x->entry.path.len == 0)
		return;
	take_fragment(&x->entry);
	x->entry.uri = true;
	x->entry.line = (unsigned)(x->file->n + x->file->n_troubles + 1);
	playlist_keep(x->file, &x->entry, x->folder);
}

/* Without the blanks around it. */
static const char *trimmed(struct str *s)
{
	while (s->len && strchr(" \t\r\n", s->data[s->len - 1]))
		s->data[--s->len] = '\0';
	const char *at = str_text(s);
	return at + strspn(at, " \t\r\n");
}

static void on_close(void *ctx, const char *element)
{
	struct xspf *x = ctx;
	const char *text = trimmed(&x->text);
	struct str *to = strcmp(element, "location") == 0  ? &x->entry.path
			 : strcmp(element, "title") == 0   ? &x->entry.title
			 : strcmp(element, "creator") == 0 ? &x->entry.creator
							   : NULL;
	if (strcmp(element, "track") == 0) {
		on_track_end(x);
	} else if (x->in_track && to) {
		/* Of several locations the first. */
		if (to->len == 0)
			str_append(to, text);
	} else if (x->in_track && strcmp(element, "duration") == 0) {
		long long ms = atoll(text);
		x->entry.duration_ms = ms > 0 ? ms : -1;
	} else if (strcmp(element, "title") == 0 && !x->file->name && *text) {
		x->file->name = xstrdup(text);
	}
	str_reset(&x->text);
}

enum err_code playlist_read_xspf(struct playlist_file *p, const char *data, size_t n,
	const char *folder, struct err *why)
{
	struct xspf x = {.file = p, .folder = folder};
	struct xml_reader r = {on_open, on_text, on_close, &x};
	struct err trouble = {0};
	enum err_code code = xml_read(data, n, &r, &trouble);
	playlist_entry_finish(&x.entry);
	str_finish(&x.text);
	if (code == ERR_FORMAT && p->n > 0) {
		playlist_trouble_add(p, 0, "XSPF", trouble.msg);
		return ERR_OK;
	}
	return code ? err_set(why, code, "%s", trouble.msg) : ERR_OK;
}
