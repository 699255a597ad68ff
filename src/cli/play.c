/* linnet play: without a screen, until the last sample is out. */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/sound.h"
#include "audio/output.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "commands.h"
#include "conf/conf.h"
#include "model/album.h"
#include "play_files.h"
#include "play_log.h"
#include "player/player.h"
#include "quiet.h"
#include "text/json.h"

enum { OPT_HEARD };
static const struct cli_option options[] = {
	{"heard", 0, "SECONDS",
		"leave every track after that much, as for another play"},
	{0},
};

enum { POLL_MS = 500 };

struct session {
	const struct cli *cli;
	struct play_files files;
	struct play_log *log;
	struct player *player;
	int complaints; /* descriptor for what goes wrong */
	size_t heard;   /* plays that were heard */
	bool sounding;  /* one of them is not over yet */
	bool failed;    /* the output cannot be opened */
};

static void complain(const struct session *s, const char *path, const char *text)
{
	dprintf(s->complaints >= 0 ? s->complaints : STDERR_FILENO, "linnet: %s%s%s\n",
		path ? path : "", path ? ": " : "", text);
}

/* ---- what is played */

static struct player_entry *make_entries(struct session *s)
{
	struct player_entry *e = xcalloc(s->files.n, sizeof *e);
	struct album_place *place = xcalloc(s->files.n, sizeof *place);
	bool *in_order = xcalloc(s->files.n, sizeof *in_order);
	for (size_t i = 0; i < s->files.n; i++)
		place[i] = play_log_known(s->log, i)->place;
	album_in_order(place, s->files.n, false, in_order);
	for (size_t i = 0; i < s->files.n; i++) {
		const struct play_known *known = play_log_known(s->log, i);
		e[i] = (struct player_entry){.key = (int64_t)i + 1,
			.recording = known->recording,
			.path = xstrdup(s->files.item[i].path),
			.duration_ms = known->duration_ms,
			.source = SOURCE_FILES,
			.start_frame = known->start_frame,
			.end_frame = known->end_frame,
			.album = known->place.album,
			.album_in_order = in_order[i],
			.has_loudness = known->has_loudness,
			.loudness = known->loudness};
	}
	free(place);
	free(in_order);
	return e;
}

static const char *path_of(const struct session *s, int64_t key)
{
	return key > 0 && (size_t)key <= s->files.n ? s->files.item[key - 1].path : "";
}

static void append_clean(struct str *line, const char *text)
{
	utf8_repair(line, text, strlen(text), true);
}

static void put_start(const struct session *s, int64_t key, const char *path)
{
	const struct play_known *known = play_log_known(s->log, (size_t)key - 1);
	struct str line = {0};
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	if (s->cli->json) {
		struct json_writer w = {.out = &line};
		json_write_object(&w);
		json_put_str(&w, "event", "started");
		json_put_path(&w, path);
		json_put_str(&w, "title", known->title);
		json_put_str(&w, "artist", known->artist);
		json_write_object_end(&w);
	} else {
		str_append(&line, utf8 ? "▶ " : "> ");
		if (known->title && known->title[0]) {
			append_clean(&line, known->title);
			str_append(&line, utf8 ? " — " : " - ");
		}
		append_clean(&line, path);
	}
	puts(str_text(&line));
	fflush(stdout);
	str_finish(&line);
}

static void put_end(const struct session *s, const char *path, const struct listen *l)
{
	if (!s->cli->json)
		return;
	struct str line = {0};
	struct json_writer w = {.out = &line};
	json_write_object(&w);
	json_put_str(&w, "event", "ended");
	json_put_path(&w, path);
	json_put_int(&w, "start_ms", l->start_ms);
	json_put_int(&w, "heard_ms", l->heard_ms);
	json_put_int(&w, "duration_ms", l->duration_ms);
	json_put_str(&w, "outcome", outcome_name(l->outcome));
	json_write_object_end(&w);
	puts(str_text(&line));
	fflush(stdout);
	str_finish(&line);
}

/* False: it is over. */
static bool on_event(struct session *s, const struct player_event *e)
{
	const char *path = path_of(s, e->key);
	switch (e->kind) {
	case PLAYER_STARTED:
		s->heard++;
		s->sounding = true;
		put_start(s, e->key, path);
		break;
	case PLAYER_ENDED:
		s->sounding = false;
		put_end(s, path, &e->listen);
		if (e->code == ERR_OK && e->listen.outcome == OUTCOME_FINISHED)
			play_log_mark(s->log, (size_t)e->key - 1, ERR_OK, "");
		break;
	case PLAYER_FAILED:
		complain(s, path, e->text);
		play_log_mark(s->log, (size_t)e->key - 1, e->code, e->text);
		break;
	case PLAYER_DEVICE:
		complain(s, NULL, e->text);
		s->failed = player_state(s->player).output_failed;
		return !s->failed;
	case PLAYER_DRAINED:
		return false;
	case PLAYER_SLEPT:
	case PLAYER_CHANGED:
	case PLAYER_NEED_MORE:
	case PLAYER_DEVICES:
		break;
	}
	return true;
}

static bool drain_events(struct session *s)
{
	struct player_event *e;
	bool go = true;
	while (go && (e = mailbox_try_receive(player_events(s->player))) != NULL) {
		go = on_event(s, e);
		free(e);
	}
	return go;
}

static void play_all(struct session *s, const struct options *o, int64_t skip_after_ms)
{
	s->log = play_log_open(s->cli, &s->files);
	struct player_config config = {.output = s->cli->output,
		.clock = clock_system(),
		.log_listens = !s->cli->private,
		.volume = 100,
		.skip_after_ms = skip_after_ms,
		.on_listen = play_log_listen,
		.ctx = s->log};
	config.tap = play_log_tap(s->log);
	s->complaints = quiet_stderr();
	s->player = player_create(&config);
	struct player_sound sound = app_sound_of(o);
	player_set_sound(s->player, &sound);
	player_set_list(s->player, make_entries(s), s->files.n, true, 0, false);
	struct pollfd fd = {
		.fd = mailbox_fd(player_events(s->player)), .events = POLLIN};
	while (!cli_interrupted() && drain_events(s))
		poll(&fd, 1, POLL_MS);
	player_stop(s->player);
	while (s->sounding && poll(&fd, 1, POLL_MS) > 0)
		drain_events(s);
	player_destroy(s->player);
	play_log_close(s->log);
	quiet_restore(s->complaints);
	s->complaints = -1;
}

static int finish(struct session *s)
{
	int code = s->heard > 0 && !s->failed ? 0 : 1;
	play_files_finish(&s->files);
	return code;
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct session s = {.cli = cli, .complaints = -1};
	struct err why = {0};
	const char *rest;
	long long heard_s = 0;
	if (args->n_rest == 0)
		return cli_wrong(&cli_play, "what is to be played is missing");
	if (args->value[OPT_HEARD] &&
		!cli_number(
			&cli_play, "heard", args->value[OPT_HEARD], 1, 86400, &heard_s))
		return 2;
	if (cli->output && !output_find(cli->output, &rest, &why)) {
		cli_fail(&why);
		return 2;
	}
	for (int i = 0; i < args->n_rest; i++)
		if (play_files_add(&s.files, args->rest[i], &why) != ERR_OK)
			cli_fail(&why);
	cli_catch_interrupts();
	struct conf conf;
	conf_init(&conf, NULL);
	if (conf_read_file(&conf, cli->config_path, &why) != ERR_OK)
		cli_fail(&why);
	if (s.files.n > 0)
		play_all(&s, &conf.options, heard_s * 1000);
	conf_finish(&conf);
	return finish(&s);
}

const struct subcommand cli_play = {
	.name = "play",
	.usage = "PATH…",
	.summary = "plays without a screen and ends",
	.text = "Files and folders, one after the other without a gap, with the\n"
		"loudness, equalizer and crossfade of the configuration, at full "
		"volume.\nListens are logged as the player does; see --private.",
	.options = options,
	.run = run,
};
