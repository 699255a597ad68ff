/* Sound settings, sleep, loop, the end after a track: as commands make them. */
#include "fixture.h"

#include "app/sound.h"

static void reply_of(struct world *w, const char *line, struct str *out)
{
	struct err why = {0};
	str_reset(out);
	if (app_command(w->app, line, false, out, &why) != ERR_OK)
		str_appendf(out, "error: %s", why.msg);
}

static void every_command_says_what_it_did(void **state)
{
	static const struct {
		const char *line, *said;
	} rows[] = {
		{"replaygain album", "ReplayGain by album"},
		{"replaygain loud", "error: replaygain takes one of"},
		{"preamp -3.5", "Preamp \xE2\x88\x92"
				"3.5 dB"},
		{"preamp +2", "Preamp +2 dB"},
		{"preamp 99", "error: preamp takes a number from -15 to 15"},
		{"crossfade 4", "Crossfade 4 s, not within an album"},
		{"crossfade +1.5", "Crossfade 5.5 s"},
		{"crossfade -20", "Crossfade off"},
		{"crossfade 13", "error: crossfade takes a number from 0 to 12"},
		{"crossfade x", "error: crossfade takes seconds"},
		{"equalizer rock", "Equalizer rock"},
		{"equalizer", "Equalizer off"},
		{"equalizer on", "Equalizer rock"},
		{"equalizer 1k -4", "Equalizer 1000 Hz \xE2\x88\x92"
				    "4 dB"},
		{"equalizer 10 3", "Equalizer 16000 Hz +3 dB"},
		{"equalizer 11 3", "error: equalizer takes a band"},
		{"equalizer 1 13", "error: equalizer takes a band"},
		{"equalizer nosuch", "error: equalizer takes off, a preset"},
		{"equalizer 1 2 3 4 5 6 7 8 9 10", "Equalizer own"},
		{"speed 3", "error: speed goes from .5 to 2, not 3"},
		{"speed fast", "error: speed takes .5 to 2"},
		{"speed off", "Speed 1 \xC3\x97"},
		{"sleep 30", "Sleeps in 30 min, fading out"},
		{"sleep track", "Sleeps after this track, fading out"},
		{"sleep album", "Sleeps after this album, fading out"},
		{"sleep off", "Sleep timer off"},
		{"sleep off", "No sleep timer is set"},
		{"sleep 0", "error: sleep takes minutes"},
		{"loop", "error: Nothing plays"},
		{"loop off", "Loop off"},
		{"stop-after", "error: Nothing plays"},
		{"stop-after maybe", "error: stop-after takes on or off"},
	};
	struct world *w = *state;
	struct str reply = {0};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		reply_of(w, rows[i].line, &reply);
		if (!str_starts(str_text(&reply), rows[i].said))
			fail_msg("%s: %s", rows[i].line, str_text(&reply));
	}
	str_finish(&reply);
}

static void settings_are_remembered_until_the_configuration_changes(void **state)
{
	struct world *w = *state;
	assert_int_equal(command(w, "crossfade 4"), ERR_OK);
	assert_int_equal(command(w, "equalizer jazz"), ERR_OK);
	assert_int_equal(command(w, "equalizer off"), ERR_OK);
	assert_int_equal(command(w, "set preamp=5"), ERR_OK);
	assert_true(app_sound(w->app).preamp_db == 5);
	stop(w);
	start(w);
	struct app_sound s = app_sound(w->app);
	assert_true(s.crossfade_s == 4);
	assert_true(s.preamp_db == 0); /* set lasts as long as the program runs */
	assert_false(s.equalizer);
	assert_int_equal(command(w, "equalizer on"), ERR_OK);
	assert_string_equal(app_sound(w->app).equalizer_name, "jazz");
	stop(w);
	static const char text[] = "set crossfade=2\n";
	assert_int_equal(
		io_write_file(w->config_path, text, sizeof text - 1, 0600, NULL),
		ERR_OK);
	start(w);
	assert_true(app_sound(w->app).crossfade_s == 2);
	assert_true(app_sound(w->app).equalizer);
}

static void waits_at(struct world *w, const char *title)
{
	UNTIL(w, app_now(w->app) && strcmp(app_now(w->app)->title, title) == 0 &&
			 app_player(w->app)->mode == PLAYER_PAUSED &&
			 app_player(w->app)->position_ms == 0);
}

static void it_stops_after_this_track_and_goes_on_with_the_next(void **state)
{
	struct world *w = *state;
	command_file(w, "play", "");
	UNTIL(w, plays(w, "Track 1"));
	assert_int_equal(command(w, "stop-after"), ERR_OK);
	assert_true(app_sound(w->app).stop_after);
	assert_int_equal(command(w, "seek 0:59"), ERR_OK);
	UNTIL(w, said(w, "Stopped after Track 1"));
	waits_at(w, "Track 2");
	assert_false(app_sound(w->app).stop_after);
	assert_int_equal(command(w, "pause"), ERR_OK);
	UNTIL(w, plays(w, "Track 2"));
	/* Taken back in time, the music goes on. */
	assert_int_equal(command(w, "stop-after"), ERR_OK);
	assert_int_equal(command(w, "stop-after"), ERR_OK);
	assert_int_equal(command(w, "seek 0:59"), ERR_OK);
	UNTIL(w, plays(w, "Track 3"));
}

static void after_the_last_row_it_stops_and_for_you_waits(void **state)
{
	struct world *w = *state;
	command_file(w, "play", "4.flac");
	UNTIL(w, plays(w, "Track 4"));
	assert_int_equal(command(w, "stop-after on"), ERR_OK);
	assert_int_equal(command(w, "seek 0:59"), ERR_OK);
	UNTIL(w, said(w, "Stopped after Track 4"));
	assert_int_not_equal(app_player(w->app)->mode, PLAYER_PLAYING);
}

static void it_sleeps_after_the_album(void **state)
{
	struct world *w = *state;
	command_file(w, "play", "");
	UNTIL(w, plays(w, "Track 1"));
	/* For You would go on with what there is: the same album. */
	assert_int_equal(command(w, "continue"), ERR_OK);
	assert_int_equal(command(w, "sleep album"), ERR_OK);
	assert_int_equal(command(w, "seek 0:59"), ERR_OK);
	UNTIL(w, plays(w, "Track 2")); /* of the same album */
	assert_int_equal(app_sound(w->app).sleep, APP_SLEEP_ALBUM);
	assert_int_equal(command(w, "next"), ERR_OK);
	assert_int_equal(command(w, "next"), ERR_OK);
	UNTIL(w, plays(w, "Track 4"));
	assert_int_equal(command(w, "seek 0:57"), ERR_OK);
	UNTIL(w, said(w, "Asleep after Track 4"));
	assert_int_equal(app_sound(w->app).sleep, APP_SLEEP_OFF);
	assert_int_not_equal(app_player(w->app)->mode, PLAYER_PLAYING);
}

static void it_sleeps_after_the_track(void **state)
{
	struct world *w = *state;
	command_file(w, "play", "");
	UNTIL(w, plays(w, "Track 1"));
	assert_int_equal(command(w, "sleep track"), ERR_OK);
	assert_int_equal(command(w, "seek 0:57"), ERR_OK);
	UNTIL(w, said(w, "Asleep after Track 1"));
	waits_at(w, "Track 2");
}

static void a_loop_has_two_points_in_either_order(void **state)
{
	struct world *w = *state;
	struct str reply = {0};
	command_file(w, "play", "");
	UNTIL(w, plays(w, "Track 1"));
	assert_int_equal(command(w, "pause"), ERR_OK);
	assert_int_equal(command(w, "seek 0:40"), ERR_OK);
	UNTIL(w, app_player(w->app)->position_ms == 40000);
	reply_of(w, "loop", &reply);
	assert_string_equal(str_text(&reply), "Loop from 0:40: again at its end");
	reply_of(w, "loop", &reply);
	assert_true(str_starts(str_text(&reply), "error: The loop would be empty"));
	assert_int_equal(command(w, "seek 0:38"), ERR_OK);
	UNTIL(w, app_player(w->app)->position_ms == 38000);
	reply_of(w, "loop", &reply);
	assert_string_equal(str_text(&reply), "Loop 0:38 \xE2\x80\x93 0:40");
	assert_int_equal(app_sound(w->app).loop_points, 2);
	reply_of(w, "loop", &reply);
	assert_string_equal(str_text(&reply), "Loop off");
	/* Another track has no part in it. */
	assert_int_equal(command(w, "loop"), ERR_OK);
	assert_int_equal(command(w, "next"), ERR_OK);
	UNTIL(w, plays(w, "Track 2"));
	UNTIL(w, app_sound(w->app).loop_points == 0);
	str_finish(&reply);
}

/* A recording of 25 minutes, in a folder of its own, with a short one behind it. */
static void add_long(struct world *w)
{
	char *dir = path_join(w->music, "long");
	assert_int_equal(path_make_dirs(dir, 0700, NULL), ERR_OK);
	make_long_track(dir, 7, 25 * 60);
	make_track(dir, 8);
	free(dir);
	command_file(w, "add-folder", "");
	UNTIL(w, app_library(w->app).tracks == TRACKS + 2 &&
			 !app_jobs(w->app).scan.active);
}

static bool is_at(struct world *w, int64_t from_s, int64_t to_s)
{
	int64_t ms = app_player(w->app)->position_ms;
	return ms >= from_s * 1000 && ms < to_s * 1000;
}

static void long_recordings_go_on_where_they_were_left(void **state)
{
	struct world *w = *state;
	add_long(w);
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7"));
	assert_int_equal(command(w, "seek 20:00"), ERR_OK);
	UNTIL(w, is_at(w, 1200, 1210));
	command_file(w, "play", "2.flac");
	UNTIL(w, plays(w, "Track 2"));
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7") && is_at(w, 1200, 1210));
	UNTIL(w, said(w, "Goes on at 20:0"));
	/* Over a restart, too. */
	assert_int_equal(command(w, "seek 10:00"), ERR_OK);
	UNTIL(w, is_at(w, 600, 610));
	stop(w);
	start(w);
	UNTIL(w, app_now(w->app) && app_player(w->app)->mode == PLAYER_PAUSED);
	command_file(w, "play", "1.flac");
	UNTIL(w, plays(w, "Track 1"));
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7") && is_at(w, 600, 610));
	UNTIL(w, said(w, "Goes on at 10:0"));
	/* From its beginning, as z says; a second z goes back as ever. */
	assert_int_equal(command(w, "previous"), ERR_OK);
	UNTIL(w, plays(w, "Track 7") && is_at(w, 0, 10));
	assert_int_equal(command(w, "previous"), ERR_OK);
	UNTIL(w, plays(w, "Track 1"));
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7") && is_at(w, 600, 610));
	/* Heard to its end, it begins anew. */
	assert_int_equal(command(w, "seek 24:59"), ERR_OK);
	UNTIL(w, plays(w, "Track 8"));
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7") && is_at(w, 0, 10));
}

static void a_long_one_that_is_reached_goes_on_too(void **state)
{
	struct world *w = *state;
	add_long(w);
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7"));
	assert_int_equal(command(w, "seek 20:00"), ERR_OK);
	UNTIL(w, is_at(w, 1200, 1210));
	command_file(w, "play", "2.flac");
	UNTIL(w, plays(w, "Track 2"));
	/* The next one of its album behind it is no reason to begin anew. */
	command_file(w, "queue", "long/7.flac");
	command_file(w, "queue", "long/8.flac");
	UNTIL(w, queue_next_count(app_queue(w->app)) == 2);
	assert_int_equal(command(w, "seek 0:59"), ERR_OK);
	UNTIL(w, plays(w, "Track 7") && is_at(w, 1200, 1210));
	UNTIL(w, said(w, "Goes on at 20:0"));
}

static void without_resume_or_in_private_nothing_is_kept(void **state)
{
	struct world *w = *state;
	add_long(w);
	assert_int_equal(command(w, "private"), ERR_OK);
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7"));
	assert_int_equal(command(w, "seek 20:00"), ERR_OK);
	UNTIL(w, is_at(w, 1200, 1210));
	command_file(w, "play", "2.flac");
	UNTIL(w, plays(w, "Track 2"));
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7") && is_at(w, 0, 10));
	assert_int_equal(command(w, "private"), ERR_OK);
	assert_int_equal(command(w, "seek 20:00"), ERR_OK);
	UNTIL(w, is_at(w, 1200, 1210));
	command_file(w, "play", "2.flac");
	UNTIL(w, plays(w, "Track 2"));
	assert_int_equal(command(w, "set resume=off"), ERR_OK);
	command_file(w, "play", "long");
	UNTIL(w, plays(w, "Track 7") && is_at(w, 0, 10));
}

int main(int argc, char **argv)
{
	int code;
	if (is_worker(argc, argv, &code))
		return code;
	const struct CMUnitTest tests[] = {
		T(every_command_says_what_it_did),
		T(settings_are_remembered_until_the_configuration_changes),
		T(it_stops_after_this_track_and_goes_on_with_the_next),
		T(after_the_last_row_it_stops_and_for_you_waits),
		T(it_sleeps_after_the_album),
		T(it_sleeps_after_the_track),
		T(a_loop_has_two_points_in_either_order),
		T(long_recordings_go_on_where_they_were_left),
		T(a_long_one_that_is_reached_goes_on_too),
		T(without_resume_or_in_private_nothing_is_kept),
	};
	return cmocka_run_group_tests_name("sound", tests, NULL, NULL);
}
