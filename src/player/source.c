#include "source.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mix.h"

/* A worker may take that long to open a file that was thought to be open. */
enum { READY_MS = 2000 };

static struct source *create(struct play *p, struct decoder *decoder, int64_t end)
{
	struct source *s = xcalloc(1, sizeof *s);
	s->play = play_ref(p);
	s->decoder = decoder;
	s->end = end;
	s->limit = INT64_MAX;
	s->gain = 1;
	s->raw = xcalloc(SOURCE_BLOCK, (size_t)p->info.channels * sizeof *s->raw);
	return s;
}

/* The frames of the part of a file that the entry is; -1 unknown. */
static int64_t frames_of(const struct player_entry *e, int64_t in_file)
{
	int64_t end = in_file;
	if (e->end_frame > 0 && (end < 0 || e->end_frame < end))
		end = e->end_frame;
	if (end < 0)
		return -1;
	return end > e->start_frame ? end - e->start_frame : 0;
}

/* A header may lie: a track that is not bounded ends where its file does. */
static int64_t end_of(const struct player_entry *e)
{
	return e->end_frame > 0 ? frames_of(e, -1) : INT64_MAX;
}

enum err_code source_open(struct remote *remote, struct play *p, int patience_ms,
	struct source **ret, struct err *why)
{
	struct decoder *decoder = NULL;
	enum err_code code =
		remote_open(remote, p->entry.path, patience_ms, &decoder, why);
	if (code != ERR_OK)
		return code;
	decoder_info(decoder, &p->info);
	if (p->info.channels < 1 || p->info.channels > 8 || p->info.rate_hz < 1)
		code = err_set(why, ERR_UNSUPPORTED,
			"%d channels at %d Hz cannot be played", p->info.channels,
			p->info.rate_hz);
	else if (p->entry.start_frame > 0)
		code = decoder_seek(decoder, p->entry.start_frame, why);
	if (code != ERR_OK) {
		decoder_close(decoder);
		return code;
	}
	p->file_frames = p->info.frames;
	p->info.frames = frames_of(&p->entry, p->file_frames);
	*ret = create(p, decoder, end_of(&p->entry));
	return ERR_OK;
}

bool play_continues(const struct play *p, const struct play *before)
{
	const struct player_entry *b = &before->entry;
	return b->end_frame > 0 && p->entry.start_frame == b->end_frame &&
	       strcmp(b->path, p->entry.path) == 0;
}

bool source_continue(const struct source *before, struct play *p, struct source **ret)
{
	const struct play *b = before->play;
	if (!play_continues(p, b))
		return false;
	p->info = b->info;
	p->file_frames = b->file_frames;
	p->info.frames = frames_of(&p->entry, p->file_frames);
	*ret = create(p, NULL, end_of(&p->entry));
	return true;
}

static enum err_code move(struct source *s, int64_t to, struct err *why)
{
	enum err_code code =
		decoder_seek(s->decoder, s->play->entry.start_frame + to, why);
	if (code == ERR_OK)
		s->at = to;
	return code;
}

void source_hand_over(struct source *before, struct source *s)
{
	if (s->decoder || before->at != before->end ||
		!play_continues(s->play, before->play))
		return;
	s->decoder = before->decoder;
	before->decoder = NULL;
}

enum err_code source_ready(struct source *s, struct remote *remote, struct err *why)
{
	const struct decoder_info *known = &s->play->info;
	struct decoder_info now;
	if (s->decoder)
		return ERR_OK;
	enum err_code code =
		remote_open(remote, s->play->entry.path, READY_MS, &s->decoder, why);
	if (code != ERR_OK)
		return code;
	decoder_info(s->decoder, &now);
	if (now.channels != known->channels || now.rate_hz != known->rate_hz)
		return err_set(why, ERR_FORMAT, "the file has changed meanwhile");
	return move(s, 0, why);
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

void source_tap(struct source *s, const struct audio_tap *tap)
{
	s->tapping = true;
	s->tapped = 0;
	if (tap->begins)
		tap->begins(tap->ctx, s->play->entry.recording, s->play->info.rate_hz,
			s->play->info.channels);
}

enum err_code source_seek(
	struct source *s, const struct audio_tap *tap, double to_s, struct err *why)
{
	/* Before its first frame a move to the start changes nothing. */
	if (s->frames_read == 0 && s->at == 0 && to_s <= 0)
		return ERR_OK;
	source_abandon(s, tap);
	int64_t to = play_frame(s->play, to_s);
	if (s->play->info.frames >= 0 && to > s->play->info.frames)
		to = s->play->info.frames;
	s->from = to;
	return move(s, to, why);
}

bool source_loops(const struct source *s, bool ended)
{
	const struct play *p = s->play;
	return p->loop_b > 0 && s->at > p->loop_a && (ended || s->at == p->loop_b);
}

enum err_code source_loop(
	struct source *s, const struct audio_tap *tap, struct err *why)
{
	source_abandon(s, tap);
	return move(s, s->play->loop_a, why);
}

enum err_code source_return(struct source *s, int64_t frame, struct err *why)
{
	int64_t back = s->at - frame;
	if (back == 0)
		return ERR_OK;
	s->frames_read = s->frames_read > back ? s->frames_read - back : 0;
	return move(s, frame, why);
}

/* What comes again after a return the tap has heard already. */
static void push(struct source *s, const struct audio_tap *tap, size_t n, bool wait)
{
	int64_t known = s->tapped - s->at;
	if (!s->tapping || known >= (int64_t)n)
		return;
	size_t skip = known > 0 ? (size_t)known : 0;
	if (tap->push)
		tap->push(tap->ctx, s->raw + skip * (size_t)s->play->info.channels,
			n - skip, wait);
	s->tapped = s->at + (int64_t)n;
}

static void apply_gain(const struct source *s, float *pcm, size_t frames)
{
	if (s->gain == 1.0f)
		return;
	for (size_t i = 0; i < 2 * frames; i++)
		pcm[i] *= s->gain;
}

enum err_code source_read(struct source *s, const struct audio_tap *tap, bool wait,
	float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	const struct decoder_info *info = &s->play->info;
	size_t n = 0;
	if (frames > SOURCE_BLOCK)
		frames = SOURCE_BLOCK;
	if ((int64_t)frames > s->end - s->at)
		frames = (size_t)(s->end - s->at);
	if (s->play->loop_b > s->at && (int64_t)frames > s->play->loop_b - s->at)
		frames = (size_t)(s->play->loop_b - s->at);
	bool limited = s->limit <= s->frames_read;
	if ((int64_t)frames > s->limit - s->frames_read)
		frames = limited ? 0 : (size_t)(s->limit - s->frames_read);
	if (frames > 0) {
		enum err_code code = decoder_read(s->decoder, s->raw, frames, &n, why);
		if (code == ERR_BUSY)
			return code;
		if (code != ERR_OK) {
			source_abandon(s, tap);
			return code;
		}
	} else if (limited && s->at < s->end) {
		s->play->truncated = true;
		source_abandon(s, tap);
	}
	if (n == 0 && s->tapping && tap->ends)
		tap->ends(tap->ctx);
	push(s, tap, n, wait);
	s->at += (int64_t)n;
	s->frames_read += (int64_t)n;
	mix_to_stereo(s->raw, info->channels, out, n);
	apply_gain(s, out, n);
	*ret_frames = n;
	return ERR_OK;
}
