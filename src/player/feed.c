#include <math.h>
#include <stdlib.h>

#include "base/log.h"
#include "pump.h"

static const double HIGH_S = 2; /* the ring is filled up to here */
enum { FRAME_BYTES = 2 * sizeof(float) };

static size_t room(const struct pump *p)
{
	size_t high = (size_t)(HIGH_S * rt_rate(p->rt)), filled = stream_filled(p);
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

bool feed_prepare(struct pump *p)
{
	while (!p->next && p->list_at < p->list_n) {
		if (atomic_load(&p->quitting))
			return false;
		struct err why = {0};
		struct play *play =
			play_create(&p->list[p->list_at], (int64_t)p->list_at);
		p->list_at++;
		bool opened = p->current && source_continue(p->current, play, &p->next);
		if (!opened && source_open(play, &p->next, &why) != ERR_OK) {
			log_write(LOG_WARN, "cannot play %s: %s", play->entry.path,
				why.msg);
			pump_event(p, PLAYER_FAILED, play, "%s", why.msg);
		}
		play_unref(play);
	}
	return p->next != NULL;
}

static void write_out(struct pump *p, bool flush)
{
	struct ring *ring = rt_ring(p->rt);
	for (;;) {
		size_t bytes, want = flush ? SIZE_MAX : room(p);
		float *to = ring_write_begin(ring, &bytes);
		if (bytes / FRAME_BYTES < want)
			want = bytes / FRAME_BYTES;
		if (want == 0)
			return;
		size_t made = flush ? convert_flush(&p->convert, to, want)
				    : convert_take(&p->convert, to, want);
		stream_note_quiet(p, to, made);
		ring_write_end(ring, made * FRAME_BYTES);
		p->written += made;
		if (made == 0)
			return;
	}
}

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

static void fail_current(struct pump *p, const char *reason)
{
	log_write(LOG_WARN, "cannot play %s: %s", p->current->play->entry.path, reason);
	pump_event(p, PLAYER_FAILED, p->current->play, "%s", reason);
	close_source(p, &p->current);
}

bool feed_begin(struct pump *p, double from_s)
{
	struct err why = {0};
	struct source *s = p->current = p->next;
	p->next = NULL;
	int rate = s->play->info.rate_hz, stream_rate = rt_rate(p->rt);
	if (!convert_fits(&p->convert, rate, stream_rate))
		write_out(p, true);
	if (source_ready(s, &why) != ERR_OK ||
		convert_begin(&p->convert, rate, stream_rate, p->written, &why) !=
			ERR_OK ||
		(from_s > 0 &&
			source_seek(s, &p->config.tap, from_s, &why) != ERR_OK)) {
		fail_current(p, why.msg);
		return false;
	}
	limit(p, s);
	feed_use_gain(p, s);
	if (from_s <= 0)
		source_tap(s, &p->config.tap);
	timeline_mark(&p->timeline, convert_position(&p->convert), s->play, from_s);
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
		fail_current(p, "it holds no music");
		return;
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
	convert_reset(&p->convert);
	timeline_mark(&p->timeline, p->written, NULL, 0);
	p->ended = true;
	rt_set_ending(p->rt, true);
}

static bool read_block(struct pump *p)
{
	struct err why = {0};
	size_t n = 0;
	enum err_code code = source_read(p->current, &p->config.tap, !p->ops->real_time,
		convert_input(&p->convert), SOURCE_BLOCK, &n, &why);
	if (code != ERR_OK) {
		p->current->play->broken = true;
		fail_current(p, why.msg);
	} else if (n == 0) {
		end_of_current(p);
	} else {
		convert_put(&p->convert, n);
	}
	return true;
}

bool feed_step(struct pump *p)
{
	if (convert_waiting(&p->convert)) {
		write_out(p, false);
		return !convert_waiting(&p->convert);
	}
	if (room(p) == 0)
		return false;
	if (p->current)
		return read_block(p);
	if (feed_prepare(p)) {
		feed_begin(p, 0);
		return true;
	}
	finish(p);
	return false;
}
