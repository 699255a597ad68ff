/* What is heard ends, or goes on elsewhere: the stream is halted, what was decoded but
 * not heard is dropped, and the chain begins anew at a frame that is known. */
#include <stdlib.h>

#include "base/mem.h"
#include "pump.h"

static void end_all(struct pump *p, enum play_end end)
{
	if (p->rt)
		stream_halt(p);
	timeline_close(&p->timeline, end);
	stream_clear(p);
}

void pump_stop(struct pump *p, enum play_end end)
{
	sleep_cancel(p);
	end_all(p, end);
	feed_drop(p);
	p->mode = PLAYER_STOPPED;
}

void pump_begin(struct pump *p, double from_s, bool paused)
{
	int64_t wanted = p->next ? p->next->play->list_index : (int64_t)p->list_at;
	do {
		if (!feed_prepare(p)) {
			p->mode = PLAYER_STOPPED;
			pump_event(p, PLAYER_DRAINED, NULL, "%s", "");
			return;
		}
		/* Reached by itself, after all. */
		if (p->next->play->list_index != wanted)
			from_s = play_from_s(p->next->play);
		if (!stream_open(p, p->next->play->info.rate_hz)) {
			pump_stop(p, PLAY_END_STOP);
			return;
		}
		p->asked_hz = p->next->play->info.rate_hz;
		stream_clear(p);
		feed_restart(p);
		/* Its events show the state. */
		p->mode = PLAYER_PAUSED;
	} while (!feed_begin(p, from_s));
	if (!paused)
		stream_run(p);
}

/* The entry of the list that follows what is heard. */
static size_t following(const struct pump *p)
{
	const struct timeline *t = &p->timeline;
	const struct play *now = timeline_now(t, NULL);
	for (size_t i = 1; i < t->n; i++)
		if (t->segment[i].play && t->segment[i].play != now)
			return (size_t)t->segment[i].play->list_index;
	if (p->next)
		return (size_t)p->next->play->list_index;
	return p->list_at;
}

void pump_next(struct pump *p)
{
	size_t index = following(p);
	end_all(p, index < p->list_n ? PLAY_END_OTHER : PLAY_END_STOP);
	feed_return_to(p, index);
	pump_begin(p, 0, false);
}

/* The source of what is heard, at that place. again: it was read before, and comes once
 * more. */
static enum err_code send_source(
	struct pump *p, struct play *play, double to_s, bool again, struct err *why)
{
	enum err_code code = ERR_OK;
	if (!p->current || p->current->play != play) {
		size_t index = following(p);
		feed_return_to(p, index < p->list_n ? index : p->list_n);
		code = source_open(p->remote, play, PUMP_OPEN_MS, &p->current, why);
	}
	if (code != ERR_OK)
		return code;
	feed_use_gain(p, p->current);
	if (again && p->current->tapping)
		return source_return(p->current, play_frame(play, to_s), why);
	return source_seek(p->current, &p->config.tap, to_s, why);
}

/* What fades out under what is heard, from where it was heard last: decoded to its end
 * at once, for the ear has heard it. */
static bool gather_leaving(struct pump *p, struct play *play, double from_s)
{
	static const struct audio_tap no_tap;
	struct source *s = NULL;
	struct overlap *o = &p->overlap;
	struct convert *c = xcalloc(1, sizeof *c);
	size_t n = 0;
	bool ok =
		source_open(p->remote, play, PUMP_OPEN_MS, &s, NULL) == ERR_OK &&
		source_seek(s, &no_tap, from_s, NULL) == ERR_OK &&
		convert_begin(c, play->info.rate_hz, rt_rate(p->rt), 0, NULL) == ERR_OK;
	if (ok) {
		feed_use_gain(p, s);
		enum err_code code;
		overlap_gather(o, 0, 0);
		do {
			n = 0;
			code = source_read(s, &no_tap, false, convert_input(c),
				SOURCE_BLOCK, &n, NULL);
			convert_put(c, n);
			feed_gather(o, c, false);
		} while (code == ERR_BUSY || (code == ERR_OK && n > 0));
		feed_gather(o, c, true);
	}
	convert_reset(c);
	free(c);
	source_close(s);
	return ok && o->n > 0;
}

static void restore_leaving(struct pump *p)
{
	double from_s, done;
	struct timeline *t = &p->timeline;
	struct play *play = timeline_leaving(t, &from_s, &done);
	if (!play)
		return;
	if (!gather_leaving(p, play, from_s)) {
		overlap_reset(&p->overlap);
		timeline_drop_leaving(t);
		return;
	}
	timeline_keep_leaving(t, effects_place(&p->effects, p->music + p->overlap.n));
	overlap_begin(&p->overlap, done);
}

/* The stream is halted. again: at the place where it was heard last. */
static void go_to(struct pump *p, double to_s, bool again)
{
	struct err why = {0};
	struct play *play = play_ref(timeline_now(&p->timeline, NULL));
	bool playing = p->mode == PLAYER_PLAYING;
	if (!play)
		return;
	int64_t end_ms = play_duration_ms(play);
	if (end_ms > 0 && to_s * 1000 > (double)end_ms)
		to_s = (double)end_ms / 1000;
	if (to_s < 0)
		to_s = 0;
	if (!again)
		timeline_drop_leaving(&p->timeline);
	enum err_code code = send_source(p, play, to_s, again, &why);
	if (code == ERR_OK) {
		timeline_cut(&p->timeline, 0);
		stream_clear(p);
		feed_restart(p);
		timeline_mark(&p->timeline, p->written, play, to_s);
		code = convert_begin(&p->convert, play->info.rate_hz, rt_rate(p->rt),
			p->music, &why);
	}
	if (code == ERR_OK) {
		restore_leaving(p);
		if (playing)
			stream_run(p);
	} else {
		play->failure = why.code;
		pump_event(p, PLAYER_FAILED, play, "%s", why.msg);
		pump_next(p);
	}
	play_unref(play);
}

void pump_go_to(struct pump *p, double to_s)
{
	const struct play *meant = timeline_now(&p->timeline, NULL);
	double now_s = 0;
	stream_halt(p);
	/* It may have come to its end meanwhile: the next one is not what was meant. */
	if (timeline_now(&p->timeline, &now_s) == meant)
		go_to(p, to_s, false);
	else
		go_to(p, now_s, true);
}

void pump_refresh(struct pump *p)
{
	double now_s = 0;
	stream_halt(p);
	if (timeline_now(&p->timeline, &now_s))
		go_to(p, now_s, true);
}

/* The place in what is heard now that stands at that frame; false: something else does. */
static bool place_at(const struct timeline *t, uint64_t at, double *ret_s)
{
	size_t i = 0;
	while (i + 1 < t->n && t->segment[i + 1].at <= at)
		i++;
	if (t->n == 0 || t->segment[i].at > at || t->segment[i].until > 0 ||
		t->segment[i].play != t->segment[0].play)
		return false;
	const struct segment *s = &t->segment[i];
	*ret_s = s->from_s + (double)(at - s->at) * s->speed / t->rate_hz;
	return s->play != NULL;
}

/* What waits in the ring is made anew while the music goes on, and crossed over to. False:
 * that cannot be, or failed; then it is halted. With another speed the two run apart
 * until then: the difference (hundredths of a second) is passed over. */
static bool replace(struct pump *p)
{
	struct splice splice;
	struct err why = {0};
	struct timeline *t = &p->timeline;
	double from_s = 0;
	if (overlap_active(&p->overlap) || t->leaving.play ||
		!stream_begin_splice(p, &splice) || !place_at(t, splice.at, &from_s))
		return false;
	struct play *play = play_ref(t->segment[0].play);
	bool ok = send_source(p, play, from_s, true, &why) == ERR_OK;
	if (ok) {
		timeline_cut(t, splice.at + 1);
		stream_reach_splice(p, &splice);
		feed_restart(p);
		timeline_mark(t, splice.at, play, from_s);
		ok = convert_begin(&p->convert, play->info.rate_hz, rt_rate(p->rt),
			     p->music, &why) == ERR_OK;
	}
	if (ok) {
		stream_write_splice(p, &splice);
		ok = stream_end_splice(p, &splice);
	}
	play_unref(play);
	return ok;
}

/* The first change is heard at once; those that follow cross over without a gap, once
 * the device holds little. */
void pump_use_sound(struct pump *p)
{
	const struct timeline *t = &p->timeline;
	bool same = effects_are(&p->effects, &p->sound);
	if (p->rt && rt_splicing(p->rt) && p->running)
		return;
	p->sound_changed = false;
	for (size_t i = 0; i < t->n; i++) {
		struct play *play = t->segment[i].play;
		same = same && (!play || feed_gain_db(p, play) == play->gain_db);
	}
	if (same || !timeline_now(t, NULL))
		return;
	bool running = p->running && !p->awaiting;
	if (running)
		p->turned_us = clock_mono_us(&p->config.clock);
	bool quick = !running || p->status.latency_s <= stream_latency(p);
	if (quick && replace(p))
		return;
	stream_halt(p);
	if (!quick && p->ops->real_time && !stream_open(p, rt_rate(p->rt)))
		pump_stop(p, PLAY_END_STOP);
	else
		pump_refresh(p);
}

/* Was anything decoded that the loop has or had a say in? */
static bool reaches_loop(const struct pump *p, const struct play *play)
{
	const struct timeline *t = &p->timeline;
	return t->n > 1 || overlap_active(&p->overlap) || !p->current ||
	       p->current->play != play ||
	       (play->loop_b > 0 && p->current->at > play->loop_b);
}

void pump_loop(struct pump *p, int64_t a_ms, int64_t b_ms)
{
	double now_s = 0;
	struct play *play = timeline_now(&p->timeline, &now_s);
	if (!play)
		return;
	int64_t a = play_frame(play, (double)(a_ms > 0 ? a_ms : 0) / 1000);
	int64_t b = play_frame(play, (double)(b_ms > 0 ? b_ms : 0) / 1000);
	int64_t frames = play->info.frames;
	if (frames >= 0 && b > frames)
		b = frames;
	play->loop_a = b > a ? a : 0;
	play->loop_b = b > a ? b : 0;
	if (play->loop_b > 0 && play_frame(play, now_s) >= b)
		pump_go_to(p, (double)a / play->info.rate_hz);
	else if (reaches_loop(p, play))
		pump_refresh(p);
}

void pump_cut_off(struct pump *p, uint64_t at, size_t index)
{
	struct timeline *t = &p->timeline;
	bool playing = p->mode == PLAYER_PLAYING;
	size_t keep = 1;
	stream_halt(p);
	if (at < t->heard)
		at = t->heard;
	while (keep < t->n && t->segment[keep].at < at)
		keep++;
	/* What ends there must be in the ring whole, and alone. */
	bool whole = at <= p->written && !t->leaving.play;
	timeline_keep(t, keep);
	if (t->n > 0 && t->segment[t->n - 1].until > 0)
		whole = false;
	feed_drop(p);
	p->list_at = index;
	if (whole && stream_keep(p, at)) {
		feed_restart(p);
		if (playing)
			stream_run(p);
	} else {
		pump_refresh(p);
	}
}
