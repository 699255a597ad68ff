/* Signals that tests make themselves: 22,050 Hz mono. */
#ifndef TEST_DSP_SIGNALS_H
#define TEST_DSP_SIGNALS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

enum { SIGNAL_HZ = 22050, SIGNAL_N = 30 * SIGNAL_HZ };

/* White noise in [-1, 1) by a linear congruential generator. */
static inline double signal_noise(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state / 2147483648.0 - 1.0;
}

static inline void signal_sine(float *out, size_t n, double hz, double amplitude)
{
	for (size_t i = 0; i < n; i++)
		out[i] =
			(float)(amplitude * sin(2 * M_PI * hz * (double)i / SIGNAL_HZ));
}

/* Linear chirp 80 to 6,000 Hz in 30 s. */
static inline void signal_sweep(float *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double t = (double)i / SIGNAL_HZ;
		out[i] = (float)(0.5 *
				 sin(2 * M_PI * (80 * t + (6000 - 80) / 60.0 * t * t)));
	}
}

/* 120 bpm decaying bursts of noise over a quiet 220 Hz tone. */
static inline void signal_clicks(float *out, size_t n)
{
	uint32_t state = 1;
	for (size_t i = 0; i < n; i++) {
		double t = (double)(i % (SIGNAL_HZ / 2)) / SIGNAL_HZ;
		out[i] = (float)(0.7 * exp(-t * 40) * signal_noise(&state) +
				 0.05 * sin(2 * M_PI * 220 * (double)i / SIGNAL_HZ));
	}
}

/* Major and minor triads, 2 s each, three partials, 5 Hz tremolo. */
static inline void signal_chords(float *out, size_t n)
{
	static const double root[4] = {261.6255653, 220.0, 174.6141157, 195.9977180};
	for (size_t i = 0; i < n; i++) {
		size_t k = i / (2 * SIGNAL_HZ) % 4;
		double t = (double)i / SIGNAL_HZ, v = 0;
		double third = pow(2, (k % 2 == 0 ? 4 : 3) / 12.0);
		double f[3] = {root[k], root[k] * third, root[k] * pow(2, 7 / 12.0)};
		for (int a = 0; a < 3; a++)
			for (int p = 1; p <= 3; p++)
				v += sin(2 * M_PI * f[a] * p * t) / p;
		out[i] = (float)(0.08 * v * (0.7 + 0.3 * sin(2 * M_PI * 5 * t)));
	}
}

/* 10 s of silence, 10 s of white noise at -30 dB, 10 s fading out. */
static inline void signal_silence_noise(float *out, size_t n)
{
	uint32_t state = 7;
	for (size_t i = 0; i < n; i++) {
		double t = (double)i / SIGNAL_HZ;
		double a = t < 10 ? 0 : t < 20 ? 0.05 : 0.05 * (1 - (t - 20) / 10);
		out[i] = (float)(a * signal_noise(&state));
	}
}

#endif
