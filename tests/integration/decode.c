/*
 * Drives the decoders for the integration scripts.
 *
 *   decode FILE OUT        writes interleaved float32; prints rate, channels, bits,
 *                          frames said, frames decoded and the codec
 *   decode --seeks N TOLERANCE FILE
 *                          after N random seeks what follows equals the whole decode;
 *                          prints the largest difference and the milliseconds a seek took
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "codec/decoder.h"

enum { BLOCK = 1000, AFTER = 3000, CHANNELS_MAX = 8 };

struct whole {
	struct decoder_info info;
	float *pcm; /* owned; (frames, channels) */
	size_t frames;
};

static int fail(const char *path, const struct err *why)
{
	fprintf(stderr, "%s: %s\n", path, why->msg);
	return 1;
}

static enum err_code read_whole(struct decoder *d, struct whole *w, struct err *why)
{
	size_t cap = 0, got = 1, c;
	decoder_info(d, &w->info);
	c = (size_t)w->info.channels;
	while (got > 0) {
		got = 0;
		w->pcm =
			mem_grow(w->pcm, &cap, (w->frames + BLOCK) * c, sizeof *w->pcm);
		enum err_code code =
			decoder_read(d, w->pcm + w->frames * c, BLOCK, &got, why);
		if (code != ERR_OK)
			return code;
		w->frames += got;
	}
	return ERR_OK;
}

static int dump(struct decoder *d, const char *path, const char *to)
{
	struct whole w = {0};
	struct err why = {0};
	enum err_code code = read_whole(d, &w, &why);
	FILE *f = fopen(to, "wb");
	size_t n = w.frames * (size_t)w.info.channels;
	bool ok = f && fwrite(w.pcm, sizeof *w.pcm, n, f) == n;
	if (f)
		ok &= fclose(f) == 0;
	printf("%d %d %d %lld %zu %s\n", w.info.rate_hz, w.info.channels, w.info.bits,
		(long long)w.info.frames, w.frames, w.info.codec);
	free(w.pcm);
	if (code != ERR_OK)
		return fail(path, &why);
	return ok ? 0 : 1;
}

/* The largest difference in what follows frame `at`; HUGE_VAL: other lengths. */
static double compare(
	struct decoder *d, const struct whole *w, size_t at, struct err *why)
{
	float pcm[AFTER * CHANNELS_MAX];
	size_t c = (size_t)w->info.channels, n = 0, got = 1;
	double worst = 0;
	while (n < AFTER && got > 0) {
		if (decoder_read(d, pcm + n * c, AFTER - n, &got, why) != ERR_OK)
			return HUGE_VAL;
		n += got;
	}
	size_t there = w->frames - at < AFTER ? w->frames - at : AFTER;
	if (n != there)
		return HUGE_VAL;
	for (size_t i = 0; i < n * c; i++)
		worst = fmax(worst, fabs((double)pcm[i] - (double)w->pcm[at * c + i]));
	return worst;
}

static int seeks(
	struct decoder *d, struct whole *w, const char *path, int n, double tolerance)
{
	struct err why = {0};
	struct rng r;
	struct clock clock = clock_system();
	double worst = 0, longest_ms = 0, sum_ms = 0;
	rng_seed(&r, 11);
	if (read_whole(d, w, &why) != ERR_OK)
		return fail(path, &why);
	for (int i = 0; i < n; i++) {
		size_t at = (size_t)(rng_double(&r) * (double)(w->frames + 1));
		int64_t began = clock_mono_us(&clock);
		if (decoder_seek(d, (int64_t)at, &why) != ERR_OK)
			return fail(path, &why);
		double one = compare(d, w, at, &why);
		double ms = (double)(clock_mono_us(&clock) - began) / 1000;
		if (one > tolerance) {
			printf("seek %d to %zu of %zu: %g %s\n", i, at, w->frames, one,
				why.msg);
			return 1;
		}
		worst = fmax(worst, one);
		longest_ms = fmax(longest_ms, ms);
		sum_ms += ms;
	}
	printf("%g mean %.2f ms, longest %.2f ms\n", worst, sum_ms / n, longest_ms);
	return 0;
}

int main(int argc, char **argv)
{
	struct decoder *d = NULL;
	struct err why = {0};
	if (argc != 3 && argc != 5)
		return 2;
	const char *path = argc == 3 ? argv[1] : argv[4];
	if (decoder_open(path, &d, &why) != ERR_OK)
		return fail(path, &why);
	struct whole w = {0};
	int code = argc == 3 ? dump(d, path, argv[2])
			     : seeks(d, &w, path, atoi(argv[2]), strtod(argv[3], NULL));
	free(w.pcm);
	decoder_close(d);
	return code;
}
