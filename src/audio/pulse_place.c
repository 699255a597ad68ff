/*
 * Where a stream plays, and what it means when that changes. The server moves streams by
 * itself: after the default device (fine), when somebody drags it elsewhere (fine), and
 * when the device went (not fine: music meant for headphones comes out of loudspeakers).
 * It tells of a move after it was made, so the stream is corked at once and goes on when
 * the old device turns out to be there still. Headphones are often no device of their own
 * but a port of one: that the active port is another one, and the old one is unplugged, is
 * the same loss.
 */
#ifdef HAVE_LIBPULSE

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "pulse_stream.h"

static bool may_move(const struct pulse_stream *s)
{
	return s->move && atomic_load(s->move);
}

/* The device is not there any more: the output thread takes it from here. */
static void gone(struct pulse_stream *s)
{
	atomic_store(&s->life, OUTPUT_GONE);
	pulse_tell(s->host);
}

/* A query whose answer comes on the loop's thread; the stream may be closed by then, so
 * it is looked up again: one stream is open at a time. */
static struct pulse_stream *stream_of(struct pulse *h)
{
	return h->watcher.ctx;
}

/* What the sink says of itself now; the same sink as before, or the one moved to. */
static void on_place(pa_context *c, const pa_sink_info *i, int eol, void *ctx)
{
	(void)c;
	struct pulse *h = ctx;
	struct pulse_stream *s = stream_of(h);
	if (eol || !s || atomic_load(&s->life) != OUTPUT_LIVES ||
		i->index != h->lib.stream_get_device_index(s->stream))
		return;
	struct pulse_place now;
	pulse_place_from(&now, i);
	bool same_sink = strcmp(now.sink, s->place.sink) == 0;
	bool unplugged = same_sink && s->place.port[0] && !s->place.port_absent &&
			 !pulse_has_port(i, s->place.port);
	if (unplugged && !may_move(s)) {
		pulse_stream_cork(s, true);
		gone(s);
		return;
	}
	s->place = now;
	pulse_tell(h);
}

static void ask_place(struct pulse_stream *s)
{
	struct pulse *h = s->host;
	pulse_forget(
		h, h->lib.context_get_sink_info_by_index(h->context,
			   h->lib.stream_get_device_index(s->stream), on_place, h));
}

/* The sink that the stream was moved away from: is it there? */
static void on_former(pa_context *c, const pa_sink_info *i, int eol, void *ctx)
{
	(void)c;
	struct pulse *h = ctx;
	struct pulse_stream *s = stream_of(h);
	if (!s || eol > 0 || atomic_load(&s->life) != OUTPUT_LIVES)
		return;
	bool there = eol == 0 && strcmp(i->name, s->place.sink) == 0 &&
		     (!s->place.port[0] || s->place.port_absent ||
			     pulse_has_port(i, s->place.port));
	if (!there) {
		gone(s);
		return;
	}
	if (s->running)
		pulse_stream_cork(s, false);
	ask_place(s);
}

static void on_moved(pa_stream *stream, void *ctx)
{
	(void)stream;
	struct pulse_stream *s = ctx;
	struct pulse *h = s->host;
	if (atomic_load(&s->life) != OUTPUT_LIVES)
		return;
	if (s->running)
		pulse_stream_ask_time(s);
	if (may_move(s)) {
		ask_place(s);
		return;
	}
	pulse_stream_cork(s, true);
	pulse_forget(h, h->lib.context_get_sink_info_by_index(
				h->context, s->place.index, on_former, h));
}

static void on_sink(void *ctx, uint32_t index, bool removed)
{
	struct pulse_stream *s = ctx;
	if (!removed && index == s->host->lib.stream_get_device_index(s->stream) &&
		atomic_load(&s->life) == OUTPUT_LIVES)
		ask_place(s);
}

void pulse_place_watch(struct pulse_stream *s)
{
	s->host->lib.stream_set_moved_callback(s->stream, on_moved, s);
	s->host->watcher = (struct pulse_watcher){on_sink, s};
}

void pulse_place_unwatch(struct pulse_stream *s)
{
	if (s->host->watcher.ctx == s)
		s->host->watcher = (struct pulse_watcher){0};
}

void pulse_place_describe(const struct pulse_place *p, char *out, size_t size)
{
	str_copy(out, size,
		p->headphones && p->port_description[0] ? p->port_description
							: p->description);
}

void pulse_place_identify(const struct pulse_place *p, char *out, size_t size)
{
	snprintf(out, size, "%s\t%s", p->sink, p->port_absent ? "" : p->port);
}

enum err_code pulse_place_find(
	struct pulse *h, const char *id, struct pulse_place *ret, struct err *why)
{
	char sink[128] = "";
	const char *tab = strchr(id, '\t');
	size_t n = tab ? (size_t)(tab - id) : strlen(id);
	snprintf(sink, sizeof sink, "%.*s", (int)n, id);
	enum err_code code = pulse_find_sink(h, sink, ret, why);
	if (code != ERR_OK || !tab || !tab[1])
		return code;
	if (strcmp(ret->port, tab + 1) == 0 && !ret->port_absent)
		return ERR_OK;
	return err_set(why, ERR_NOT_FOUND, "%s is not plugged in", tab + 1);
}

#else
typedef int pulse_place_is_left_out; /* an empty file is no C */
#endif
