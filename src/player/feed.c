#include <math.h>

#include "base/log.h"
#include "dsp/stretch.h"
#include "pump.h"

enum {
	FRAME_BYTES = 2 * sizeof(float),
	/* for a worker: while the current one plays, while its end does */
	OPEN_PLAYING_MS = 5,
	OPEN_ENDING_MS = 100
};

static size_t room(const struct pump *p)
{
	size_t high = (size_t)(pump_ahead_s(p) * rt_rate(p->rt)),
	       filled = stream_filled(p);
	return filled < high ? high - filled : 0;
}

static void close_source(struct pump *p, struct source **s)
{
	if (*s)
		source_abandon(*s, &p->config.tap);
	source_close(*s);
	*s = NULL;
}

void feed_drop(struct pump *p)
{
	close_source(p, &p->current);
	close_source(p, &p->next);
	convert_reset(&p->convert);
	overlap_reset(&p->overlap);
}

void feed_restart(struct pump *p)
{
	struct err why = {0};
	convert_reset(&p->convert);
	overlap_reset(&p->overlap);
	p->music = p->written;
	if (effects_reset(&p->effects, &p->sound, rt_rate(p->rt), p->music, &why) !=
		ERR_OK) {
		p->sound.speed = 1;
		effects_reset(&p->effects, &p->sound, rt_rate(p->rt), p->music, NULL);
		pump_event(p, PLAYER_DEVICE, NULL, "%s", why.msg);
	}
	p->timeline.speed = p->effects.speed;
}

void feed_return_to(struct pump *p, size_t index)
{
	struct source *keep = NULL, **from = NULL;
	if (p->current && p->current->play->list_index == (int64_t)index)
		from = &p->current;
	else if (p->next && p->next->play->list_index == (int64_t)index)
		from = &p->next;
	if (from && (*from)->decoder &&
		source_seek(*from, &p->config.tap, 0, NULL) == ERR_OK) {
		keep = *from;
		*from = NULL;
	}
	feed_drop(p);
	p->list_at = index;
	if (!keep)
		return;
	/* A new play of the same open file: the other one never was. */
	struct play *play = play_create(&p->list[index], (int64_t)index);
	play->info = keep->play->info;
	play->file_frames = keep->play->file_frames;
	play_unref(keep->play);
	keep->play = play;
	keep->frames_read = 0;
	p->next = keep;
	p->list_at = index + 1;
}

static void ask_for_more(struct pump *p)
{
	if (p->list_n - p->list_at < PLAYER_AHEAD / 2)
		pump_event(p, PLAYER_NEED_MORE, NULL, "%s", "");
}

/* Once for each row. */
static void tell_failure(
	struct pump *p, struct play *play, bool heard, const struct err *why)
{
	play->failure = why->code;
	play->sounded = heard;
	if (!failures_note(&p->failures, play->entry.key, heard))
		return;
	log_write(LOG_WARN, "cannot play %s: %s", play->entry.path, why->msg);
	pump_event(p, PLAYER_FAILED, play, "%s", why->msg);
}

static void fail_current(struct pump *p, const struct err *why)
{
	struct source *s = p->current;
	tell_failure(p, s->play, s->play->open || s->frames_read > 0, why);
	close_source(p, &p->current);
}

/* How long a worker may take to open a file before it is asked again: what plays must
 * be fed meanwhile. */
static int patience_ms(const struct pump *p)
{
	if (!p->running)
		return PUMP_OPEN_MS;
	return p->current ? OPEN_PLAYING_MS : OPEN_ENDING_MS;
}

bool feed_prepare(struct pump *p)
{
	p->opening = false;
	while (!p->next && p->list_at < p->list_n) {
		if (atomic_load(&p->quitting))
			return false;
		struct err why = {0};
		struct play *play =
			play_create(&p->list[p->list_at], (int64_t)p->list_at);
		p->list_at++;
		bool opened = p->current && source_continue(p->current, play, &p->next);
		enum err_code code = opened ? ERR_OK
					    : source_open(p->remote, play,
						      patience_ms(p), &p->next, &why);
		p->opening = code == ERR_BUSY && p->running;
		if (p->opening) {
			p->list_at--;
			play_unref(play);
			return false;
		}
		if (code != ERR_OK)
			tell_failure(p, play, false, &why);
		play_unref(play);
	}
	return p->next != NULL;
}

/* ---- out, into the ring */

/* Frames in front of the effects; 0: there are none now. */
static size_t make(struct pump *p, float *out, size_t frames, bool flush)
{
	struct overlap *o = &p->overlap;
	size_t made;
	if (overlap_active(o) && !o->mixing)
		made = overlap_take(o, out, frames);
	else if (o->mixing && p->convert.from_hz == 0)
		made = overlap_rest(o, out, frames);
	else {
		made = flush ? convert_flush(&p->convert, out, frames)
			     : convert_take(&p->convert, out, frames);
		overlap_mix(o, out, made);
	}
	effects_equalize(&p->effects, out, made);
	p->music += made;
	return made;
}

/* Where up to *ret_frames frames can be written to; NULL: nowhere. */
static float *ring_place(struct pump *p, bool flush, size_t *ret_frames)
{
	size_t bytes, want = flush ? SIZE_MAX : room(p);
	float *to = ring_write_begin(rt_ring(p->rt), &bytes);
	*ret_frames = bytes / FRAME_BYTES < want ? bytes / FRAME_BYTES : want;
	return *ret_frames > 0 ? to : NULL;
}

static void written(struct pump *p, const float *pcm, size_t frames)
{
	stream_note_quiet(p, pcm, frames);
	ring_write_end(rt_ring(p->rt), frames * FRAME_BYTES);
	p->written += frames;
}

/* What the stretch has ready; false: the ring is full. */
static bool write_stretched(struct pump *p, bool flush)
{
	size_t frames, n;
	do {
		float *to = ring_place(p, flush, &frames);
		if (!to)
			return false;
		n = stretch_take(p->effects.stretch, to, frames);
		written(p, to, n);
	} while (n > 0);
	return true;
}

/* All that can be made goes into the ring; false: it is full, there may be more. flush:
 * also what the resampler holds back, beyond the high mark. */
static bool write_out(struct pump *p, bool flush)
{
	struct effects *e = &p->effects;
	size_t frames, made;
	do {
		float *to = e->scratch;
		if (e->stretch && !write_stretched(p, flush))
			return false;
		frames = STRETCH_BLOCK;
		if (!e->stretch)
			to = ring_place(p, flush, &frames);
		if (!to)
			return false;
		made = make(p, to, frames, flush);
		if (e->stretch && made > 0)
			stretch_put(e->stretch, to, made);
		else if (made > 0)
			written(p, to, made);
		/* Where there is little room the resampler may take and make nothing. */
	} while (made > 0 || convert_waiting(&p->convert));
	return true;
}

/* ---- tracks */

static void limit(const struct pump *p, struct source *s)
{
	if (p->config.skip_after_ms > 0)
		s->limit = p->config.skip_after_ms * s->play->info.rate_hz / 1000;
}

double feed_gain_db(const struct pump *p, const struct play *play)
{
	const struct player_entry *e = &play->entry;
	struct loudness unknown = LOUDNESS_UNKNOWN;
	return loudness_gain_db(&p->sound.gain,
		e->has_loudness ? &e->loudness : &unknown, e->album_in_order);
}

void feed_use_gain(const struct pump *p, struct source *s)
{
	s->play->gain_db = feed_gain_db(p, s->play);
	s->gain = (float)pow(10, s->play->gain_db / 20);
}

bool feed_begin(struct pump *p, double from_s)
{
	struct err why = {0};
	struct source *s = p->current = p->next;
	struct overlap *o = &p->overlap;
	p->next = NULL;
	int rate = s->play->info.rate_hz, stream_rate = rt_rate(p->rt);
	if (!convert_fits(&p->convert, rate, stream_rate))
		write_out(p, true);
	if (source_ready(s, p->remote, &why) != ERR_OK ||
		convert_begin(&p->convert, rate, stream_rate, p->music, &why) !=
			ERR_OK ||
		(from_s > 0 &&
			source_seek(s, &p->config.tap, from_s, &why) != ERR_OK)) {
		fail_current(p, &why);
		return false;
	}
	limit(p, s);
	feed_use_gain(p, s);
	if (from_s <= 0)
		source_tap(s, &p->config.tap);
	timeline_mark(&p->timeline,
		effects_place(&p->effects, convert_position(&p->convert)), s->play,
		from_s);
	if (o->n > 0) {
		timeline_overlap(
			&p->timeline, effects_place(&p->effects, p->music + o->n));
		overlap_begin(o, 0);
	}
	ask_for_more(p);
	return true;
}

static void end_of_current(struct pump *p)
{
	struct source *s = p->current;
	struct timeline *t = &p->timeline;
	/* Nothing came of it, and nothing was jumped over: it holds no music. */
	if (s->frames_read == 0 && t->n > 0 && t->segment[t->n - 1].play == s->play &&
		t->segment[t->n - 1].from_s <= 0 && !s->play->open) {
		timeline_cut(t, t->segment[t->n - 1].at);
		struct err why = {0};
		err_set(&why, ERR_FORMAT, "it holds no music");
		fail_current(p, &why);
		return;
	}
	if (p->overlap.gathering) {
		feed_gather(&p->overlap, &p->convert, true);
		convert_reset(&p->convert);
	}
	if (feed_prepare(p))
		source_hand_over(s, p->next);
	source_close(s);
	p->current = NULL;
}

static void finish(struct pump *p)
{
	if (p->ended)
		return;
	write_out(p, true);
	if (p->effects.stretch) {
		stretch_end(p->effects.stretch);
		write_stretched(p, true);
	}
	convert_reset(&p->convert);
	timeline_mark(&p->timeline, p->written, NULL, 0);
	p->ended = true;
	rt_set_ending(p->rt, true);
}

void feed_unfinish(struct pump *p)
{
	p->ended = false;
	rt_set_ending(p->rt, false);
	/* What has ended takes no more. */
	if (p->effects.stretch)
		feed_restart(p);
}

/* The current one goes back to where its loop begins. */
static bool turn_back(struct pump *p)
{
	struct source *s = p->current;
	struct err why = {0};
	if (source_loop(s, &p->config.tap, &why) != ERR_OK) {
		fail_current(p, &why);
		return true;
	}
	timeline_mark(&p->timeline,
		effects_place(&p->effects, convert_position(&p->convert)), s->play,
		(double)s->play->loop_a / s->play->info.rate_hz);
	return true;
}

static bool read_block(struct pump *p)
{
	struct err why = {0};
	size_t n = 0;
	if (source_loops(p->current, false))
		return turn_back(p);
	enum err_code code = source_read(p->current, &p->config.tap, !p->ops->real_time,
		convert_input(&p->convert), SOURCE_BLOCK, &n, &why);
	if (code == ERR_BUSY)
		return false;
	if (code != ERR_OK) {
		p->current->play->broken = true;
		fail_current(p, &why);
	} else if (n == 0 && source_loops(p->current, true)) {
		return turn_back(p);
	} else if (n == 0) {
		end_of_current(p);
	} else {
		convert_put(&p->convert, n);
		if (p->overlap.gathering)
			feed_gather(&p->overlap, &p->convert, false);
	}
	return true;
}

/* ---- joins */

/* What waits of the track before, but for what the next one fades in under; false: that
 * is all. */
static bool let_go(struct pump *p)
{
	struct overlap *o = &p->overlap;
	if (o->mixing && p->convert.from_hz != 0) {
		/* It was shorter than it said. */
		write_out(p, true);
		convert_reset(&p->convert);
	}
	if (!o->mixing && o->n > 0)
		overlap_keep(o, feed_overlap_frames(p));
	return o->mixing || o->n > o->keep;
}

bool feed_step(struct pump *p)
{
	if (!write_out(p, false) || room(p) == 0)
		return false;
	if (p->current) {
		feed_gather_when_due(p);
		return read_block(p);
	}
	bool more = feed_prepare(p);
	if (let_go(p))
		return true;
	if (more && !feed_waits_for_rate(p)) {
		feed_begin(p, play_from_s(p->next->play));
		return true;
	}
	if (!p->opening)
		finish(p);
	return false;
}
