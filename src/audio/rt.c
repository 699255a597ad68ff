/*
 * The audio callback's body, alone in its object file: tests/lint/realtime.sh compares
 * the symbols that it needs with an allow-list. Every loop is bounded by the block's
 * frame count. It signals nobody: the pump sleeps by time, others read what is
 * published.
 */
#include "audio/rt.h"

#include <string.h>
#include <time.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "rt_state.h"

/* Decaying sounds end in denormal floats, which cost a hundred cycles each. The output
 * may call from a new thread after every start, so the flag is looked at with every
 * block. */
static void denormals_off(void)
{
#if defined(__SSE2__)
	const unsigned flush_to_zero = 0x8040;
	unsigned csr = _mm_getcsr();
	if ((csr & flush_to_zero) != flush_to_zero)
		_mm_setcsr(csr | flush_to_zero);
#elif defined(__aarch64__)
	const uint64_t flush_to_zero = (uint64_t)1 << 24;
	uint64_t fpcr;
	__asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
	if (!(fpcr & flush_to_zero))
		__asm__ volatile("msr fpcr, %0" : : "r"(fpcr | flush_to_zero));
#endif
}

static uint32_t frames_of_ms(const struct rt *rt, uint32_t ms)
{
	return (uint32_t)((uint64_t)rt->rate_hz * ms / 1000) + 1;
}

static void ramp_to(struct rt_ramp *r, float target, uint32_t frames)
{
	r->target = target;
	r->step = (target - r->now) / (float)frames;
	r->left = r->now != target ? frames : 0;
}

static void ramp_advance(struct rt_ramp *r)
{
	if (r->left == 0)
		return;
	r->left--;
	r->now = r->left > 0 ? r->now + r->step : r->target;
}

static void apply(struct rt *rt, float *out, const float *in, uint32_t frames)
{
	uint32_t channels = (uint32_t)rt->channels, i = 0;
	for (; i < frames && (rt->gain.left > 0 || rt->fade.left > 0); i++) {
		ramp_advance(&rt->gain);
		ramp_advance(&rt->fade);
		float g = rt->gain.now * rt->fade.now;
		for (uint32_t c = 0; c < channels; c++)
			out[i * channels + c] = g * in[i * channels + c];
	}
	float g = rt->gain.now * rt->fade.now;
	uint32_t from = i * channels, n = (frames - i) * channels;
	if (g == 1.0f && out == in)
		return;
	if (g == 1.0f) {
		memcpy(out + from, in + from, n * sizeof *out);
		return;
	}
	for (uint32_t k = from; k < from + n; k++)
		out[k] = g * in[k];
}

/* From here on to another gain. */
static void turn(struct rt *rt, float gain)
{
	rt->turn_from = rt->gain.now;
	rt->turn_to = gain;
	rt->turn_age = 0;
	ramp_to(&rt->gain, gain, frames_of_ms(rt, RT_GAIN_RAMP_MS));
}

/* What the gain was that many frames of music ago; one turn is remembered. */
static float gain_before(const struct rt *rt, uint64_t frames)
{
	if (frames >= rt->turn_age)
		return rt->turn_from;
	uint32_t ramp = frames_of_ms(rt, RT_GAIN_RAMP_MS);
	uint64_t done = rt->turn_age - frames;
	if (done >= ramp)
		return rt->turn_to;
	return rt->turn_from +
	       (rt->turn_to - rt->turn_from) * (float)done / (float)ramp;
}

/* Follows what other threads asked for since the last block. Returns how many frames of
 * music the block may hold. */
static uint32_t obey(struct rt *rt, uint32_t frames)
{
	float gain = atomic_load_explicit(&rt->gain_wanted, memory_order_relaxed);
	if (gain != rt->gain.target) {
		/* Before the first frame there is nothing to click against. */
		if (rt->frames_done == 0)
			rt->gain.now = gain;
		turn(rt, gain);
	}
	bool paused = atomic_load_explicit(&rt->paused, memory_order_acquire);
	if (paused != rt->silenced) {
		rt->silenced = paused;
		ramp_to(&rt->fade, paused ? 0.0f : 1.0f,
			frames_of_ms(rt, RT_PAUSE_FADE_MS));
	}
	if (!paused)
		return frames;
	return rt->fade.left < frames ? rt->fade.left : frames;
}

/* A flush is seen after the ring was looked at: the pump publishes it before it writes
 * what follows, so new music never goes out without its fade. */
static void notice_flush(struct rt *rt)
{
	uint32_t flushes = atomic_load_explicit(&rt->flushes, memory_order_acquire);
	if (flushes == rt->flushes_seen)
		return;
	rt->flushes_seen = flushes;
	rt->splice_left = 0;
	rt->treated = true;
	rt->primed = false;
	if (!rt->silenced) {
		rt->fade.now = 0.0f;
		ramp_to(&rt->fade, 1.0f, frames_of_ms(rt, RT_FLUSH_FADE_MS));
	}
}

static const float *ring_frame(const struct rt *rt, uint64_t position)
{
	return (const float *)(const void *)(rt->ring.data +
					     (position & (rt->ring.size - 1)));
}

/* Crosses over to what lies ahead, where that was asked for: up to `want` frames. */
static uint32_t cross_over(struct rt *rt, float *out, uint32_t want)
{
	size_t none;
	if (!rt_splicing(rt))
		return 0;
	/* Skips what was flushed; the flush took back what was asked for before it. */
	ring_read_begin(&rt->ring, &none);
	notice_flush(rt);
	uint64_t ahead = atomic_load_explicit(&rt->splice, memory_order_acquire);
	if (ahead == 0)
		return 0;
	uint32_t channels = (uint32_t)rt->channels;
	uint32_t fade = frames_of_ms(rt, RT_SPLICE_FADE_MS);
	size_t frame_bytes = channels * sizeof(float);
	uint64_t at = ring_consumed(&rt->ring);
	uint64_t there = (ring_written(&rt->ring) - at) / frame_bytes;
	uint64_t beyond = ahead / frame_bytes;
	if (rt->splice_left == 0)
		rt->splice_left = fade;
	uint32_t n = want < rt->splice_left ? want : rt->splice_left;
	if (there < beyond + n)
		n = there > beyond ? (uint32_t)(there - beyond) : 0;
	for (uint32_t i = 0; i < n; i++) {
		const float *old = ring_frame(rt, at + i * frame_bytes);
		const float *new = ring_frame(rt, at + ahead + i * frame_bytes);
		float x = (float)(fade - rt->splice_left + i + 1) / (float)fade;
		for (uint32_t c = 0; c < channels; c++)
			out[i * channels + c] = old[c] + x * (new[c] - old[c]);
	}
	apply(rt, out, out, n);
	ring_read_end(&rt->ring, n * frame_bytes);
	rt->treated = true;
	rt->splice_left -= n;
	if (n > 0 && rt->splice_left == 0) {
		ring_read_end(&rt->ring, ahead);
		/* Unless a flush was quicker. */
		atomic_compare_exchange_strong(&rt->splice, &ahead, 0);
	}
	return n;
}

/* Reads up to `want` frames: at most three pieces, the ring's end and a flush between.
 */
static uint32_t read_music(struct rt *rt, float *out, uint32_t want)
{
	size_t frame_bytes = (size_t)rt->channels * sizeof(float);
	uint32_t done = cross_over(rt, out, want);
	if (done > 0 && rt_splicing(rt))
		return done;
	for (int piece = 0; piece < 3 && done < want; piece++) {
		size_t bytes;
		const float *in = ring_read_begin(&rt->ring, &bytes);
		notice_flush(rt);
		uint32_t n = want - done;
		if (bytes / frame_bytes < n)
			n = (uint32_t)(bytes / frame_bytes);
		if (n == 0)
			break;
		apply(rt, out + (size_t)done * (size_t)rt->channels, in, n);
		ring_read_end(&rt->ring, n * frame_bytes);
		done += n;
	}
	return done;
}

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* What is published stands between these two. */
static void publish_begin(struct rt *rt)
{
	uint32_t sequence = atomic_load_explicit(&rt->sequence, memory_order_relaxed);
	atomic_store_explicit(&rt->sequence, sequence + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
}

static void publish_end(struct rt *rt)
{
	uint32_t sequence = atomic_load_explicit(&rt->sequence, memory_order_relaxed);
	atomic_store_explicit(&rt->sequence, sequence + 1, memory_order_release);
}

static void publish_latency(struct rt *rt, double latency_s, bool standing)
{
	atomic_store_explicit(&rt->at_us, now_us(), memory_order_relaxed);
	atomic_store_explicit(
		&rt->latency_us, (int64_t)(latency_s * 1e6), memory_order_relaxed);
	atomic_store_explicit(&rt->standing, standing, memory_order_relaxed);
}

static void publish(struct rt *rt, uint32_t music, double latency_s, bool begins)
{
	uint64_t frame_bytes = (uint64_t)rt->channels * sizeof(float);
	publish_begin(rt);
	if (music > 0) {
		atomic_store_explicit(
			&rt->frames, rt->frames_done, memory_order_relaxed);
		publish_latency(rt, latency_s + (double)music / rt->rate_hz, false);
		if (begins)
			atomic_store_explicit(&rt->began_us,
				atomic_load_explicit(&rt->at_us, memory_order_relaxed),
				memory_order_relaxed);
	}
	atomic_store_explicit(&rt->consumed, ring_consumed(&rt->ring) / frame_bytes,
		memory_order_relaxed);
	atomic_store_explicit(&rt->underruns, rt->underruns_done, memory_order_relaxed);
	atomic_store_explicit(&rt->idle, music == 0, memory_order_relaxed);
	publish_end(rt);
}

void rt_correct(struct rt *rt, double latency_s, bool standing)
{
	publish_begin(rt);
	publish_latency(rt, latency_s, standing);
	publish_end(rt);
}

/* Frames behind the tail that the pump has not written over. */
static uint64_t remembered(struct rt *rt, size_t frame_bytes)
{
	uint64_t filled = ring_written(&rt->ring) - ring_consumed(&rt->ring);
	return (rt->ring.size - filled) / frame_bytes;
}

uint32_t rt_again(struct rt *rt, float *out, uint32_t frames)
{
	size_t channels = (size_t)rt->channels, frame_bytes = channels * sizeof(float);
	uint32_t ring_frames = (uint32_t)(rt->ring.size / frame_bytes);
	if (rt->plain < frames)
		frames = (uint32_t)rt->plain;
	if (remembered(rt, frame_bytes) < frames ||
		atomic_load_explicit(&rt->flushes, memory_order_acquire) !=
			rt->flushes_seen)
		return 0;
	uint64_t from = ring_consumed(&rt->ring) / frame_bytes - frames;
	rt->gain.now = gain_before(rt, frames);
	turn(rt, atomic_load_explicit(&rt->gain_wanted, memory_order_relaxed));
	for (uint32_t done = 0; done < frames;) {
		uint32_t at = (uint32_t)((from + done) % ring_frames);
		uint32_t n = frames - done;
		if (n > ring_frames - at)
			n = ring_frames - at;
		apply(rt, out + done * channels,
			ring_frame(rt, (from + done) * frame_bytes), n);
		done += n;
	}
	rt->turn_age = frames;
	/* Written over while it was read: half of it would be the future. */
	return remembered(rt, frame_bytes) < frames ? 0 : frames;
}

void rt_count_underrun(struct rt *rt)
{
	rt->underruns_done++;
	publish_begin(rt);
	atomic_store_explicit(&rt->underruns, rt->underruns_done, memory_order_relaxed);
	publish_end(rt);
}

uint32_t rt_render(struct rt *rt, float *out, uint32_t frames, double latency_s)
{
	denormals_off();
	uint32_t want = obey(rt, frames);
	rt->treated = rt->fade.left > 0;
	uint32_t music = read_music(rt, out, want);
	rt->turn_age += music;
	rt->plain = !rt->treated && music == frames ? rt->plain + music : 0;
	if (music < frames)
		memset(out + (size_t)music * (size_t)rt->channels, 0,
			(size_t)(frames - music) * (size_t)rt->channels * sizeof *out);
	bool begins = music > 0 && !rt->primed;
	if (music > 0)
		rt->primed = true;
	if (music < want && rt->primed && !rt->silenced &&
		!atomic_load_explicit(&rt->ending, memory_order_acquire))
		rt->underruns_done++;
	rt->frames_done += music;
	publish(rt, music, latency_s, begins);
	return music;
}

void rt_set_gain(struct rt *rt, float linear)
{
	atomic_store_explicit(&rt->gain_wanted, linear, memory_order_relaxed);
}

void rt_set_paused(struct rt *rt, bool paused)
{
	atomic_store_explicit(&rt->paused, paused, memory_order_release);
}

void rt_set_ending(struct rt *rt, bool ending)
{
	atomic_store_explicit(&rt->ending, ending, memory_order_release);
}

void rt_splice(struct rt *rt, uint64_t ahead)
{
	uint64_t bytes = ahead * (uint64_t)rt->channels * sizeof(float);
	atomic_store_explicit(&rt->splice, bytes, memory_order_release);
}

bool rt_splicing(struct rt *rt)
{
	return atomic_load_explicit(&rt->splice, memory_order_acquire) != 0;
}

void rt_flush(struct rt *rt)
{
	atomic_store_explicit(&rt->splice, 0, memory_order_relaxed);
	ring_discard_to(&rt->ring, ring_written(&rt->ring));
	atomic_fetch_add_explicit(&rt->flushes, 1, memory_order_release);
}

struct rt_position rt_position(struct rt *rt)
{
	struct rt_position p;
	uint32_t before, after;
	do {
		before = atomic_load_explicit(&rt->sequence, memory_order_acquire);
		p.frames = atomic_load_explicit(&rt->frames, memory_order_relaxed);
		p.consumed = atomic_load_explicit(&rt->consumed, memory_order_relaxed);
		p.underruns =
			atomic_load_explicit(&rt->underruns, memory_order_relaxed);
		p.began_us = atomic_load_explicit(&rt->began_us, memory_order_relaxed);
		p.at_us = atomic_load_explicit(&rt->at_us, memory_order_relaxed);
		p.latency_s = (double)atomic_load_explicit(
				      &rt->latency_us, memory_order_relaxed) /
			      1e6;
		p.standing = atomic_load_explicit(&rt->standing, memory_order_relaxed);
		p.idle = atomic_load_explicit(&rt->idle, memory_order_relaxed);
		atomic_thread_fence(memory_order_acquire);
		after = atomic_load_explicit(&rt->sequence, memory_order_relaxed);
	} while (before != after || before % 2 != 0);
	return p;
}
