/* Commands: volume, and what plays how: shuffle, repeat, consume, private. */
#include <math.h>

#include "app/sound.h"
#include "state.h"

/* ---- volume */

static enum err_code volume(struct command_call *c, struct err *why)
{
	double v;
	const char *text = c->argv[1];
	bool relative = text[0] == '+' || text[0] == '-';
	struct player *player = c->app->play.player;
	if (!player)
		return command_no_player(why);
	if (!str_to_double(text[0] == '+' ? text + 1 : text, &v) || fabs(v) > 100)
		return err_set(why, ERR_USAGE, "volume takes 0 to 100, or +5, -5");
	struct player_state s = player_state(player);
	v = relative ? s.volume + v : v;
	v = v < 0 ? 0 : v > 100 ? 100 : v;
	player_set_volume(player, v);
	if (s.muted)
		player_set_mute(player, false);
	app_remember(c->app, "volume", (int64_t)(v + 0.5));
	playback_tick(c->app);
	s = player_state(player);
	if (isfinite(s.gain_db)) {
		str_appendf(c->reply, "Volume %.0f (", v);
		app_sound_db_text(s.gain_db, c->reply);
		str_append_c(c->reply, ')');
	} else {
		str_append(c->reply, "Volume 0 (silent)");
	}
	return ERR_OK;
}

static enum err_code mute(struct command_call *c, struct err *why)
{
	struct player *player = c->app->play.player;
	if (!player)
		return command_no_player(why);
	bool on = !player_state(player).muted;
	player_set_mute(player, on);
	playback_tick(c->app);
	str_append(c->reply, on ? "Muted" : "Sound on");
	return ERR_OK;
}

/* ---- modes */

static enum err_code shuffle(struct command_call *c, struct err *why)
{
	(void)why;
	bool on = !queue_shuffle(c->app->queue);
	queue_set_shuffle(c->app->queue, on);
	playback_sync(c->app, false, 0);
	str_append(c->reply, on ? "Shuffle on: what is THEN has a new order"
				: "Shuffle off: back to the list's own order");
	return ERR_OK;
}

static enum err_code set_repeat(struct command_call *c, enum queue_repeat mode)
{
	static const char *const words[] = {
		"Repeat off", "Repeat the list", "Repeat this track"};
	enum queue_repeat now = queue_repeat(c->app->queue);
	mode = now == mode ? QUEUE_REPEAT_OFF : mode;
	queue_set_repeat(c->app->queue, mode);
	playback_sync(c->app, false, 0);
	str_append(c->reply, words[mode]);
	return ERR_OK;
}

static enum err_code repeat(struct command_call *c, struct err *why)
{
	(void)why;
	return set_repeat(c, QUEUE_REPEAT_ALL);
}

static enum err_code repeat_one(struct command_call *c, struct err *why)
{
	(void)why;
	return set_repeat(c, QUEUE_REPEAT_ONE);
}

static enum err_code consume(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	(void)why;
	bool on = !queue_consume(a->queue);
	queue_set_consume(a->queue, on);
	app_remember(a, "consume", on);
	playback_sync(a, false, 0);
	str_append(c->reply, on ? "Consume on: what was played leaves its list"
				: "Consume off: repeat plays all of the list again");
	return ERR_OK;
}

static enum err_code go_on(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	struct queue_item now;
	(void)why;
	if (!queue_now(a->queue, &now) && queue_next_count(a->queue) == 0 &&
		queue_then_count(a->queue) == 0) {
		foryou_play(a, 0);
		return ERR_OK;
	}
	a->go_on = !a->go_on;
	app_remember(a, "continue", a->go_on);
	if (!a->go_on && a->continued && queue_source_kind(a->queue) == SOURCE_FORYOU) {
		playback_note_position(a);
		queue_drop_source(a->queue);
		a->continued = false;
	}
	playback_sync(a, false, 0);
	str_append(c->reply, a->go_on ? "When the list ends, For You goes on"
				      : "When the list ends, the music stops");
	return ERR_OK;
}

static enum err_code set_private(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	(void)why;
	a->private = !a->private;
	if (a->play.player)
		player_set_private(a->play.player, a->private);
	app_changed(a, APP_CHANGED_PLAYER);
	str_append(c->reply, a->private ? "Private: nothing is logged from here on"
					: "Listening is logged again");
	return ERR_OK;
}

#define PLAYING "Playing"
const struct command command_modes[] = {
	{"volume", "[±]N", 1, 1, COMPLETE_NONE, volume, "volume, 0 to 100", PLAYING},
	{"mute", "", 0, 0, COMPLETE_NONE, mute, "mute", PLAYING},
	{"shuffle", "", 0, 0, COMPLETE_NONE, shuffle, "shuffle what follows", PLAYING},
	{"repeat", "", 0, 0, COMPLETE_NONE, repeat, "repeat the list", PLAYING},
	{"repeat-one", "", 0, 0, COMPLETE_NONE, repeat_one, "repeat this track",
		PLAYING},
	{"consume", "", 0, 0, COMPLETE_NONE, consume,
		"what was played leaves its list, so that repeat skips it", PLAYING},
	{"continue", "", 0, 0, COMPLETE_NONE, go_on,
		"go on with For You when the list ends, or stop there", PLAYING},
	{"private", "", 0, 0, COMPLETE_NONE, set_private,
		"private listening: nothing is logged", PLAYING},
};
const size_t command_modes_n = sizeof command_modes / sizeof *command_modes;
