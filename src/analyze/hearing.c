#include "hearing.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/features.h"
#include "dsp/fft.h"
#include "dsp/resample.h"

enum { OUT_FRAMES = 4096 };

struct hearing {
	struct features *features; /* owned */
	struct resample *resample; /* owned; NULL at 22,050 Hz */
	int rate_hz;               /* what `resample` was made for */
	int64_t frames;
	void (*heard)(void *ctx, const float *mono, size_t frames); /* or NULL */
	void *ctx;
	bool alone;
	float out[OUT_FRAMES];
};

enum err_code hearing_create(struct hearing **ret, struct err *why)
{
	enum err_code code = fft_available(why);
	if (code != ERR_OK)
		return code;
	/* It is told where a rate needs it. */
	(void)resample_available(NULL);
	struct hearing *h = xcalloc(1, sizeof *h);
	h->features = features_create();
	h->rate_hz = FEATURE_RATE_HZ;
	*ret = h;
	return ERR_OK;
}

void hearing_destroy(struct hearing *h)
{
	if (!h)
		return;
	features_destroy(h->features);
	resample_destroy(h->resample);
	free(h);
}

enum err_code hearing_begin(struct hearing *h, int rate_hz, struct err *why)
{
	features_reset(h->features);
	h->frames = 0;
	if (rate_hz == h->rate_hz) {
		if (h->resample)
			resample_reset(h->resample);
		return ERR_OK;
	}
	struct resample *made = NULL;
	if (rate_hz != FEATURE_RATE_HZ) {
		enum err_code code = resample_create(
			rate_hz, FEATURE_RATE_HZ, 1, RESAMPLE_HIGH, &made, why);
		if (code != ERR_OK)
			return code;
	}
	resample_destroy(h->resample);
	h->resample = made;
	h->rate_hz = rate_hz;
	return ERR_OK;
}

void hearing_share(struct hearing *h,
	void (*heard)(void *ctx, const float *mono, size_t frames), void *ctx,
	bool alone)
{
	h->heard = heard;
	h->ctx = ctx;
	h->alone = alone;
}

static void give(struct hearing *h, const float *mono, size_t frames)
{
	if (!h->alone)
		features_push(h->features, mono, frames);
	if (h->heard)
		h->heard(h->ctx, mono, frames);
}

void hearing_push(struct hearing *h, const float *mono, size_t frames)
{
	h->frames += (int64_t)frames;
	if (!h->resample) {
		give(h, mono, frames);
		return;
	}
	size_t taken = 0, made = 0;
	do {
		resample_process(
			h->resample, mono, frames, &taken, h->out, OUT_FRAMES, &made);
		give(h, h->out, made);
		mono += taken;
		frames -= taken;
	} while (frames > 0 || made == OUT_FRAMES);
}

void hearing_end(struct hearing *h, struct feature *ret)
{
	size_t taken, made = 0;
	if (h->resample && h->frames > 0) {
		do {
			resample_process(h->resample, NULL, 0, &taken, h->out,
				OUT_FRAMES, &made);
			give(h, h->out, made);
		} while (made > 0);
	}
	features_finish(h->features, ret);
	ret->duration_s = (double)h->frames / h->rate_hz;
}

void hearing_mix(float *out, const float *pcm, size_t frames, int channels)
{
	float scale = 1.0f / (float)channels;
	if (channels == 1) {
		memcpy(out, pcm, frames * sizeof *out);
		return;
	}
	for (size_t i = 0; channels == 2 && i < frames; i++)
		out[i] = (pcm[2 * i] + pcm[2 * i + 1]) * scale;
	for (size_t i = 0; channels > 2 && i < frames; i++, pcm += channels) {
		float sum = pcm[0];
		for (int c = 1; c < channels; c++)
			sum += pcm[c];
		out[i] = sum * scale;
	}
}
