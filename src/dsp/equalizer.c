#include "dsp/equalizer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Gains move in steps of STEP_FRAMES frames; within one the coefficients glide. */
enum { STEP_FRAMES = 16, CURVE_POINTS = 241 };
static const double RAMP_S = .05, HIGHEST_OF_RATE = .48, TINY = 1e-9;
static const double CURVE_FROM_HZ = 10, CURVE_TO_HZ = 22000;

struct band {
	double cos_w, alpha;       /* of centre and rate */
	double from_db, to_db, db; /* a ramp, and where it stands */
	double c[5];               /* b0 b1 b2 a1 a2, a0 = 1: as they are */
	double was[5];             /* a step ago */
	double z[2][2];            /* state: (channel, delay) */
	bool left_out;
};

struct equalizer {
	int rate_hz;
	struct band band[EQUALIZER_BANDS];
	double headroom_db;                        /* of the settings, once settled */
	double gain, gain_was, gain_from, gain_to; /* linear, ramped with the bands */
	size_t ramp_at, ramp_n;                    /* steps; equal: settled */
	bool flat;                                 /* settled at no effect at all */
};

/* Cookbook: A = 10^(dB/40), alpha = sin(w)/(2Q). */
static void band_tune(struct band *b)
{
	double a = pow(10, b->db / 40), a0 = 1 + b->alpha / a;
	b->c[0] = (1 + b->alpha * a) / a0;
	b->c[1] = -2 * b->cos_w / a0;
	b->c[2] = (1 - b->alpha * a) / a0;
	b->c[3] = b->c[1];
	b->c[4] = (1 - b->alpha / a) / a0;
}

/* |H|² of the filter with the gain `db`, at the frequency whose cosine is cos_w. For
 * (c0 + c1 z⁻¹ + c2 z⁻²): |.|² = c0² + c1² + c2² + 2 c1 (c0 + c2) cos w + 2 c0 c2 cos 2w. */
static double square(double c0, double c1, double c2, double cos_w)
{
	return c0 * c0 + c1 * c1 + c2 * c2 + 2 * c1 * (c0 + c2) * cos_w +
	       2 * c0 * c2 * (2 * cos_w * cos_w - 1);
}

static double band_response_db(const struct band *b, double db, double cos_w)
{
	if (b->left_out || db == 0)
		return 0;
	double a = pow(10, db / 40);
	double top = square(1 + b->alpha * a, -2 * b->cos_w, 1 - b->alpha * a, cos_w);
	double below = square(1 + b->alpha / a, -2 * b->cos_w, 1 - b->alpha / a, cos_w);
	return 10 * log10(top / below);
}

static double curve_db(const struct equalizer *e, double hz)
{
	double sum = 0, cos_w = cos(2 * M_PI * hz / e->rate_hz);
	for (int i = 0; i < EQUALIZER_BANDS; i++)
		sum += band_response_db(&e->band[i], e->band[i].to_db, cos_w);
	return sum;
}

/* The highest point lies near a centre, or between two neighbours: a fine grid (20
 * points an octave) is within .01 dB of it. */
static double highest_db(const struct equalizer *e)
{
	double highest = 0;
	double ratio = pow(CURVE_TO_HZ / CURVE_FROM_HZ, 1.0 / (CURVE_POINTS - 1));
	double hz = CURVE_FROM_HZ;
	for (int i = 0; i < CURVE_POINTS && hz < e->rate_hz / 2.0; i++, hz *= ratio)
		highest = fmax(highest, curve_db(e, hz));
	return highest;
}

struct equalizer *equalizer_create(int rate_hz)
{
	struct equalizer *e = xcalloc(1, sizeof *e);
	e->rate_hz = rate_hz > 0 ? rate_hz : 1;
	e->gain = e->gain_was = e->gain_from = e->gain_to = 1;
	e->flat = true;
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		struct band *b = &e->band[i];
		double w = 2 * M_PI * equalizer_hz[i] / e->rate_hz;
		b->left_out = equalizer_hz[i] >= HIGHEST_OF_RATE * e->rate_hz;
		b->cos_w = cos(w);
		b->alpha = sin(w) / (2 * M_SQRT2);
		band_tune(b);
	}
	return e;
}

void equalizer_destroy(struct equalizer *e)
{
	free(e);
}

static double clamp_db(float db)
{
	if (isnan(db))
		return 0;
	return fmin(fmax((double)db, -EQUALIZER_MAX_DB), EQUALIZER_MAX_DB);
}

static bool settled(const struct equalizer *e)
{
	return e->ramp_at == e->ramp_n;
}

static bool rings(const struct band *b)
{
	return b->z[0][0] != 0 || b->z[0][1] != 0 || b->z[1][0] != 0 || b->z[1][1] != 0;
}

/* No band does anything, and none still rings. */
static bool does_nothing(const struct equalizer *e)
{
	for (int i = 0; i < EQUALIZER_BANDS; i++)
		if (e->band[i].db != 0 || rings(&e->band[i]))
			return false;
	return settled(e) && e->gain == 1;
}

void equalizer_set(struct equalizer *e, const float band_db[EQUALIZER_BANDS])
{
	bool flat = equalizer_flat(band_db), changed = false;
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		struct band *b = &e->band[i];
		double to = flat || b->left_out ? 0 : clamp_db(band_db[i]);
		changed |= to != b->to_db;
		b->from_db = b->db;
		b->to_db = to;
	}
	if (!changed)
		return;
	e->headroom_db = -highest_db(e);
	e->gain_from = e->gain;
	e->gain_to = pow(10, e->headroom_db / 20);
	e->ramp_at = 0;
	e->ramp_n = 1 + (size_t)(RAMP_S * e->rate_hz / STEP_FRAMES);
	e->flat = false;
}

/* The settings apply as they are. */
static void settle(struct equalizer *e)
{
	e->ramp_at = e->ramp_n;
	e->gain = e->gain_was = e->gain_to;
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		struct band *b = &e->band[i];
		b->db = b->to_db;
		band_tune(b);
	}
}

static void step(struct equalizer *e)
{
	double part = (double)++e->ramp_at / (double)e->ramp_n;
	e->gain_was = e->gain;
	e->gain = e->gain_from + (e->gain_to - e->gain_from) * part;
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		struct band *b = &e->band[i];
		memcpy(b->was, b->c, sizeof b->was);
		b->db = b->from_db + (b->to_db - b->from_db) * part;
		band_tune(b);
	}
}

/* A state that fades ends as zero, before it is denormal, which is slow. */
static double kept(double z)
{
	return fabs(z) < TINY ? 0 : z;
}

static void band_run(struct band *b, double *pcm, size_t frames)
{
	double b0 = b->c[0], b1 = b->c[1], b2 = b->c[2], a1 = b->c[3], a2 = b->c[4];
	double l1 = b->z[0][0], l2 = b->z[0][1], r1 = b->z[1][0], r2 = b->z[1][1];
	for (size_t i = 0; i < frames; i++) {
		double l = pcm[2 * i], r = pcm[2 * i + 1];
		double yl = b0 * l + l1, yr = b0 * r + r1;
		l1 = b1 * l - a1 * yl + l2;
		r1 = b1 * r - a1 * yr + r2;
		l2 = b2 * l - a2 * yl;
		r2 = b2 * r - a2 * yr;
		pcm[2 * i] = yl;
		pcm[2 * i + 1] = yr;
	}
	b->z[0][0] = kept(l1);
	b->z[0][1] = kept(l2);
	b->z[1][0] = kept(r1);
	b->z[1][1] = kept(r2);
}

/* From the coefficients of a step ago to those of now. On the way it is as stable as at
 * both ends: the stable pairs (a1, a2) form a triangle. */
static void band_glide(struct band *b, double *pcm, size_t frames)
{
	double to[5], part;
	memcpy(to, b->c, sizeof to);
	for (size_t i = 0; i < frames; i++) {
		part = (double)(i + 1) / (double)frames;
		for (int k = 0; k < 5; k++)
			b->c[k] = b->was[k] + (to[k] - b->was[k]) * part;
		band_run(b, pcm + 2 * i, 1);
	}
	memcpy(b->c, to, sizeof to);
}

static void run_block(struct equalizer *e, float *pcm, size_t frames, bool gliding)
{
	double work[STEP_FRAMES * 2];
	double gain = e->gain_was, slope = (e->gain - e->gain_was) / (double)frames;
	for (size_t i = 0; i < frames; i++) {
		gain += slope;
		work[2 * i] = gain * (double)pcm[2 * i];
		work[2 * i + 1] = gain * (double)pcm[2 * i + 1];
	}
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		struct band *b = &e->band[i];
		if (gliding && !b->left_out)
			band_glide(b, work, frames);
		else if (!b->left_out && (b->db != 0 || rings(b)))
			band_run(b, work, frames);
	}
	for (size_t i = 0; i < 2 * frames; i++)
		pcm[i] = (float)work[i];
}

void equalizer_process(struct equalizer *e, float *pcm, size_t frames)
{
	for (size_t at = 0; at < frames && !e->flat;) {
		size_t n = frames - at < STEP_FRAMES ? frames - at : STEP_FRAMES;
		bool gliding = !settled(e);
		if (gliding)
			step(e);
		run_block(e, pcm + 2 * at, n, gliding);
		if (gliding && settled(e))
			settle(e);
		e->flat = does_nothing(e);
		at += n;
	}
}

void equalizer_reset(struct equalizer *e)
{
	settle(e);
	for (int i = 0; i < EQUALIZER_BANDS; i++)
		memset(e->band[i].z, 0, sizeof e->band[i].z);
	e->flat = does_nothing(e);
}

double equalizer_response_db(const struct equalizer *e, double hz)
{
	return curve_db(e, hz) + e->headroom_db;
}
