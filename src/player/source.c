#include "source.h"

#include <stdlib.h>

#include "base/mem.h"
#include "mix.h"

enum err_code source_open(struct play *p, struct source **ret, struct err *why)
{
	struct decoder *decoder = NULL;
	enum err_code code = decoder_open(p->entry.path, &decoder, why);
	if (code != ERR_OK)
		return code;
	decoder_info(decoder, &p->info);
	if (p->info.channels < 1 || p->info.channels > 8 || p->info.rate_hz < 1) {
		decoder_close(decoder);
		return err_set(why, ERR_UNSUPPORTED,
			"%d channels at %d Hz cannot be played", p->info.channels,
			p->info.rate_hz);
	}
	struct source *s = xcalloc(1, sizeof *s);
	s->play = play_ref(p);
	s->decoder = decoder;
	s->limit = INT64_MAX;
	s->raw = xcalloc(SOURCE_BLOCK, (size_t)p->info.channels * sizeof *s->raw);
	*ret = s;
	return ERR_OK;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	decoder_close(s->decoder);
	play_unref(s->play);
	free(s->raw);
	free(s);
}

void source_abandon(struct source *s, const struct audio_tap *tap)
{
	if (s->tapping && tap->gap)
		tap->gap(tap->ctx);
	s->tapping = false;
}

enum err_code source_seek(
	struct source *s, const struct audio_tap *tap, double to_s, struct err *why)
{
	/* Before its first frame a move to the start changes nothing. */
	if (s->frames_read == 0 && to_s <= 0)
		return ERR_OK;
	source_abandon(s, tap);
	double frame = to_s * s->play->info.rate_hz + 0.5;
	int64_t to = frame > 0 ? (int64_t)frame : 0;
	if (s->play->info.frames >= 0 && to > s->play->info.frames)
		to = s->play->info.frames;
	return decoder_seek(s->decoder, to, why);
}

enum err_code source_read(struct source *s, const struct audio_tap *tap, bool wait,
	float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	const struct decoder_info *info = &s->play->info;
	size_t n = 0;
	if (frames > SOURCE_BLOCK)
		frames = SOURCE_BLOCK;
	if ((int64_t)frames > s->limit - s->frames_read)
		frames = (size_t)(s->limit - s->frames_read);
	if (frames > 0) {
		enum err_code code = decoder_read(s->decoder, s->raw, frames, &n, why);
		if (code != ERR_OK) {
			source_abandon(s, tap);
			return code;
		}
		if (n == 0 && s->tapping && tap->ends)
			tap->ends(tap->ctx);
	} else {
		s->play->truncated = true;
		source_abandon(s, tap);
	}
	if (n > 0 && s->tapping && tap->push)
		tap->push(tap->ctx, s->raw, n, wait);
	s->frames_read += (int64_t)n;
	mix_to_stereo(s->raw, info->channels, out, n);
	*ret_frames = n;
	return ERR_OK;
}
