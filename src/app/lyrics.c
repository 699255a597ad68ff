/* The lyrics of what plays. */
#include <stdlib.h>
#include <string.h>

#include "art_state.h"

void lyrics_forget(struct art *t)
{
	lyrics_finish(&t->lyrics);
	t->lyrics_key = 0;
	t->lyrics_offset_ms = 0;
	t->lyrics_state = ART_ABSENT;
	t->lyrics_source = LYRICS_NONE;
	t->lyrics_trouble[0] = '\0';
}

void lyrics_take(struct app *a, struct art_request *r)
{
	struct art *t = a->art;
	if (r->key != t->lyrics_key || t->lyrics_state != ART_COMING)
		return;
	t->lyrics_state = r->why.code == ERR_OK          ? ART_HERE
			  : r->why.code == ERR_NOT_FOUND ? ART_ABSENT
							 : ART_FAILED;
	if (t->lyrics_state == ART_FAILED)
		str_copy(t->lyrics_trouble, sizeof t->lyrics_trouble, r->why.msg);
	lyrics_finish(&t->lyrics);
	t->lyrics = r->lyrics;
	t->lyrics_source = r->source;
	r->lyrics = (struct lyrics){0};
	app_changed(a, APP_CHANGED_ART);
}

static void ask(struct app *a, const struct track *now, int64_t key)
{
	struct art *t = a->art;
	lyrics_forget(t);
	t->lyrics_key = key;
	if (!now->path)
		return;
	struct art_request *r = xcalloc(1, sizeof *r);
	r->is_lyrics = true;
	r->key = key;
	r->path = xstrdup(now->path);
	t->lyrics_state = ART_COMING;
	art_send(a, r);
}

struct app_lyrics app_lyrics(struct app *a)
{
	const struct track *now = app_now(a);
	if (!now)
		return (struct app_lyrics){.state = ART_ABSENT, .trouble = ""};
	struct art *t = art_of(a);
	t->asked = true;
	t->lyrics_asked_us = clock_mono_us(&a->clock);
	if (t->lyrics_key != a->play.now_key)
		ask(a, now, a->play.now_key);
	return (struct app_lyrics){.state = t->lyrics_state,
		.source = t->lyrics_source,
		.lyrics = t->lyrics_state == ART_HERE ? &t->lyrics : NULL,
		.offset_ms = t->lyrics_offset_ms,
		.trouble = t->lyrics_trouble};
}

int64_t app_position_ms(struct app *a)
{
	struct playback *p = &a->play;
	if (!p->player || p->restored)
		return p->state.position_ms;
	struct player_state s = player_state(p->player);
	/* Another row is heard already than the one that is shown. */
	return s.key == p->state.key ? s.position_ms : 0;
}

/* ---- the command */

static enum err_code run_offset(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	const char *text = c->argv[1];
	long long ms;
	bool adds = *text == '+' || *text == '-';
	if (!str_to_i64(text + (*text == '+'), &ms) || ms < -600000 || ms > 600000)
		return err_set(why, ERR_USAGE,
			"lyrics-offset takes milliseconds: +100 shows them later, -100 "
			"earlier, 0 as they are written");
	struct app_lyrics l = app_lyrics(a);
	if (!l.lyrics || !l.lyrics->timed)
		return err_set(why, ERR_NOT_FOUND, "What plays has no timed lyrics");
	struct art *t = a->art;
	t->lyrics_offset_ms = (int)(adds ? t->lyrics_offset_ms + ms : ms);
	app_changed(a, APP_CHANGED_ART);
	const char *title = app_now(a)->title;
	if (t->lyrics_offset_ms == 0)
		str_appendf(c->reply, "Lyrics of %s as they are written",
			title ? title : "this track");
	if (t->lyrics_offset_ms == 0)
		return ERR_OK;
	str_appendf(c->reply, "Lyrics of %s ", title ? title : "this track");
	str_append_decimal(c->reply, abs(t->lyrics_offset_ms) / 1000.0);
	str_append(c->reply, t->lyrics_offset_ms > 0 ? " s later" : " s earlier");
	return ERR_OK;
}

const struct command command_art[] = {
	{"lyrics-offset", "[+|-]MILLISECONDS", 1, 1, COMPLETE_NONE, run_offset,
		"shift the times of the lyrics", "Screen"},
};
const size_t command_art_n = sizeof command_art / sizeof *command_art;
