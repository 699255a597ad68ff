#include "dsp/loudness.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include <ebur128.h>

#include "base/mem.h"
#include "base/shared_library.h"

enum { CHANNELS_MAX = 8, SMALL_RATE = 8000, RATE_MIN = 16, RATE_MAX = 2822400 };

#define EBUR128_CALLS(X)                                                               \
	X(init)                                                                        \
	X(destroy)                                                                     \
	X(set_channel)                                                                 \
	X(change_parameters)                                                           \
	X(add_frames_float)                                                            \
	X(true_peak)                                                                   \
	X(loudness_global)                                                             \
	X(loudness_global_multiple)

/* libebur128's functions without their "ebur128_". */
struct library {
#define X(name) __typeof__(ebur128_##name) *name;
	EBUR128_CALLS(X)
#undef X
};

struct loudness_meter {
	struct library library;
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

static const struct shared_symbol symbols[] = {
#define X(name) {"ebur128_" #name, offsetof(struct library, name)},
	EBUR128_CALLS(X)
#undef X
};

static enum err_code library_open(struct library *ret, struct err *why)
{
	if (shared_library_load(
		    "libebur128.so.1", symbols, sizeof symbols / sizeof *symbols, ret))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"loudness needs libebur128: install libebur128-1 (Debian, Ubuntu) or "
		"libebur128 (others)");
}

enum err_code loudness_meter_available(struct err *why)
{
	struct library l;
	return library_open(&l, why);
}

enum err_code loudness_meter_create(
	int rate_hz, int channels, struct loudness_meter **ret, struct err *why)
{
	ebur128_state *s = NULL;
	struct library l;
	enum err_code code = library_open(&l, why);
	if (code != ERR_OK)
		return code;
	if (channels >= 1 && channels <= CHANNELS_MAX && rate_hz >= RATE_MIN &&
		rate_hz <= RATE_MAX)
		s = l.init((unsigned)channels, (unsigned long)rate_hz,
			EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
	if (!s)
		return err_set(why, ERR_UNSUPPORTED,
			"the loudness of %d channels at %d Hz cannot be measured",
			channels, rate_hz);
	for (int c = 0; c < channels; c++)
		l.set_channel(s, (unsigned)c, map[channels][c]);
	struct loudness_meter *m = xcalloc(1, sizeof *m);
	m->library = l;
	m->state = s;
	*ret = m;
	return ERR_OK;
}

void loudness_meter_destroy(struct loudness_meter *m)
{
	if (!m)
		return;
	m->library.destroy(&m->state);
	free(m);
}

void loudness_meter_add(struct loudness_meter *m, const float *pcm, size_t frames)
{
	if (!m->ended)
		m->library.add_frames_float(m->state, pcm, frames);
}

static double peak_of(const struct loudness_meter *m)
{
	double highest = 0;
	if (m->ended)
		return m->peak;
	for (unsigned c = 0; c < m->state->channels; c++) {
		double peak = 0;
		if (m->library.true_peak(m->state, c, &peak) == EBUR128_SUCCESS)
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
	m->library.change_parameters(m->state, 1, SMALL_RATE);
}

struct loudness_reading loudness_meter_read(const struct loudness_meter *m)
{
	struct loudness_reading r = {.lufs = NAN, .peak = peak_of(m)};
	double lufs;
	if (m->library.loudness_global(m->state, &lufs) == EBUR128_SUCCESS &&
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
		meter[0]->library.loudness_global_multiple(state, n, &lufs) ==
			EBUR128_SUCCESS &&
		isfinite(lufs))
		r.lufs = lufs;
	free(state);
	return r;
}
