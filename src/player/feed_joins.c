/* Where two tracks meet: whether the next one fades in under the end of this one. */
#include <string.h>

#include "pump.h"

enum { FADE_MIN_MS = 20 };

bool feed_waits_for_rate(const struct pump *p)
{
	return p->sound.follow_rate && !p->ops->keeps_format &&
	       p->next->play->info.rate_hz != p->asked_hz;
}

/* One album's tracks, parts of one file that follow each other, a track that is repeated,
 * are one music. */
static bool may_fade(const struct pump *p, const struct play *from)
{
	const struct player_entry *a = &from->entry, *b = &p->next->play->entry;
	bool album = a->album != 0 && a->album == b->album;
	bool again = a->start_frame == b->start_frame && strcmp(a->path, b->path) == 0;
	return p->sound.crossfade_ms > 0 && !album && !again &&
	       !feed_waits_for_rate(p) && !play_continues(p->next->play, from);
}

static int64_t fade_ms(const struct pump *p, int64_t of_ms)
{
	int64_t ms = p->sound.crossfade_ms;
	return of_ms / 2 < ms ? of_ms / 2 : ms;
}

void feed_gather_when_due(struct pump *p)
{
	struct source *s = p->current;
	const struct decoder_info *i = &s->play->info;
	if (p->sound.crossfade_ms <= 0 || overlap_active(&p->overlap) ||
		i->frames < 0 || s->play->loop_b > 0 || s->limit != INT64_MAX)
		return;
	int64_t ms = fade_ms(p, (i->frames - s->from) * 1000 / i->rate_hz);
	int64_t left = i->frames - s->at, most = ms * i->rate_hz / 1000;
	if (ms < FADE_MIN_MS || left > 2 * most || left <= SOURCE_BLOCK ||
		!feed_prepare(p) || !may_fade(p, s->play))
		return;
	int to = rt_rate(p->rt);
	most = most < left ? most : left;
	overlap_gather(&p->overlap, (uint64_t)(left * to / i->rate_hz),
		(size_t)(most * to / i->rate_hz));
}

void feed_gather(struct overlap *o, struct convert *c, bool last)
{
	size_t made;
	do {
		float *to = overlap_room(o, SOURCE_BLOCK);
		made = last ? convert_flush(c, to, SOURCE_BLOCK)
			    : convert_take(c, to, SOURCE_BLOCK);
		overlap_add(o, made);
	} while (made > 0 || convert_waiting(c));
	if (last)
		overlap_keep(o, o->n);
}

size_t feed_overlap_frames(struct pump *p)
{
	const struct timeline *t = &p->timeline;
	const struct overlap *o = &p->overlap;
	const struct play *from = t->n > 0 ? t->segment[t->n - 1].play : NULL;
	if (!p->next || !from || !may_fade(p, from))
		return 0;
	int64_t ms = fade_ms(p, play_duration_ms(p->next->play));
	size_t most = (size_t)(ms * rt_rate(p->rt) / 1000);
	most = most < o->most ? most : o->most;
	return ms < FADE_MIN_MS ? 0 : most < o->n ? most : o->n;
}
