/*
 * A tap: somebody who listens along while the pump plays (the ear). Frames come
 * straight from the decoder, before resampling and gain, with markers in band.
 */
#ifndef AUDIO_TAP_H
#define AUDIO_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct audio_tap {
	/* All from the pump's thread. None of them may wait, but push with `wait` set,
	 * which it is on outputs that are not real-time. */
	void (*begins)(void *ctx, int64_t recording, int rate_hz, int channels);
	void (*push)(void *ctx, const float *pcm, size_t frames, bool wait);
	void (*gap)(void *ctx);  /* a seek or an error: what was heard is not whole */
	void (*ends)(void *ctx); /* decoded to its last frame */
	void *ctx;
};

#endif
