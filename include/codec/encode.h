/*
 * Encoders: interleaved float frames into a file. For the demo library and for tests;
 * the player itself only reads.
 *
 * The same frames give the same bytes: nothing is taken from the clock or at random. A
 * decode gives exactly the frames that were written (the LAME tag, granule positions
 * and pre-skip say where the music begins and ends).
 */
#ifndef CODEC_ENCODE_H
#define CODEC_ENCODE_H

#include <stddef.h>

#include "base/err.h"
#include "codec/sniff.h"

struct encoder;

/* Creates (or empties) the file. The lossy formats take 1 or 2 channels; MP3 a rate up
 * to 48 kHz, Opus 8, 12, 16, 24 or 48 kHz. FLAC, WAV and AIFF get 16 bits. `quality`,
 * from 0 (small) to 1 (good), is for the lossy ones. */
enum err_code encoder_open(const char *path, enum format format, int rate_hz,
	int channels, double quality, struct encoder **ret, struct err *why);
/* pcm: frames * channels floats; beyond ±1 they are clipped. */
enum err_code encoder_write(
	struct encoder *e, const float *pcm, size_t frames, struct err *why);
/* Finishes and frees, also after an error; the file is whole only if this says ERR_OK.
 */
enum err_code encoder_close(struct encoder *e, struct err *why);

#endif
