#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "studio.h"

enum { BLOCK = 32, VOICES_MAX = 7 };
static const float PI_F = 3.14159265f;

/* ---- oscillators: phase in [0, 1) */

/* What band-limits a step of height 2 at phase 0 (polynomial BLEP). */
static inline float blep(float phase, float step, float per_step)
{
	if (phase < step) {
		float t = phase * per_step;
		return t + t - t * t - 1;
	}
	if (phase > 1 - step) {
		float t = (phase - 1) * per_step;
		return t * t + t + t + 1;
	}
	return 0;
}

static inline float saw(float phase, float step, float per_step)
{
	return 2 * phase - 1 - blep(phase, step, per_step);
}

/* sin(2 pi phase) to 1e-3: a parabola, corrected once. */
static inline float sine(float phase)
{
	float x = 2 * phase - 1, y = -4 * x * (1 - fabsf(x));
	return .775f * y + .225f * y * fabsf(y);
}

struct oscillator {
	float phase, step, left, right;
};

static int tune(
	const struct tone *t, const struct note *n, int rate, struct oscillator *o)
{
	int voices = t->voices < 1            ? 1
		     : t->voices > VOICES_MAX ? VOICES_MAX
					      : t->voices;
	for (int i = 0; i < voices; i++) {
		float at = voices > 1 ? 2 * (float)i / (float)(voices - 1) - 1 : 0;
		float midi = n->midi + at * t->detune_cents / 200;
		float pan = n->pan + (i % 2 ? -at : at) * t->spread;
		pan = pan < -1 ? -1 : pan > 1 ? 1 : pan;
		float gain = n->gain / sqrtf((float)voices);
		o[i] = (struct oscillator){.phase = fmodf(.37f * (float)i, 1),
			.step = 440 * exp2f((midi - 69) / 12) / (float)rate,
			.left = gain * sqrtf(.5f - .5f * pan),
			.right = gain * sqrtf(.5f + .5f * pan)};
	}
	return voices;
}

/* ---- envelope and filter */

static float level_at(const struct tone *t, float s, float gate_s)
{
	float held = s < gate_s ? s : gate_s, level;
	if (held < t->attack_s)
		level = held / t->attack_s;
	else
		level = t->sustain + (1 - t->sustain) * expf(-(held - t->attack_s) /
								(t->decay_s + 1e-4f));
	if (s > gate_s)
		level *= expf(-4 * (s - gate_s) / (t->release_s + 1e-3f));
	return level;
}

/* Two poles, topology preserving (Zavalishin, The Art of VA Filter Design, 2012). */
struct filter {
	float g, k, a, s1, s2;
};

static void filter_tune(struct filter *f, float hz, float resonance, int rate)
{
	float top = .45f * (float)rate;
	f->g = tanf(PI_F * (hz > top ? top : hz) / (float)rate);
	f->k = 2 - 1.9f * resonance;
	f->a = 1 / (1 + f->g * (f->g + f->k));
}

static float filter_run(struct filter *f, float x)
{
	float high = (x - (f->g + f->k) * f->s1 - f->s2) * f->a;
	float band = f->g * high + f->s1, low = f->g * band + f->s2;
	f->s1 = f->g * high + band;
	f->s2 = f->g * band + low;
	return low;
}

/* ---- notes */

/* One block of one oscillator. `wave` is a constant to every caller, so that each gets
 * a loop without choices. */
static inline void run(
	struct oscillator *o, enum wave wave, float width, float *l, float *r, size_t n)
{
	float phase = o->phase, step = o->step, per_step = 1 / step, x;
	for (size_t i = 0; i < n; i++) {
		if (wave == WAVE_SAW) {
			x = saw(phase, step, per_step);
		} else if (wave == WAVE_PULSE) {
			float other = phase + width;
			other -= other >= 1 ? 1 : 0;
			x = saw(other, step, per_step) - saw(phase, step, per_step) +
			    2 * width - 1;
		} else if (wave == WAVE_TRIANGLE) {
			x = 4 * fabsf(phase - .5f) - 1;
		} else {
			x = sine(phase);
		}
		l[i] += o->left * x;
		r[i] += o->right * x;
		phase += step;
		phase -= phase >= 1 ? 1 : 0;
	}
	o->phase = phase;
}

/* One block of all oscillators, added up. */
static void oscillate(const struct tone *t, struct oscillator *o, int voices, float *l,
	float *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		l[i] = r[i] = 0;
	for (int v = 0; v < voices; v++) {
		switch (t->wave) {
		case WAVE_SAW:
			run(&o[v], WAVE_SAW, 0, l, r, n);
			break;
		case WAVE_PULSE:
			run(&o[v], WAVE_PULSE, t->width, l, r, n);
			break;
		case WAVE_TRIANGLE:
			run(&o[v], WAVE_TRIANGLE, 0, l, r, n);
			break;
		default:
			run(&o[v], WAVE_SINE, 0, l, r, n);
		}
	}
}

void synth_note(struct bus *b, const struct tone *t, const struct note *n)
{
	double rate = b->rate_hz;
	size_t at = n->at_s > 0 ? (size_t)(n->at_s * rate) : 0;
	size_t end = at + (size_t)((n->length_s + 1.7 * (double)t->release_s) * rate);
	end = end > b->n ? b->n : end;
	struct oscillator o[VOICES_MAX];
	int voices = tune(t, n, b->rate_hz, o);
	struct filter left = {0}, right = {0};
	float l[BLOCK], r[BLOCK], gate = (float)n->length_s, level = 0;
	for (size_t from = at; from < end; from += BLOCK) {
		size_t count = end - from < BLOCK ? end - from : BLOCK;
		float s = (float)((double)(from - at) / rate);
		oscillate(t, o, voices, l, r, count);
		if (t->cutoff_hz > 0) {
			float rise = (t->cutoff_peak > 1 ? t->cutoff_peak - 1 : 0) *
				     expf(-s / (t->cutoff_decay_s + 1e-3f));
			filter_tune(&left, t->cutoff_hz * (1 + rise), t->resonance,
				b->rate_hz);
			right.g = left.g, right.k = left.k, right.a = left.a;
			for (size_t i = 0; i < count; i++) {
				l[i] = filter_run(&left, l[i]);
				r[i] = filter_run(&right, r[i]);
			}
		}
		float next = level_at(t, s + BLOCK / (float)rate, gate);
		float slope = (next - level) / BLOCK;
		for (size_t i = 0; i < count; i++, level += slope) {
			b->l[from + i] += level * l[i];
			b->r[from + i] += level * r[i];
		}
		level = next;
	}
}

void synth_pluck(struct bus *b, const struct note *n, float brightness, float ring_s,
	struct rng *rng)
{
	float rate = (float)b->rate_hz, hz = 440 * exp2f((n->midi - 69) / 12);
	float period =
		rate / hz - .5f; /* the averaging filter delays by half a sample */
	size_t size = (size_t)period, at = n->at_s > 0 ? (size_t)(n->at_s * rate) : 0;
	size_t end = at + (size_t)((n->length_s + .4) * rate), k = 0;
	if (size < 4 || at >= b->n)
		return;
	end = end > b->n ? b->n : end;
	float *string = xmalloc((size + 1) * sizeof *string), before = 0;
	for (size_t i = 0; i < size; i++) {
		float x = (float)rng_double(rng) * 2 - 1;
		string[i] = before = brightness * x + (1 - brightness) * before;
	}
	/* What the loop keeps each round: -60 dB after ring_s, faster once released. */
	float keep = expf(-6.9f / (ring_s * hz)), damped = expf(-6.9f / (.25f * hz));
	float fraction = period - (float)size,
	      allpass = (1 - fraction) / (1 + fraction);
	float last = 0, in_before = 0, out_before = 0;
	float left = n->gain * sqrtf(.5f - .5f * n->pan);
	float right = n->gain * sqrtf(.5f + .5f * n->pan);
	size_t release = at + (size_t)(n->length_s * rate);
	for (size_t i = at; i < end; i++) {
		float x = string[k],
		      mean = .5f * (x + last) * (i < release ? keep : damped);
		last = x;
		float tuned = allpass * (mean - out_before) + in_before;
		in_before = mean;
		out_before = tuned;
		string[k] = tuned;
		k = k + 1 < size ? k + 1 : 0;
		b->l[i] += left * x;
		b->r[i] += right * x;
	}
	free(string);
}
