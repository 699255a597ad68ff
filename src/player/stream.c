#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pump.h"

enum {
	FADE_WAIT_MS = 2,         /* beside the device's latency */
	TURNING_US = 10 * 1000000 /* after the last change of volume */
};

static const double LATENCY_SHORT_S = .1;
static const double FADE_LATENCY_S = .05; /* a fade-out is heard below it */
/* In the ring before the device starts, which asks for its whole buffer at once. */
static const double START_S = .2;
static const double QUIET_S = .12; /* a stretch that hides a moment's silence */
static const float QUIET = 1e-3f;  /* -60 dB */
/* What is replaced must wait for that long, and so much of what replaces it is made
 * before the callback crosses over, which leaves it so much at least. */
static const double SPLICE_LEFT_S = .5, SPLICE_NEW_S = .6, SPLICE_SPARE_S = .2;
enum { FRAME_BYTES = 2 * sizeof(float) };

/* Not by the ring, which also holds what a splice skips. */
size_t stream_filled(const struct pump *p)
{
	int64_t handed = (int64_t)rt_position(p->rt).frames + p->offset;
	int64_t filled = (int64_t)p->written - handed;
	return filled > 0 ? (size_t)filled : 0;
}

double stream_usual_latency(const struct pump *p)
{
	/* Half of it lies with the server, which may come late; and where the gain
	 * follows at once nobody notices how much is held. */
	enum { USUAL_MS = 500, REGAINED_MS = 1000 };
	int ms = p->config.latency_ms;
	if (ms <= 0)
		ms = p->ops && !p->ops->regain ? USUAL_MS : REGAINED_MS;
	return (double)ms / 1000;
}

double stream_latency(const struct pump *p)
{
	int64_t since = clock_mono_us(&p->config.clock) - p->turned_us;
	double usual_s = stream_usual_latency(p);
	return since < TURNING_US ? fmin(LATENCY_SHORT_S, usual_s) : usual_s;
}

/* Others may look at the rt until they are told that it is going. */
static void show_rt(struct pump *p, struct rt *rt)
{
	mutex_lock(p->lock);
	p->shown->rt = rt;
	if (rt)
		rt_set_gain(rt, shown_gain(p->shown));
	mutex_unlock(p->lock);
}

bool stream_open(struct pump *p, int rate_hz)
{
	struct err why = {0};
	struct rt *before = p->rt;
	bool was_silent = p->status.no_device;
	if (before) {
		p->underruns += rt_position(before).underruns;
		show_rt(p, NULL);
	}
	enum err_code code = device_open(
		p->device, rate_hz, stream_latency(p), &p->rt, &p->status, &why);
	p->awaiting = p->status.lost;
	p->held = false;
	if (code != ERR_OK) {
		p->rt = NULL;
		p->failed = true;
		pump_event(p, PLAYER_DEVICE, NULL, "%s", why.msg);
		return false;
	}
	struct rt_position at = rt_position(p->rt);
	p->underruns -= at.underruns;
	if (p->timeline.rate_hz != rt_rate(p->rt)) {
		timeline_restart(&p->timeline, rt_rate(p->rt));
		p->written = 0;
	}
	if (p->rt != before)
		p->whole_from = 0;
	p->offset = (int64_t)p->timeline.heard - (int64_t)at.frames;
	show_rt(p, p->rt);
	if (p->status.no_device && !was_silent && p->status.missing[0])
		pump_event(p, PLAYER_DEVICE, NULL, "%s; playing silently until then",
			p->status.missing);
	else if (p->status.no_device && !was_silent)
		pump_event(p, PLAYER_DEVICE, NULL,
			"no sound device: playing silently, and moving over when one "
			"appears");
	return true;
}

void stream_advance(struct pump *p)
{
	if (!p->running)
		return;
	struct rt_position at = rt_position(p->rt);
	uint64_t heard = at.frames;
	if (p->ops->real_time)
		heard = rt_position_heard(
			&at, rt_rate(p->rt), clock_mono_us(&p->config.clock));
	int64_t frame = (int64_t)heard + p->offset;
	timeline_advance(&p->timeline, frame > 0 ? (uint64_t)frame : 0);
}

void stream_run(struct pump *p)
{
	struct err why = {0};
	size_t enough = (size_t)((START_S + p->status.latency_s) * rt_rate(p->rt));
	while (stream_filled(p) < enough && feed_step(p))
		;
	rt_set_paused(p->rt, false);
	if (device_start(p->device, &why) != ERR_OK) {
		p->failed = true;
		p->mode = PLAYER_STOPPED;
		pump_event(p, PLAYER_DEVICE, NULL, "%s", why.msg);
		return;
	}
	p->running = true;
	p->filling = true;
	p->mode = PLAYER_PLAYING;
}

/* The callback is silent now: what it handed over and what was heard become one. */
static void settle(struct pump *p)
{
	p->running = false;
	p->offset = (int64_t)p->timeline.heard - (int64_t)rt_position(p->rt).frames;
}

void stream_halt(struct pump *p)
{
	if (!p->running)
		return;
	struct rt_position at = rt_position(p->rt);
	double held_s = at.latency_s;
	if (p->ops->real_time && !p->status.no_device && !p->awaiting &&
		held_s < FADE_LATENCY_S) {
		rt_set_paused(p->rt, true);
		clock_sleep_us((int64_t)(held_s * 1e6) +
			       (RT_PAUSE_FADE_MS + FADE_WAIT_MS) * 1000);
	}
	device_abort(p->device);
	stream_advance(p);
	settle(p);
}

void stream_lost(struct pump *p)
{
	if (!p->running)
		return;
	stream_advance(p);
	/* Nobody knows when it died: only what was heard at the last callback is
	 * certain. */
	struct rt_position at = rt_position(p->rt);
	int64_t certain =
		(int64_t)rt_position_heard(&at, rt_rate(p->rt), at.at_us) + p->offset;
	int64_t doubtful = (int64_t)p->timeline.heard - certain;
	if (doubtful > 0) {
		uint64_t later = timeline_repeat(&p->timeline, (uint64_t)doubtful);
		p->written += later;
		p->music += later;
		p->convert.origin += later;
		p->effects.origin += later;
	}
	settle(p);
}

static void write_frames(struct pump *p, const float *pcm, size_t frames)
{
	struct ring *ring = rt_ring(p->rt);
	while (frames > 0) {
		size_t bytes;
		void *to = ring_write_begin(ring, &bytes);
		size_t n = bytes / FRAME_BYTES < frames ? bytes / FRAME_BYTES : frames;
		if (n == 0)
			return;
		memcpy(to, pcm, n * FRAME_BYTES);
		ring_write_end(ring, n * FRAME_BYTES);
		pcm += 2 * n;
		frames -= n;
		p->written += n;
	}
}

static void write_from(struct pump *p, uint64_t at)
{
	p->written = at;
	p->quiet_at = UINT64_MAX;
	p->quiet_run = 0;
	p->ended = false;
	rt_set_ending(p->rt, false);
}

void stream_clear(struct pump *p)
{
	if (!p->rt)
		return;
	size_t bytes;
	/* The first sample of a fresh stream follows nothing: it needs no fade. */
	if (ring_written(rt_ring(p->rt)) > 0)
		rt_flush(p->rt);
	/* Nobody else reads while the stream stands: this makes the room at once. */
	ring_read_begin(rt_ring(p->rt), &bytes);
	p->written = p->timeline.heard;
	p->quiet_at = UINT64_MAX;
	p->quiet_run = 0;
	p->full = false;
	p->ended = false;
	rt_set_ending(p->rt, false);
}

bool stream_begin_splice(struct pump *p, struct splice *s)
{
	struct ring *ring = rt_ring(p->rt);
	uint64_t consumed = ring_consumed(ring), written = ring_written(ring);
	uint64_t waits = (written - consumed) / FRAME_BYTES;
	if (!p->running || !p->ops->real_time || p->awaiting ||
		waits < (uint64_t)(SPLICE_LEFT_S * rt_rate(p->rt)) ||
		waits > p->written - p->timeline.heard)
		return false;
	*s = (struct splice){
		.at = p->written - waits, .consumed = consumed, .from = written};
	return true;
}

void stream_reach_splice(struct pump *p, const struct splice *s)
{
	write_from(p, s->at);
}

void stream_write_splice(struct pump *p, const struct splice *s)
{
	uint64_t enough = s->at + (uint64_t)(SPLICE_NEW_S * rt_rate(p->rt));
	while (p->written < enough && feed_step(p))
		;
}

bool stream_end_splice(struct pump *p, const struct splice *s)
{
	struct ring *ring = rt_ring(p->rt);
	uint64_t passed = ring_consumed(ring) - s->consumed;
	uint64_t spare = (uint64_t)(SPLICE_SPARE_S * rt_rate(p->rt)) * FRAME_BYTES;
	if (ring_consumed(ring) + spare > s->from ||
		passed + spare > ring_written(ring) - s->from)
		return false;
	p->whole_from = s->from;
	rt_splice(p->rt, (s->from - s->consumed) / FRAME_BYTES);
	return true;
}

bool stream_keep(struct pump *p, uint64_t upto)
{
	struct ring *ring = rt_ring(p->rt);
	uint64_t heard = p->timeline.heard, behind = p->written - heard;
	if (p->written < heard || upto < heard || upto > p->written ||
		behind * FRAME_BYTES > ring->size ||
		behind * FRAME_BYTES > ring_written(ring) - p->whole_from)
		return false;
	size_t frames = (size_t)(upto - heard);
	float *pcm = xmalloc(frames * FRAME_BYTES + 1);
	uint64_t from = ring_written(ring) - behind * FRAME_BYTES;
	for (size_t done = 0; done < frames * FRAME_BYTES;) {
		size_t at = (size_t)(from + done) & (ring->size - 1);
		size_t n = frames * FRAME_BYTES - done;
		if (n > ring->size - at)
			n = ring->size - at;
		memcpy((char *)pcm + done, ring->data + at, n);
		done += n;
	}
	bool ended = p->ended && upto == p->written;
	stream_clear(p);
	write_frames(p, pcm, frames);
	free(pcm);
	p->ended = ended;
	rt_set_ending(p->rt, ended);
	return true;
}

void stream_rewind(struct pump *p)
{
	if (stream_keep(p, p->written) || !timeline_now(&p->timeline, NULL))
		return;
	enum player_mode mode = p->mode;
	p->mode = PLAYER_PAUSED;
	pump_refresh(p);
	p->mode = mode;
}

void stream_change_latency(struct pump *p)
{
	stream_halt(p);
	stream_rewind(p);
	if (stream_open(p, rt_rate(p->rt)))
		stream_run(p);
	else
		pump_stop(p, PLAY_END_STOP);
}

static bool could_be_longer(const struct pump *p)
{
	return p->ops->real_time && !p->status.no_device && !p->awaiting &&
	       p->status.latency_s < stream_usual_latency(p);
}

void stream_note_quiet(struct pump *p, const float *pcm, size_t frames)
{
	size_t need = (size_t)(QUIET_S * rt_rate(p->rt));
	if (p->quiet_at != UINT64_MAX || !could_be_longer(p))
		return;
	for (size_t i = 0; i < frames; i++) {
		bool quiet = fabsf(pcm[2 * i]) < QUIET && fabsf(pcm[2 * i + 1]) < QUIET;
		p->quiet_run = quiet ? p->quiet_run + 1 : 0;
		if (p->quiet_run < need)
			continue;
		/* A third into the stretch: what is heard is known to some 10 ms. */
		p->quiet_at = p->written + i + 1 - need + need / 3;
		p->quiet_run = 0;
		return;
	}
}

void stream_use_quiet(struct pump *p)
{
	uint64_t heard = p->timeline.heard;
	double latency_s = stream_latency(p);
	if (p->status.lengthens && could_be_longer(p) &&
		latency_s > p->status.latency_s) {
		p->status.lengthens = device_lengthen(p->device, latency_s);
		if (p->status.lengthens)
			p->status.latency_s = latency_s;
	}
	if (heard < p->quiet_at)
		return;
	uint64_t late = heard - p->quiet_at;
	p->quiet_at = UINT64_MAX;
	if (could_be_longer(p) && latency_s > p->status.latency_s &&
		late < (uint64_t)(QUIET_S / 3 * rt_rate(p->rt)))
		stream_change_latency(p);
}
