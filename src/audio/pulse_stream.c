/* What a stream does on the loop's thread: blocks, the time, what the server tells. */
#ifdef HAVE_LIBPULSE

#include "pulse_stream.h"

#include <assert.h>

#include "base/clock.h"

enum {
	TIME_US = 5 * 1000000, /* between two looks at the server's clock */
	LATE_US = 500 * 1000 /* later than this nobody's load was it: we were stopped */
};

/* What the estimate may run ahead of the ear: then a pause would skip that much. */
static const double SAFETY_S = .002;

int64_t pulse_now_us(void)
{
	struct clock c = clock_system();
	return clock_mono_us(&c);
}

double pulse_stream_seconds(const struct pulse_stream *s, int64_t bytes)
{
	return (double)bytes / s->frame_bytes / rt_rate(s->rt);
}

/* How long what the server holds lasts. */
static double held_s(const struct pulse_stream *s)
{
	const pa_buffer_attr *a = s->host->lib.stream_get_buffer_attr(s->stream);
	return a ? pulse_stream_seconds(s, a->tlength) : 0;
}

double pulse_stream_latency(const struct pulse_stream *s)
{
	const pa_timing_info *t =
		s->timed_us ? s->host->lib.stream_get_timing_info(s->stream) : NULL;
	if (!t || t->write_index_corrupt || t->read_index_corrupt) {
		return held_s(s);
	}
	double left = pulse_stream_seconds(s, t->write_index - t->read_index);
	if (!t->playing || s->dry)
		return left + SAFETY_S;
	left += (double)t->sink_usec / 1e6 -
		(double)(pulse_now_us() - s->timed_us) / 1e6;
	return (left > 0 ? left : 0) + SAFETY_S;
}

static void correct(struct pulse_stream *s, bool standing)
{
	double behind = (double)s->behind / rt_rate(s->rt);
	rt_correct(s->rt, pulse_stream_latency(s) - behind, standing);
}

static void on_time(pa_stream *stream, int success, void *ctx)
{
	struct pulse *h = ctx;
	struct pulse_stream *s = h->watcher.ctx;
	/* Answers still come between our closing and the server's. */
	if (!s || s->stream != stream)
		return;
	const pa_timing_info *t = h->lib.stream_get_timing_info(stream);
	if (!success || !t || !s->running || t->write_index_corrupt ||
		t->read_index_corrupt)
		return;
	s->timed_us = pulse_now_us() - (int64_t)t->transport_usec;
	s->dry = !t->playing;
	correct(s, !t->playing || s->host->lib.stream_is_suspended(stream) > 0);
}

void pulse_stream_ask_time(struct pulse_stream *s)
{
	s->asked_us = pulse_now_us();
	pulse_forget(s->host,
		s->host->lib.stream_update_timing_info(s->stream, on_time, s->host));
}

void pulse_stream_cork(struct pulse_stream *s, bool on)
{
	pulse_forget(s->host, s->host->lib.stream_cork(s->stream, on, NULL, NULL));
}

void pulse_stream_write(struct pulse_stream *s, size_t bytes)
{
	const struct pulse_lib *l = &s->host->lib;
	assert(s->frame_bytes > 0);
	while (bytes >= s->frame_bytes) {
		void *to = NULL;
		size_t n = bytes;
		if (l->stream_begin_write(s->stream, &to, &n) < 0 || !to)
			return;
		if (n > bytes)
			n = bytes;
		uint32_t frames = (uint32_t)(n / s->frame_bytes);
		uint32_t music = rt_render(s->rt, to, frames, pulse_stream_latency(s));
		s->behind = music > 0 ? frames - music : s->behind + frames;
		n = (size_t)frames * s->frame_bytes;
		if (frames == 0 || l->stream_write(s->stream, to, n, NULL, 0,
					   PA_SEEK_RELATIVE) < 0)
			return;
		bytes -= n;
	}
}

static void on_wanted(pa_stream *stream, size_t bytes, void *ctx)
{
	(void)stream;
	struct pulse_stream *s = ctx;
	if (!s->running)
		return;
	int64_t now = pulse_now_us();
	if ((double)(now - s->called_us - LATE_US) / 1e6 > held_s(s))
		s->awake_us = now;
	s->called_us = now;
	pulse_stream_write(s, bytes);
	if (now - s->asked_us > TIME_US)
		pulse_stream_ask_time(s);
}

/* Our fault, but not when the process or the machine was stopped in between: what the
 * server tells of that comes before or after its next wish. */
static void on_underflow(pa_stream *stream, void *ctx)
{
	(void)stream;
	struct pulse_stream *s = ctx;
	if (!s->running || s->dry)
		return;
	s->dry = true;
	int64_t now = pulse_now_us();
	bool stopped = now - s->awake_us < LATE_US ||
		       (double)(now - s->called_us - LATE_US) / 1e6 > held_s(s);
	if (!stopped)
		rt_count_underrun(s->rt);
	pulse_stream_ask_time(s);
}

static void on_clock_change(pa_stream *stream, void *ctx)
{
	(void)stream;
	struct pulse_stream *s = ctx;
	if (s->running)
		pulse_stream_ask_time(s);
}

static void on_state(pa_stream *stream, void *ctx)
{
	struct pulse_stream *s = ctx;
	pa_stream_state_t state = s->host->lib.stream_get_state(stream);
	if (state == PA_STREAM_READY)
		pulse_answer(&s->ready, true);
	if (PA_STREAM_IS_GOOD(state))
		return;
	if (atomic_load(&s->life) == OUTPUT_LIVES)
		atomic_store(
			&s->life, pulse_is_dead(s->host) ? OUTPUT_DEAD : OUTPUT_GONE);
	pulse_answer(&s->ready, false);
	pulse_tell(s->host);
}

void pulse_stream_listen(struct pulse_stream *s, bool on)
{
	const struct pulse_lib *l = &s->host->lib;
	l->stream_set_state_callback(s->stream, on ? on_state : NULL, s);
	l->stream_set_write_callback(s->stream, on ? on_wanted : NULL, s);
	l->stream_set_underflow_callback(s->stream, on ? on_underflow : NULL, s);
	l->stream_set_started_callback(s->stream, on ? on_clock_change : NULL, s);
	l->stream_set_suspended_callback(s->stream, on ? on_clock_change : NULL, s);
}

#else
typedef int pulse_stream_is_left_out; /* an empty file is no C */
#endif
