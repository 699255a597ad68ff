#include "av_pcm.h"

#ifdef CODEC_HAVE_AV

#include <string.h>

struct run {
	const uint8_t *from;
	size_t step; /* items from one sample of the channel to the next */
	float *to;
	size_t to_step;
	int n;
};

static void take_u8(const struct run *r)
{
	for (int i = 0; i < r->n; i++)
		r->to[(size_t)i * r->to_step] =
			(float)(r->from[(size_t)i * r->step] - 128) / 128;
}

static void take_s16(const struct run *r)
{
	const int16_t *p = (const int16_t *)(const void *)r->from;
	for (int i = 0; i < r->n; i++)
		r->to[(size_t)i * r->to_step] = p[(size_t)i * r->step] * 0x1p-15f;
}

static void take_s32(const struct run *r)
{
	const int32_t *p = (const int32_t *)(const void *)r->from;
	for (int i = 0; i < r->n; i++)
		r->to[(size_t)i * r->to_step] =
			(float)p[(size_t)i * r->step] * 0x1p-31f;
}

static void take_s64(const struct run *r)
{
	const int64_t *p = (const int64_t *)(const void *)r->from;
	for (int i = 0; i < r->n; i++)
		r->to[(size_t)i * r->to_step] =
			(float)p[(size_t)i * r->step] * 0x1p-63f;
}

static void take_flt(const struct run *r)
{
	const float *p = (const float *)(const void *)r->from;
	for (int i = 0; i < r->n; i++)
		r->to[(size_t)i * r->to_step] = p[(size_t)i * r->step];
}

static void take_dbl(const struct run *r)
{
	const double *p = (const double *)(const void *)r->from;
	for (int i = 0; i < r->n; i++)
		r->to[(size_t)i * r->to_step] = (float)p[(size_t)i * r->step];
}

/* The types, packed and planar, in libavutil's order. */
static void (*const takes[])(const struct run *) = {
	[AV_SAMPLE_FMT_U8] = take_u8,
	[AV_SAMPLE_FMT_S16] = take_s16,
	[AV_SAMPLE_FMT_S32] = take_s32,
	[AV_SAMPLE_FMT_FLT] = take_flt,
	[AV_SAMPLE_FMT_DBL] = take_dbl,
	[AV_SAMPLE_FMT_U8P] = take_u8,
	[AV_SAMPLE_FMT_S16P] = take_s16,
	[AV_SAMPLE_FMT_S32P] = take_s32,
	[AV_SAMPLE_FMT_FLTP] = take_flt,
	[AV_SAMPLE_FMT_DBLP] = take_dbl,
	[AV_SAMPLE_FMT_S64] = take_s64,
	[AV_SAMPLE_FMT_S64P] = take_s64,
};

static bool is_planar(int f)
{
	return (f >= AV_SAMPLE_FMT_U8P && f <= AV_SAMPLE_FMT_DBLP) ||
	       f == AV_SAMPLE_FMT_S64P;
}

static size_t bytes_of(int f)
{
	switch (f) {
	case AV_SAMPLE_FMT_U8:
		return 1;
	case AV_SAMPLE_FMT_S16:
		return 2;
	case AV_SAMPLE_FMT_S32:
	case AV_SAMPLE_FMT_FLT:
		return 4;
	default:
		return 8;
	}
}

bool av_pcm_known(int f)
{
	return f >= 0 && (size_t)f < sizeof takes / sizeof *takes && takes[f];
}

void av_pcm_take(const AVFrame *frame, float *out)
{
	int channels = frame->ch_layout.nb_channels;
	bool planar = is_planar(frame->format);
	if (frame->format == AV_SAMPLE_FMT_FLT) {
		memcpy(out, frame->extended_data[0],
			(size_t)frame->nb_samples * (size_t)channels * sizeof *out);
		return;
	}
	for (int c = 0; c < channels; c++) {
		struct run r = {
			.from = planar ? frame->extended_data[c]
				       : frame->extended_data[0] +
						 (size_t)c * bytes_of(frame->format),
			.step = planar ? 1 : (size_t)channels,
			.to = out + c,
			.to_step = (size_t)channels,
			.n = frame->nb_samples};
		takes[frame->format](&r);
	}
}

#endif
