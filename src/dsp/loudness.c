#include "dsp/loudness.h"

#include <math.h>
#include <stdlib.h>

#include <ebur128.h>

#include "base/mem.h"

enum { CHANNELS_MAX = 8, SMALL_RATE = 8000, RATE_MIN = 16, RATE_MAX = 2822400 };

struct loudness_meter {
	ebur128_state *state; /* owned */
	double peak;          /* once it has ended */
	bool ended;
};

#define L EBUR128_LEFT
#define R EBUR128_RIGHT
#define C EBUR128_CENTER
#define LFE EBUR128_UNUSED
#define LS EBUR128_LEFT_SURROUND
#define RS EBUR128_RIGHT_SURROUND
/* The decoder's orders: mono, stereo, 3.0, quad, 5.0, 5.1, 6.1 and 7.1. What stands
 * behind the listener weighs as much as what stands at the side. */
static const signed char map[CHANNELS_MAX + 1][CHANNELS_MAX] = {
	[1] = {C},
	[2] = {L, R},
	[3] = {L, R, C},
	[4] = {L, R, LS, RS},
	[5] = {L, R, C, LS, RS},
	[6] = {L, R, C, LFE, LS, RS},
	[7] = {L, R, C, LFE, LS, LS, RS},
	[8] = {L, R, C, LFE, LS, RS, LS, RS},
};
#undef L
#undef R
#undef C
#undef LFE
#undef LS
#undef RS

enum err_code loudness_meter_create(
	int rate_hz, int channels, struct loudness_meter **ret, struct err *why)
{
	ebur128_state *s = NULL;
	if (channels >= 1 && channels <= CHANNELS_MAX && rate_hz >= RATE_MIN &&
		rate_hz <= RATE_MAX)
		s = ebur128_init((unsigned)channels, (unsigned long)rate_hz,
			EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
	if (!s)
		return err_set(why, ERR_UNSUPPORTED,
			"the loudness of %d channels at %d Hz cannot be measured",
			channels, rate_hz);
	for (int c = 0; c < channels; c++)
		ebur128_set_channel(s, (unsigned)c, map[channels][c]);
	struct loudness_meter *m = xcalloc(1, sizeof *m);
	m->state = s;
	*ret = m;
	return ERR_OK;
}

void loudness_meter_destroy(struct loudness_meter *m)
{
	if (!m)
		return;
	ebur128_destroy(&m->state);
	free(m);
}

void loudness_meter_add(struct loudness_meter *m, const float *pcm, size_t frames)
{
	if (!m->ended)
		ebur128_add_frames_float(m->state, pcm, frames);
}

static double peak_of(const struct loudness_meter *m)
{
	double highest = 0;
	if (m->ended)
		return m->peak;
	for (unsigned c = 0; c < m->state->channels; c++) {
		double peak = 0;
		if (ebur128_true_peak(m->state, c, &peak) == EBUR128_SUCCESS)
			highest = fmax(highest, peak);
	}
	return highest;
}

/* A change of parameters keeps the gating blocks and makes the rest small. */
void loudness_meter_end(struct loudness_meter *m)
{
	if (m->ended)
		return;
	m->peak = peak_of(m);
	m->ended = true;
	ebur128_change_parameters(m->state, 1, SMALL_RATE);
}

struct loudness_reading loudness_meter_read(const struct loudness_meter *m)
{
	struct loudness_reading r = {.lufs = NAN, .peak = peak_of(m)};
	double lufs;
	if (ebur128_loudness_global(m->state, &lufs) == EBUR128_SUCCESS &&
		isfinite(lufs))
		r.lufs = lufs;
	return r;
}

struct loudness_reading loudness_meter_joint(
	struct loudness_meter *const *meter, size_t n)
{
	struct loudness_reading r = {.lufs = NAN};
	ebur128_state **state = xcalloc(n, sizeof(ebur128_state *));
	double lufs;
	for (size_t i = 0; i < n; i++) {
		state[i] = meter[i]->state;
		r.peak = fmax(r.peak, peak_of(meter[i]));
	}
	if (n > 0 &&
		ebur128_loudness_global_multiple(state, n, &lufs) == EBUR128_SUCCESS &&
		isfinite(lufs))
		r.lufs = lufs;
	free(state);
	return r;
}
