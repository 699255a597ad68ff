/*
 * How much faster than the music the ear is, on one core and in CPU time: the extractor
 * alone on 22,050 Hz mono, and with paths the whole job (decode, mix, resample,
 * extract).
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "base/mem.h"
#include "dsp/features.h"

enum { SECONDS = 180, ROUNDS = 5, BLOCK = 4096 };

static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Chords, a beat and some noise: active frames, peaks, onsets, as in music. */
static float *make_music(size_t n)
{
	float *mono = xmalloc(n * sizeof *mono);
	unsigned state = 1;
	for (size_t i = 0; i < n; i++) {
		double t = (double)i / FEATURE_RATE_HZ, v = 0;
		double root = 110 * pow(2, floor(fmod(t, 8)) / 12);
		for (int p = 1; p < 9; p++)
			v += sin(2 * M_PI * root * p * t) / p;
		state = state * 1664525u + 1013904223u;
		double noise = state / 2147483648.0 - 1;
		mono[i] = (float)(0.2 * v + 0.3 * exp(-fmod(t, 0.5) * 30) * noise);
	}
	return mono;
}

static void bench_extractor(void)
{
	size_t n = (size_t)SECONDS * FEATURE_RATE_HZ;
	float *mono = make_music(n);
	struct features *x = features_create();
	struct feature f;
	double best = INFINITY;
	for (int round = 0; round < ROUNDS; round++) {
		double began = cpu_s();
		features_reset(x);
		for (size_t i = 0; i < n; i += BLOCK)
			features_push(x, mono + i, n - i < BLOCK ? n - i : BLOCK);
		features_finish(x, &f);
		best = fmin(best, cpu_s() - began);
	}
	printf("extractor alone    %6.0f × real time\n", SECONDS / best);
	features_destroy(x);
	free(mono);
}

static int bench_files(int n, char **path)
{
	double audio = 0, began = cpu_s();
	int failed = 0;
	for (int i = 0; i < n; i++) {
		struct feature f;
		struct err why = {0};
		int fd = open(path[i], O_RDONLY | O_CLOEXEC);
		if (fd < 0 || analyze_fd(fd, &f, NULL, NULL, &why) != ERR_OK) {
			fprintf(stderr, "%s: %s\n", path[i], why.msg);
			failed = 1;
		} else {
			audio += f.duration_s;
		}
		if (fd >= 0)
			close(fd);
	}
	printf("the whole job      %6.0f × real time (%d files, %.0f s of music)\n",
		audio / (cpu_s() - began), n, audio);
	return failed;
}

int main(int argc, char **argv)
{
	bench_extractor();
	return argc > 1 ? bench_files(argc - 1, argv + 1) : 0;
}
