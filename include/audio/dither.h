/*
 * Float to 16 bit with triangular dither (TPDF, 2 LSB wide), for outputs whose device
 * takes 16 bit: S. Lipshitz, R. Wannamaker, J. Vanderkooy, "Quantization and Dither: A
 * Theoretical Survey", JAES 40 (1992).
 *
 * A block whose every sample is a 16-bit value already (x * 32768 is a whole number:
 * 16-bit music at 100 % and no gain, digital silence) passes exactly and is not dithered.
 * The rule is one for a whole block, so that music with a gain, which hits such values by
 * chance, keeps an even noise floor.
 *
 * No allocation, lock, or libm: usable in the callback.
 */
#ifndef AUDIO_DITHER_H
#define AUDIO_DITHER_H

#include <stddef.h>
#include <stdint.h>

struct dither {
	uint32_t state;
};

/* The same seed gives the same noise. */
void dither_init(struct dither *d, uint32_t seed);
/* Rounds to nearest and clips at -32768 and 32767; NaN becomes 0. n: samples, of all
 * channels. */
void dither_s16(struct dither *d, const float *in, int16_t *out, size_t n);

#endif
