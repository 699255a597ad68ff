/* Sound files for the tests of analyze/. */
#ifndef TEST_ANALYZE_FILES_H
#define TEST_ANALYZE_FILES_H

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "codec/fixture.h"

/* Stereo music of `seconds`: a melody on the left, ticks on the right; caller frees. */
static inline float *files_music(int rate_hz, int seconds, size_t *ret_frames)
{
	size_t n = (size_t)rate_hz * (size_t)seconds;
	float *pcm = xcalloc(2 * n, sizeof *pcm);
	for (size_t i = 0; i < n; i++) {
		double t = (double)i / rate_hz, beat = fmod(t, 0.5);
		double hz = 220 * pow(2, floor(fmod(t * 2, 8)) / 12.0);
		pcm[2 * i] = (float)(0.3 * sin(2 * M_PI * hz * t));
		pcm[2 * i + 1] =
			(float)(0.4 * exp(-beat * 60) * sin(2 * M_PI * 3000 * t));
	}
	*ret_frames = n;
	return pcm;
}

/* The path of a new file; caller frees. */
static inline char *files_write(struct fixture *f, const char *name, enum format format,
	int rate_hz, int channels, const float *pcm, size_t frames)
{
	char *path = fixture_path(f, name);
	struct encoder *e;
	struct err why = {0};
	if (encoder_open(path, format, rate_hz, channels, 1, &e, &why) != ERR_OK)
		fail_msg("%s: %s", name, why.msg);
	assert_int_equal(encoder_write(e, pcm, frames, &why), ERR_OK);
	assert_int_equal(encoder_close(e, &why), ERR_OK);
	return path;
}

#endif
