/* Words for every state that is not normal: the top line's, and the playing track's gain.
 */
#include <math.h>
#include <stdio.h>

#include "app/sound.h"
#include "state.h"

static void add_state(struct str *s, const char *text)
{
	str_append(s, s->len ? " \xC2\xB7 " : "");
	str_append(s, text);
}

/* "40 s", "12 min", "3 h" */
static void add_time(struct str *s, int64_t seconds)
{
	enum { MINUTE = 60, HOUR = 3600 };
	if (seconds < 2 * MINUTE)
		str_appendf(s, "%lld s", (long long)seconds);
	else if (seconds < 2 * HOUR)
		str_appendf(
			s, "%lld min", (long long)((seconds + MINUTE / 2) / MINUTE));
	else
		str_appendf(s, "%lld h", (long long)((seconds + HOUR / 2) / HOUR));
}

static void add_job(struct str *s, const char *name, struct app_job j, bool brief)
{
	struct str text = {0};
	if (!j.active)
		return;
	str_append(&text, name);
	if (j.total > 0)
		str_appendf(&text, " %lld %%", (long long)(j.done * 100 / j.total));
	else if (j.done > 0 && !brief)
		str_appendf(&text, " %lld files", (long long)j.done);
	if (!brief && j.rate > 0)
		str_appendf(&text, " %lld/s", (long long)j.rate);
	if (!brief && j.total > 0 && j.left_s >= 0) {
		str_append(&text, " ");
		add_time(&text, j.left_s);
		str_append(&text, " left");
	}
	add_state(s, str_text(&text));
	str_finish(&text);
}

static void add_sleep(const struct app_sound *now, bool brief, struct str *s)
{
	enum { MINUTE_MS = 60000 };
	struct str text = {0};
	if (now->sleep == APP_SLEEP_OFF)
		return;
	str_append(&text, "sleep ");
	if (!brief)
		app_sound_sleep_text(now, &text);
	else if (now->sleep != APP_SLEEP_TIMER)
		str_append(&text, now->sleep == APP_SLEEP_TRACK ? "track" : "album");
	else if (now->sleep_left_ms > MINUTE_MS)
		str_appendf(&text, "%lldm",
			(long long)(now->sleep_left_ms + MINUTE_MS - 1) / MINUTE_MS);
	else
		str_appendf(
			&text, "%llds", (long long)(now->sleep_left_ms + 999) / 1000);
	add_state(s, str_text(&text));
	str_finish(&text);
}

/* What makes the music sound or end otherwise than it would. */
static void add_sound(struct ui *ui, bool brief, struct str *s)
{
	struct app_sound now = app_sound(ui->app);
	struct str text = {0};
	add_sleep(&now, brief, s);
	if (now.stop_after)
		add_state(s, brief ? "stops" : "stops after this");
	if (now.speed < .999 || now.speed > 1.001) {
		str_append(&text, brief ? "" : "speed ");
		str_append_decimal(&text, now.speed);
		str_append(&text, brief ? "\xC3\x97" : "");
		add_state(s, str_text(&text));
	}
	str_reset(&text);
	str_append(&text, brief ? "fade " : "crossfade ");
	app_sound_seconds_text(now.crossfade_s, &text);
	if (now.crossfade_s > 0)
		add_state(s, str_text(&text));
	if (now.loop_points > 0)
		add_state(s, now.loop_points == 2 ? "A\342\200\223B"
						  : "A\xE2\x80\x93\xE2\x80\xA6");
	str_reset(&text);
	str_appendf(&text, "EQ %s", now.equalizer_name);
	if (now.equalizer && !equalizer_flat(now.band_db))
		add_state(s, brief ? "EQ" : str_text(&text));
	str_finish(&text);
}

void states_collect(struct ui *ui, bool brief, struct str *s)
{
	const struct player_state *p = app_player(ui->app);
	struct app_jobs jobs = app_jobs(ui->app);
	if (app_is_private(ui->app))
		add_state(s, "PRIVATE");
	if (app_is_unsaved(ui->app))
		add_state(s, brief ? "UNSAVED" : "NOTHING IS SAVED");
	if (p->no_device)
		add_state(s, brief ? "NO SOUND" : "NO SOUND DEVICE: silent");
	else if (p->device_lost)
		add_state(s, brief ? "NO SOUND" : "NO SOUND DEVICE: waiting for it");
	add_sound(ui, brief, s);
	add_job(s, "scan", jobs.scan, brief);
	if (!jobs.scan.active)
		add_job(s, "ear", jobs.analysis, brief);
	if (!jobs.scan.active && !jobs.analysis.active)
		add_job(s, "loudness", jobs.loudness, brief);
	if (!brief)
		add_job(s, "training", jobs.training, brief);
}

void states_gain(struct ui *ui, struct str *out)
{
	const struct player_state *p = app_player(ui->app);
	if (p->mode == PLAYER_STOPPED || fabs(p->loudness_db) < .05)
		return;
	long long tenths = llround(fabs(p->loudness_db) * 10);
	str_appendf(out, "%sRG %s%lld.%lld dB", out->len ? "  " : "",
		p->loudness_db < 0 ? "\xE2\x88\x92" : "+", tenths / 10, tenths % 10);
}
