/*
 * Long recordings (podcasts, books, mixes) go on where they were left. While one plays
 * its place is kept every 30 s and when it is left, through the store; the list for the
 * pump (listing.c) asks for the places of what it is to play.
 */
#include <stdlib.h>

#include "db/bookmarks.h"
#include "state.h"

enum {
	LONG_MS = 20 * 60000,
	KEEP_EVERY_MS = 30000,
	BEGUN_MS = 30000, /* nobody needs to be led back to the first half minute */
	ENDED_MS = 30000, /* left so near its end, it was heard */
	FRESH_US = 15000000
};

struct place {
	int64_t profile, recording, position_ms, at_ms; /* position 0: none any more */
};

static enum err_code write_place(struct db *db, void *arg, struct err *why)
{
	const struct place *p = arg;
	if (p->position_ms > 0)
		return bookmarks_put(
			db, p->profile, p->recording, p->position_ms, p->at_ms, why);
	return bookmarks_drop(db, p->profile, p->recording, why);
}

/* Keeps the place, or forgets it at the end. */
static void keep(struct app *a)
{
	const struct bookmark *b = &a->bookmark;
	if (!b->is_long || a->private || !a->conf.options.resume ||
		b->heard_ms < BEGUN_MS)
		return;
	bool over = b->heard_ms >= b->duration_ms - ENDED_MS;
	struct place p = {a->profile, b->recording, over ? 0 : b->heard_ms,
		clock_wall_ms(&a->clock)};
	a->bookmark.kept = (struct kept_place){b->recording, p.position_ms};
	app_write(a, "where it was left", write_place, free, xmemdup(&p, sizeof p));
}

/* What plays now, once its tags are known. */
static void begin(struct app *a)
{
	struct bookmark *b = &a->bookmark;
	const struct player_state *s = &a->play.state;
	struct queue_item now;
	const struct track *t = &a->play.now;
	if (s->key == 0 || !a->play.now_known || a->play.now_key != s->key ||
		!queue_now(a->queue, &now) || now.key != s->key)
		return;
	b->key = s->key;
	b->recording = t->recording;
	b->is_long = t->recording > 0 && s->duration_ms > LONG_MS &&
		     !bookmark_in_album(t, now.source == SOURCE_ALBUM || now.block);
}

void bookmark_tick(struct app *a)
{
	struct bookmark *b = &a->bookmark;
	const struct player_state *s = &a->play.state;
	if (a->play.restored)
		return;
	if (b->key != 0 && b->key != s->key) {
		keep(a);
		b->key = 0;
		b->is_long = false;
	}
	if (b->key == 0)
		begin(a);
	if (b->key == 0)
		return;
	bool due = b->heard_ms / KEEP_EVERY_MS != s->position_ms / KEEP_EVERY_MS ||
		   (b->mode == PLAYER_PLAYING && s->mode != PLAYER_PLAYING);
	b->heard_ms = s->position_ms;
	b->duration_ms = s->duration_ms;
	b->mode = s->mode;
	if (due)
		keep(a);
}

void bookmark_end(struct app *a)
{
	keep(a);
	a->bookmark.key = 0;
	a->bookmark.is_long = false;
}

bool bookmark_in_album(const struct track *t, bool from_album)
{
	return from_album && (t->start_frame > 0 || t->end_frame > 0);
}

int64_t bookmark_place(struct db *db, int64_t profile, const struct track *t,
	const struct kept_place *kept)
{
	if (t->recording <= 0 || t->duration_ms <= LONG_MS)
		return 0;
	int64_t ms = kept->recording == t->recording
			     ? kept->ms
			     : bookmarks_get(db, profile, t->recording);
	return ms < t->duration_ms - ENDED_MS ? ms : 0;
}

static void put_time(struct str *out, int64_t ms)
{
	long long s = ms / 1000;
	if (s >= 3600)
		str_appendf(out, "%lld:", s / 3600);
	str_appendf(
		out, s >= 3600 ? "%02lld:%02lld" : "%lld:%02lld", s / 60 % 60, s % 60);
}

static const struct resumed *expected(const struct bookmark *b, int64_t key)
{
	enum { N = sizeof b->expected / sizeof *b->expected };
	if (b->starting.key == key)
		return &b->starting;
	for (size_t i = 0; i < N; i++)
		if (b->expected[i].key == key)
			return &b->expected[i];
	return NULL;
}

void bookmark_started(struct app *a, int64_t key)
{
	struct bookmark *b = &a->bookmark;
	const struct resumed *r = expected(b, key);
	struct str at = {0};
	b->resumed_key = 0;
	if (!r || r->from_ms <= 0)
		return;
	b->resumed_key = key;
	b->resumed_ms = r->from_ms;
	b->resumed_us = clock_mono_us(&a->clock);
	put_time(&at, r->from_ms);
	app_say(a, "Goes on at %s: %s \xC2\xB7 z starts over", str_text(&at), r->title);
	str_finish(&at);
}

bool bookmark_start_over(struct app *a)
{
	struct bookmark *b = &a->bookmark;
	struct queue_item now;
	if (b->resumed_key == 0 || !queue_now(a->queue, &now) ||
		now.key != b->resumed_key ||
		clock_mono_us(&a->clock) - b->resumed_us > FRESH_US)
		return false;
	/* A second one goes back, before the start has been told. */
	b->resumed_key = 0;
	playback_play_fresh(a);
	return true;
}
