/*
 * What the treatment of sound costs, in CPU time of one core on 44.1 kHz stereo: the
 * loudness meter in times real time, what plays along in percent of the core.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "audio/dither.h"
#include "base/mem.h"
#include "dsp/equalizer.h"
#include "dsp/loudness.h"
#include "dsp/stretch.h"

enum { RATE = 44100, SECONDS = 20, ROUNDS = 3, BLOCK = 4096, FRAMES = RATE * SECONDS };

static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Chords, a beat and some noise, other ones on each side. */
static float *make_music(void)
{
	float *pcm = xmalloc((size_t)2 * FRAMES * sizeof *pcm);
	unsigned state = 1;
	for (size_t i = 0; i < 2 * (size_t)FRAMES; i++) {
		double t = (double)(i / 2) / RATE, v = 0;
		double root = (i % 2 ? 110 : 82.5) * pow(2, floor(fmod(t, 8)) / 12);
		for (int p = 1; p < 9; p++)
			v += sin(2 * M_PI * root * p * t) / p;
		state = state * 1664525u + 1013904223u;
		double noise = state / 2147483648.0 - 1;
		pcm[i] = (float)(0.2 * v + 0.3 * exp(-fmod(t, 0.5) * 30) * noise);
	}
	return pcm;
}

static void run_loudness(float *pcm)
{
	struct loudness_meter *m;
	if (loudness_meter_create(RATE, 2, &m, NULL) != ERR_OK)
		return;
	for (size_t i = 0; i < FRAMES; i += BLOCK)
		loudness_meter_add(
			m, pcm + 2 * i, FRAMES - i < BLOCK ? FRAMES - i : BLOCK);
	loudness_meter_destroy(m);
}

static void run_equalizer(float *pcm)
{
	struct equalizer *e = equalizer_create(RATE);
	equalizer_set(e, equalizer_preset_find("classical")->band_db);
	equalizer_process(e, pcm, FRAMES);
	equalizer_destroy(e);
}

static void run_dither(float *pcm)
{
	static int16_t out[2 * BLOCK];
	struct dither d;
	dither_init(&d, 1);
	for (size_t i = 0; i + BLOCK <= FRAMES; i += BLOCK)
		dither_s16(&d, pcm + 2 * i, out, (size_t)2 * BLOCK);
}

static void stretch_all(const float *pcm, double speed)
{
	static float out[2 * BLOCK];
	struct stretch *s;
	if (stretch_create(RATE, speed, &s, NULL) != ERR_OK)
		return;
	for (size_t i = 0; i + BLOCK <= FRAMES; i += BLOCK) {
		stretch_put(s, pcm + 2 * i, BLOCK);
		while (stretch_take(s, out, BLOCK) > 0)
			continue;
	}
	stretch_destroy(s);
}

static void run_slow(float *pcm)
{
	stretch_all(pcm, .75);
}

static void run_fast(float *pcm)
{
	stretch_all(pcm, 1.5);
}

int main(void)
{
	static const struct {
		const char *name;
		void (*run)(float *pcm);
		double speed; /* of playing; 0: in times real time */
	} row[] = {{"loudness", run_loudness, 0}, {"equalizer", run_equalizer, 1},
		{"dither", run_dither, 1}, {"slow", run_slow, .75},
		{"fast", run_fast, 1.5}};
	float *music = make_music();
	float *pcm = xmalloc((size_t)2 * FRAMES * sizeof *pcm);
	for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
		double best = INFINITY;
		for (int round = 0; round < ROUNDS; round++) {
			memcpy(pcm, music, (size_t)2 * FRAMES * sizeof *pcm);
			double began = cpu_s();
			row[r].run(pcm);
			best = fmin(best, cpu_s() - began);
		}
		printf("%s %.3f\n", row[r].name,
			row[r].speed > 0 ? 100 * best * row[r].speed / SECONDS
					 : SECONDS / best);
	}
	free(music);
	free(pcm);
	return 0;
}
