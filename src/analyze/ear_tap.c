#include "analyze/ear_tap.h"

static void begins(void *ctx, int64_t recording, int rate_hz, int channels)
{
	ear_track_begins(ctx, recording, rate_hz, channels);
}

static void push(void *ctx, const float *pcm, size_t frames, bool wait)
{
	ear_push(ctx, pcm, frames, wait);
}

static void gap(void *ctx)
{
	ear_gap(ctx);
}

static void ends(void *ctx)
{
	ear_track_ends(ctx);
}

struct audio_tap ear_tap(struct ear *e)
{
	return (struct audio_tap){begins, push, gap, ends, e};
}
