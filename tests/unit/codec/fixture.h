/*
 * Sound files made on the fly: a test signal, our encoder, and the tools of the
 * distribution where they are installed.
 */
#ifndef TESTS_CODEC_FIXTURE_H
#define TESTS_CODEC_FIXTURE_H

#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "codec/decoder.h"
#include "codec/encode.h"

struct fixture {
	char dir[64];
};

static inline int fixture_setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	strcpy(f->dir, "/tmp/linnet-codec-XXXXXX");
	*state = f;
	return mkdtemp(f->dir) ? 0 : -1;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	int code = system(command);
	free(f);
	return code;
}

static inline char *fixture_path(struct fixture *f, const char *name)
{
	struct str s = {0};
	str_appendf(&s, "%s/%s", f->dir, name);
	return str_detach(&s);
}

/* Runs a command in the fixture's folder; false if it failed or is not installed. */
static inline bool fixture_run(struct fixture *f, const char *command)
{
	struct str s = {0};
	str_appendf(&s, "cd %s && { %s; } >/dev/null 2>&1", f->dir, command);
	int code = system(str_text(&s));
	str_finish(&s);
	return code == 0;
}

/* A chirp, different in every channel, with some noise. Caller frees. */
static inline float *fixture_signal(size_t frames, int channels)
{
	float *x = xmalloc((frames * (size_t)channels + 1) * sizeof *x);
	struct rng r;
	rng_seed(&r, 7);
	for (size_t i = 0; i < frames; i++)
		for (int c = 0; c < channels; c++) {
			double t = (double)i, w = .01 + .013 * c + t * 2e-6;
			x[i * (size_t)channels + (size_t)c] =
				(float)(.4 * sin(w * t) + .05 * (rng_double(&r) - .5));
		}
	return x;
}

static inline enum err_code fixture_encode(const char *path, enum format format,
	int rate, int channels, const float *pcm, size_t frames)
{
	struct encoder *e = NULL;
	enum err_code code = encoder_open(path, format, rate, channels, .6, &e, NULL);
	if (code != ERR_OK)
		return code;
	code = encoder_write(e, pcm, frames, NULL);
	enum err_code closed = encoder_close(e, NULL);
	return code != ERR_OK ? code : closed;
}

/* A file of bytes. */
static inline char *fixture_bytes(
	struct fixture *f, const char *name, const void *data, size_t n)
{
	char *path = fixture_path(f, name);
	FILE *out = fopen(path, "wb");
	if (out) {
		fwrite(data, 1, n, out);
		fclose(out);
	}
	return path;
}

/* All that the decoder gives, in blocks of odd sizes. Caller frees. */
static inline float *fixture_decode(
	struct decoder *d, size_t *ret_frames, enum err_code *ret_code, struct err *why)
{
	struct decoder_info info;
	decoder_info(d, &info);
	size_t channels = (size_t)info.channels, n = 0, cap = 0, got = 1, block = 1;
	float *pcm = NULL;
	*ret_code = ERR_OK;
	while (*ret_code == ERR_OK && got > 0) {
		block = block * 5 % 4099 + 1;
		pcm = mem_grow(pcm, &cap, (n + block) * channels, sizeof *pcm);
		got = 0;
		*ret_code = decoder_read(d, pcm + n * channels, block, &got, why);
		n += *ret_code == ERR_OK ? got : 0;
	}
	*ret_frames = n;
	return pcm;
}

#endif
