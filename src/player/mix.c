#include "mix.h"

#include <string.h>

enum { CHANNELS_MAX = 8 };

static const float H = 0.70710678f; /* -3 dB */

/* Weights of each channel in left and right: 3.0, quad, 5.0, 5.1, 6.1, 7.1. */
static const float fold[CHANNELS_MAX + 1][CHANNELS_MAX][2] = {
	[3] = {{1, 0}, {0, 1}, {H, H}},
	[4] = {{1, 0}, {0, 1}, {H, 0}, {0, H}},
	[5] = {{1, 0}, {0, 1}, {H, H}, {H, 0}, {0, H}},
	[6] = {{1, 0}, {0, 1}, {H, H}, {0, 0}, {H, 0}, {0, H}},
	[7] = {{1, 0}, {0, 1}, {H, H}, {0, 0}, {H, H}, {H, 0}, {0, H}},
	[8] = {{1, 0}, {0, 1}, {H, H}, {0, 0}, {H, 0}, {0, H}, {H, 0}, {0, H}},
};

static void fold_many(const float *in, int channels, float *out, size_t frames)
{
	const float(*w)[2] = fold[channels];
	float sum = 0;
	for (int c = 0; c < channels; c++)
		sum += w[c][0];
	for (size_t i = 0; i < frames; i++) {
		float left = 0, right = 0;
		for (int c = 0; c < channels; c++) {
			left += w[c][0] * in[i * (size_t)channels + (size_t)c];
			right += w[c][1] * in[i * (size_t)channels + (size_t)c];
		}
		out[2 * i] = left / sum;
		out[2 * i + 1] = right / sum;
	}
}

void mix_to_stereo(const float *in, int channels, float *out, size_t frames)
{
	if (channels == 2) {
		memcpy(out, in, frames * 2 * sizeof *out);
	} else if (channels == 1) {
		for (size_t i = 0; i < frames; i++)
			out[2 * i] = out[2 * i + 1] = in[i];
	} else {
		fold_many(in, channels, out, frames);
	}
}
