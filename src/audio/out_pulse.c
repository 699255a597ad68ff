/*
 * A PulseAudio server, or PipeWire's, directly. The server asks for large blocks, so
 * that it and we wake a few times a second: half of the latency lies in the sink, which
 * gives back what it has not played when the stream is corked.
 *
 * Where we are: frames written minus what the server says that it has read, plus what
 * its sink still holds. That is asked for after each start and change, and then every
 * few seconds; in between time passes. After cork and rewind the server's read index is
 * the first frame that nobody will hear: pausing loses and repeats nothing.
 */
#ifdef HAVE_LIBPULSE

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "outputs.h"
#include "pulse_stream.h"

enum { DRAIN_MS = 10 * 1000 }; /* the last frame is heard by then, or never */

/* Of the whole: asked for at once, and there before the first is played. */
static const double REQUEST_PART = .125, START_PART = .05;

/* What is played so soon that it may be too late to change it. */
static const double REGAIN_S = .03;

static pa_buffer_attr buffer_for(const struct pulse_stream *s, double latency)
{
	double whole = latency * rt_rate(s->rt) * s->frame_bytes;
	uint32_t frame = s->frame_bytes;
	return (pa_buffer_attr){.maxlength = UINT32_MAX,
		.tlength = (uint32_t)whole / frame * frame,
		.minreq = (uint32_t)(whole * REQUEST_PART) / frame * frame,
		.prebuf = (uint32_t)(whole * START_PART) / frame * frame,
		.fragsize = UINT32_MAX};
}

static pa_stream *make_stream(struct pulse_stream *s)
{
	struct pulse_lib *l = &s->host->lib;
	pa_sample_spec spec = {.format = PA_SAMPLE_FLOAT32NE,
		.rate = (uint32_t)rt_rate(s->rt),
		.channels = (uint8_t)rt_channels(s->rt)};
	pa_proplist *p = l->proplist_new();
	l->proplist_sets(p, PA_PROP_MEDIA_ROLE, "music");
	pa_stream *stream =
		l->stream_new_with_proplist(s->host->context, "Music", &spec, NULL, p);
	l->proplist_free(p);
	return stream;
}

static enum err_code no_answer(const struct pulse_stream *s, struct err *why)
{
	return err_set(why, ERR_DEVICE, "the sound server opens no stream: %s",
		s->host->lib.strerror(s->host->lib.context_errno(s->host->context)));
}

/* sink NULL: the default one, and wherever that goes. */
static enum err_code connect_stream(
	struct pulse_stream *s, const char *sink, double latency, struct err *why)
{
	struct pulse_lib *l = &s->host->lib;
	const pa_buffer_attr attr = buffer_for(s, latency);
	pulse_lock(s->host);
	s->stream = make_stream(s);
	if (s->stream)
		pulse_stream_listen(s, true);
	bool asked =
		s->stream && l->stream_connect_playback(s->stream, sink, &attr,
				     PA_STREAM_START_CORKED | PA_STREAM_ADJUST_LATENCY,
				     NULL, NULL) >= 0;
	pulse_unlock(s->host);
	if (!asked || !pulse_wait_answer(&s->ready, PULSE_OPEN_MS))
		return no_answer(s, why);
	pulse_lock(s->host);
	const char *name = l->stream_get_device_name(s->stream);
	char at[128] = "";
	str_copy(at, sizeof at, name ? name : "");
	pulse_place_watch(s);
	pulse_unlock(s->host);
	struct pulse_place place;
	enum err_code code = pulse_find_sink(s->host, at, &place, why);
	if (code != ERR_OK)
		return code;
	pulse_lock(s->host);
	s->place = place;
	pulse_unlock(s->host);
	return ERR_OK;
}

/* The sink that is meant; *ret NULL: the default one. */
static enum err_code choose_sink(struct pulse *h, const struct output_want *want,
	struct pulse_place *place, const char **ret, struct err *why)
{
	struct output_device device[OUTPUT_DEVICES];
	size_t n = pulse_list(h, device, OUTPUT_DEVICES);
	*ret = place->sink;
	if (want->same) {
		enum err_code code = pulse_place_find(h, want->same, place, why);
		if (!want->spec[0] && strcmp(place->sink, h->default_sink) == 0)
			*ret = NULL;
		return code;
	}
	if (!want->spec[0]) {
		*ret = NULL;
		return n > 0 ? ERR_OK
			     : err_set(why, ERR_DEVICE, "there is no sound device");
	}
	size_t i = output_device_find(device, n, want->spec, why);
	if (i == n)
		return n > 0 ? ERR_NOT_FOUND : ERR_DEVICE;
	str_copy(place->sink, sizeof place->sink, device[i].name);
	return ERR_OK;
}

static void pulse_close(void *state)
{
	struct pulse_stream *s = state;
	struct pulse_lib *l = &s->host->lib;
	pulse_lock(s->host);
	pulse_place_unwatch(s);
	if (s->stream) {
		pulse_stream_listen(s, false);
		l->stream_set_moved_callback(s->stream, NULL, NULL);
		l->stream_disconnect(s->stream);
		l->stream_unref(s->stream);
	}
	pulse_unlock(s->host);
	free(s);
}

static enum err_code pulse_open(const struct output_want *want, void **ret_state,
	struct output_format *ret_format, struct err *why)
{
	struct pulse *h = want->host;
	struct pulse_place wanted = {0};
	const char *sink = NULL;
	if (pulse_is_dead(h))
		return err_set(why, ERR_DEVICE, "the sound server is gone");
	enum err_code code = choose_sink(h, want, &wanted, &sink, why);
	if (code != ERR_OK)
		return code;
	struct pulse_stream *s = xcalloc(1, sizeof *s);
	s->host = h;
	s->rt = want->rt;
	s->move = want->move;
	s->frame_bytes = (uint32_t)rt_channels(s->rt) * (uint32_t)sizeof(float);
	s->ready.host = h;
	code = connect_stream(s, sink, want->latency_s, why);
	*ret_format = (struct output_format){rt_rate(s->rt), rt_channels(s->rt)};
	/* PulseAudio's resampler is a quick one; PipeWire follows the stream's rate where
	 * it may, and does well where it may not. */
	if (code == ERR_OK && !h->is_pipewire && s->place.rate_hz != rt_rate(s->rt)) {
		ret_format->rate_hz = s->place.rate_hz;
		code = err_set(why, ERR_RANGE, "%s does not run at %d Hz",
			s->place.description, rt_rate(s->rt));
	}
	if (code != ERR_OK) {
		pulse_close(s);
		return code;
	}
	*ret_state = s;
	return ERR_OK;
}

static void on_done(pa_stream *stream, int success, void *ctx)
{
	(void)stream;
	pulse_answer(ctx, success);
}

static enum err_code pulse_set_latency(void *state, double latency)
{
	struct pulse_stream *s = state;
	struct pulse_answer a = {.host = s->host};
	const pa_buffer_attr attr = buffer_for(s, latency);
	pulse_lock(s->host);
	const pa_buffer_attr *now = s->host->lib.stream_get_buffer_attr(s->stream);
	/* What the server has asked for stays asked for: until it came, which would fill
	 * more than the smaller buffer, it asks for nothing else. */
	if (!now || attr.tlength < now->tlength) {
		pulse_unlock(s->host);
		return ERR_UNSUPPORTED;
	}
	/* The sink takes its larger share at once: it has to be there by then. */
	if (s->running)
		pulse_stream_write(s, attr.tlength - now->tlength);
	pa_operation *op =
		s->host->lib.stream_set_buffer_attr(s->stream, &attr, on_done, &a);
	pulse_unlock(s->host);
	return pulse_wait(&a, op, PULSE_WAIT_MS) ? ERR_OK : ERR_DEVICE;
}

/* The server's sink, too, takes back what it has not played. What is about to be played
 * stays as it is. */
static void pulse_regain(void *state)
{
	struct pulse_stream *s = state;
	pulse_lock(s->host);
	double later_s = pulse_stream_latency(s) - REGAIN_S;
	uint32_t frames = later_s > 0 ? (uint32_t)(later_s * rt_rate(s->rt)) : 0;
	if (s->running && !s->dry && s->behind == 0 && frames > 0) {
		float *pcm = xmalloc((size_t)frames * s->frame_bytes);
		int64_t bytes = (int64_t)rt_again(s->rt, pcm, frames) * s->frame_bytes;
		if (bytes > 0)
			s->host->lib.stream_write(s->stream, pcm, (size_t)bytes, NULL,
				-bytes, PA_SEEK_RELATIVE);
		free(pcm);
	}
	pulse_unlock(s->host);
}

static enum err_code pulse_start(void *state, struct err *why)
{
	struct pulse_stream *s = state;
	struct pulse_lib *l = &s->host->lib;
	pulse_lock(s->host);
	bool ok = atomic_load(&s->life) == OUTPUT_LIVES &&
		  l->stream_get_state(s->stream) == PA_STREAM_READY;
	if (ok) {
		s->running = s->dry = true;
		s->behind = 0;
		s->called_us = pulse_now_us();
		size_t bytes = l->stream_writable_size(s->stream);
		const pa_buffer_attr *a = l->stream_get_buffer_attr(s->stream);
		if (bytes == (size_t)-1)
			bytes = 0;
		pulse_stream_write(s, a && a->tlength < bytes ? a->tlength : bytes);
		pulse_stream_cork(s, false);
		pulse_stream_ask_time(s);
	}
	pulse_unlock(s->host);
	return ok ? ERR_OK : no_answer(s, why);
}

/* What was heard to the frame: the server has corked the stream by then, and its sink
 * has given back what it had not played. */
static void on_halted(pa_stream *stream, int success, void *ctx)
{
	struct pulse_stream *s = ctx;
	const pa_timing_info *t = s->host->lib.stream_get_timing_info(stream);
	bool ok = success && t && !t->write_index_corrupt && !t->read_index_corrupt;
	if (ok) {
		double left = pulse_stream_seconds(s, t->write_index - t->read_index);
		rt_correct(s->rt, left - (double)s->behind / rt_rate(s->rt), true);
	}
	pulse_answer(&s->answer, ok);
}

/* The flush comes after the answer: one under way would make its indexes void. */
static bool halt(struct pulse_stream *s)
{
	const struct pulse_lib *l = &s->host->lib;
	s->answer = (struct pulse_answer){.host = s->host};
	pulse_lock(s->host);
	s->running = false;
	s->timed_us = 0;
	pulse_stream_cork(s, true);
	pa_operation *op = l->stream_update_timing_info(s->stream, on_halted, s);
	pulse_unlock(s->host);
	bool heard = pulse_wait(&s->answer, op, PULSE_WAIT_MS);
	s->answer = (struct pulse_answer){.host = s->host};
	pulse_lock(s->host);
	op = l->stream_flush(s->stream, on_done, &s->answer);
	pulse_unlock(s->host);
	return pulse_wait(&s->answer, op, PULSE_WAIT_MS) && heard;
}

static void pulse_abort(void *state)
{
	struct pulse_stream *s = state;
	if (!halt(s) && atomic_load(&s->life) == OUTPUT_LIVES)
		atomic_store(&s->life, OUTPUT_DEAD);
}

/* Until the server says that the last frame of music is out. */
static void pulse_stop(void *state)
{
	struct pulse_stream *s = state;
	int64_t end_us = pulse_now_us() + (int64_t)DRAIN_MS * 1000;
	while (atomic_load(&s->life) == OUTPUT_LIVES && pulse_now_us() < end_us) {
		struct pulse_answer a = {.host = s->host};
		pulse_lock(s->host);
		pa_operation *op =
			s->host->lib.stream_update_timing_info(s->stream, on_done, &a);
		pulse_unlock(s->host);
		if (!pulse_wait(&a, op, PULSE_WAIT_MS))
			break;
		pulse_lock(s->host);
		s->timed_us = pulse_now_us();
		const pa_timing_info *t =
			s->host->lib.stream_get_timing_info(s->stream);
		s->dry = !t || !t->playing;
		double left =
			pulse_stream_latency(s) - (double)s->behind / rt_rate(s->rt);
		pulse_unlock(s->host);
		if (left <= 0 || s->dry)
			break;
		clock_sleep_us((int64_t)(left * 1e6));
	}
	pulse_abort(state);
}

static enum output_life pulse_life(void *state)
{
	struct pulse_stream *s = state;
	return pulse_is_dead(s->host) ? OUTPUT_DEAD
				      : (enum output_life)atomic_load(&s->life);
}

static void pulse_describe(void *state, char *out, size_t size)
{
	struct pulse_stream *s = state;
	pulse_lock(s->host);
	pulse_place_describe(&s->place, out, size);
	pulse_unlock(s->host);
}

static void pulse_identify(void *state, char *out, size_t size)
{
	struct pulse_stream *s = state;
	pulse_lock(s->host);
	pulse_place_identify(&s->place, out, size);
	pulse_unlock(s->host);
}

const struct output_ops output_pulse = {
	.name = "pulse",
	.real_time = true,
	.tells = true,
	.load = pulse_connect,
	.unload = pulse_disconnect,
	.list = pulse_list,
	.open = pulse_open,
	.set_latency = pulse_set_latency,
	.regain = pulse_regain,
	.start = pulse_start,
	.stop = pulse_stop,
	.abort = pulse_abort,
	.close = pulse_close,
	.life = pulse_life,
	.describe = pulse_describe,
	.identify = pulse_identify,
};

#else
typedef int out_pulse_is_left_out; /* an empty file is no C */
#endif
