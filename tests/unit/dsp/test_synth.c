/* Every style plays: the same song again, within ±1, loud enough, another one by seed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/synth.h"

static struct synth_song song_of(int style, uint64_t seed)
{
	return (struct synth_song){.style = (enum synth_style)style,
		.band = 1,
		.seed = seed,
		.rate_hz = 44100,
		.seconds = 6.5};
}

static void every_style_plays(void **state)
{
	(void)state;
	for (int style = 0; style < SYNTH__COUNT; style++) {
		struct synth_song song = song_of(style, 3);
		float *pcm = NULL;
		size_t n = synth_render(&song, &pcm);
		assert_int_equal(n, (size_t)(6.5 * 44100));
		double power = 0;
		for (size_t i = 0; i < 2 * n; i++) {
			assert_true(isfinite(pcm[i]) && fabsf(pcm[i]) <= 1);
			power += (double)pcm[i] * pcm[i] / (2 * (double)n);
		}
		assert_true(10 * log10(power) > -40);
		/* Faded out: no click into the next track. */
		assert_true(fabsf(pcm[2 * n - 1]) < 1e-3f);
		free(pcm);
		assert_true(strlen(synth_style_name((enum synth_style)style)) > 3);
	}
}

static void songs_repeat(void **state)
{
	(void)state;
	for (int style = 0; style < SYNTH__COUNT; style++) {
		struct synth_song one = song_of(style, 3), other = song_of(style, 4);
		float *a, *b, *c;
		size_t n = synth_render(&one, &a);
		assert_int_equal(synth_render(&one, &b), n);
		assert_int_equal(synth_render(&other, &c), n);
		assert_memory_equal(a, b, 2 * n * sizeof *a);
		assert_int_not_equal(memcmp(a, c, 2 * n * sizeof *a), 0);
		free(a);
		free(b);
		free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_style_plays),
		cmocka_unit_test(songs_repeat),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
