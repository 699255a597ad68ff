/* linnet doctor: looks at everything that playing and learning need, and says what to
 * do. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "commands.h"
#include "db/db.h"
#include "db/features.h"
#include "db/library.h"
#include "db/loudness.h"
#include "db/rescue.h"
#include "doctor_report.h"
#include "duplicates.h"
#include "library/watch.h"
#include "remote/control.h"
#include "words.h"

enum { OPT_BACKUP, OPT_REBUILD, OPT_DUPLICATES, OPT_NUMBER, OPT_AFTER };
enum { GROUPS_SHOWN = 20 };
static const struct cli_option options[] = {
	{"backup", 0, NULL, "copy the database now, as the player does once a day"},
	{"rebuild", 0, NULL,
		"drop what can be computed anew from the facts, and compute it"},
	{"duplicates", 0, NULL,
		"list files that hold the same music, and which to keep"},
	{"number", 'n', "N", "so many groups of duplicates (20; 0: all)"},
	{"after", 0, "GROUP", "groups behind this one"},
	{0},
};

static void keep_line(void *ctx, const char *text)
{
	str_append(ctx, text);
}

/* How the player that runs now notices changes; what could be watched where none does. */
static void check_watch(struct doctor_report *r, const struct json_node *state)
{
	int64_t folders = 0;
	const char *mode = state ? json_node_str(json_node_get(state, "watch")) : NULL;
	if (!mode) {
		struct watch *w = NULL;
		struct err why = {0};
		if (watch_create(&(struct watch_config){.clock = clock_system()}, &w,
			    &why) == ERR_OK)
			doctor_say(r, FINE, "watch",
				"the player notices changes in the folders at once "
				"(inotify)");
		else
			doctor_say(r, ADVICE, "watch", "%s", why.msg);
		watch_destroy(w);
		return;
	}
	json_node_int(json_node_get(state, "watched"), &folders);
	if (strcmp(mode, "live") == 0)
		doctor_say(r, FINE, "watch", "%lld folders are watched",
			(long long)folders);
	else if (strcmp(mode, "off") == 0)
		doctor_say(r, ADVICE, "watch",
			"changes are not noticed (set watch=off): scan with :scan");
	else
		doctor_say(r, ADVICE, "watch",
			"not all folders can be watched (%lld are): they are scanned "
			"now and then; raise fs.inotify.max_user_watches, or the option "
			"watch-limit",
			(long long)folders);
}

/* Gaps that the player that runs now has counted. */
static void check_player(struct doctor_report *r, struct cli *cli)
{
	struct str line = {0};
	struct json_doc *doc = NULL;
	int64_t gaps = 0, least_ms = -1;
	char *path = control_path(&cli->paths, cli->db_path);
	if (control_call(path, "json status", keep_line, &line, NULL) == ERR_OK &&
		json_doc_parse(str_text(&line), line.len, &doc, NULL) == ERR_OK) {
		const struct json_node *state = json_doc_root(doc);
		json_node_int(json_node_get(state, "underruns"), &gaps);
		json_node_int(json_node_get(state, "least_ahead_ms"), &least_ms);
		if (gaps > 0)
			doctor_say(r, ADVICE, "player",
				"%lld gap%s in the sound since it started: its log tells "
				"when; a deeper buffer helps on a busy machine",
				(long long)gaps, gaps == 1 ? "" : "s");
		else if (least_ms >= 0)
			doctor_say(r, FINE, "player",
				"no gap in the sound since it started; never less than "
				"%.1f s ahead",
				(double)least_ms / 1000);
		else
			doctor_say(r, FINE, "player",
				"no gap in the sound since it started");
	}
	check_watch(r, doc ? json_doc_root(doc) : NULL);
	json_doc_destroy(doc);
	free(path);
	str_finish(&line);
}

static void check_duplicates(struct doctor_report *r, struct db *db)
{
	struct duplicates_sum s;
	struct err why = {0};
	if (duplicates_sum(db, &s, &why) != ERR_OK)
		doctor_say(r, BROKEN, "duplicates", "%s", why.msg);
	else if (s.groups > 0)
		doctor_say(r, ADVICE, "duplicates",
			"%lld group%s of %lld files hold the same music (%.1f MB could "
			"be freed): linnet doctor --duplicates",
			(long long)s.groups, s.groups == 1 ? "" : "s",
			(long long)s.files, (double)s.spare_bytes / 1e6);
}

static void check_library(struct doctor_report *r, struct db *db)
{
	struct db_info info;
	struct loudness_progress l = {0};
	struct features_progress p;
	struct err why = {0};
	if (db_info(db, &info, &why) != ERR_OK) {
		doctor_say(r, BROKEN, "library", "%s", why.msg);
		return;
	}
	if (info.tracks == 0)
		doctor_say(r, ADVICE, "library", "no tracks yet: linnet scan ~/Music");
	else
		doctor_say(r, FINE, "library",
			"%lld tracks, %lld albums, %lld artists, %lld listens",
			(long long)info.tracks, (long long)info.albums,
			(long long)info.artists, (long long)info.listens);
	if (info.unreadable > 0)
		doctor_say(r, ADVICE, "files",
			"%lld cannot be read: linnet scan --list-unreadable tells why",
			(long long)info.unreadable);
	if (info.missing > 0)
		doctor_say(r, ADVICE, "files",
			"%lld are missing (moved, or a disk not mounted)",
			(long long)info.missing);
	if (features_progress(db, &p, &why) == ERR_OK && p.wanted > 0)
		doctor_say(r, p.done + p.failed >= p.wanted ? FINE : ADVICE, "features",
			"%lld of %lld recordings analysed%s", (long long)p.done,
			(long long)p.wanted,
			p.done + p.failed >= p.wanted ? "" : ": linnet analyze");
	if (loudness_progress(db, &l, &why) == ERR_OK && l.tagged + l.wanted > 0)
		doctor_say(r, l.done + l.failed >= l.wanted ? FINE : ADVICE, "loudness",
			"%lld of %lld recordings have a gain (%lld in their tags)%s",
			(long long)(l.tagged + l.done),
			(long long)(l.tagged + l.wanted), (long long)l.tagged,
			l.done + l.failed >= l.wanted ? "" : ": linnet loudness");
}

static void check_copies(struct doctor_report *r, struct cli *cli)
{
	int64_t at = backup_newest_ms(cli->db_path);
	if (at)
		doctor_say(r, FINE, "copy", "the database was copied on %s (%s.1.bak)",
			words_date(at, clock_zone_minutes(at)).text, cli->db_path);
	else
		doctor_say(r, ADVICE, "copy",
			"no copy of the database yet: the player makes one a day, "
			"linnet doctor --backup one now");
}

static void check_database(struct doctor_report *r, struct cli *cli)
{
	struct db *db = NULL;
	struct err why = {0};
	struct stat st;
	enum err_code code = cli_open_db(cli->db_path, DB_READ, &db, &why);
	if (code == ERR_NOT_FOUND) {
		doctor_say(r, ADVICE, "database",
			"none yet at %s: linnet scan ~/Music makes it", cli->db_path);
		return;
	}
	if (code == ERR_OK)
		code = db_check(db, &why);
	if (code == ERR_CORRUPT) { /* that is found only by reading all of it */
		char said[512];
		db_close(db);
		db = NULL;
		code = rescue_database(cli->db_path, said, sizeof said, &why);
		if (code == ERR_OK)
			doctor_say(r, ADVICE, "database", "%s", said);
		if (code == ERR_OK)
			code = cli_open_db(cli->db_path, DB_READ, &db, &why);
	}
	if (code != ERR_OK) {
		doctor_say(r, BROKEN, "database", "%s", why.msg);
	} else {
		doctor_say(r, FINE, "database", "%s is whole", cli->db_path);
		if (stat(cli->db_path, &st) == 0 && (st.st_mode & 077) != 0)
			doctor_say(r, ADVICE, "database",
				"others can read it: chmod 600 %s", cli->db_path);
		check_copies(r, cli);
		check_library(r, db);
		check_duplicates(r, db);
	}
	db_close(db);
}

static enum err_code rebuild(struct cli *cli, struct err *why)
{
	struct db *db = NULL;
	enum err_code code = cli_open_db(cli->db_path, DB_WRITE, &db, why);
	if (code == ERR_OK)
		code = db_rebuild_derived(db, true, why);
	db_close(db);
	return code;
}

static int list_duplicates(struct cli *cli, const struct cli_args *args)
{
	long long n = GROUPS_SHOWN, after = 0;
	if (args->value[OPT_NUMBER] &&
		!cli_number(
			&cli_doctor, "-n", args->value[OPT_NUMBER], 0, INT64_MAX, &n))
		return 2;
	if (args->value[OPT_AFTER] &&
		!cli_number(&cli_doctor, "--after", args->value[OPT_AFTER], 0,
			INT64_MAX, &after))
		return 2;
	return duplicates_print(cli, n, after);
}

static int back_up(struct cli *cli)
{
	struct db *db = NULL;
	struct err why = {0};
	enum err_code code = cli_open_db(cli->db_path, DB_READ, &db, &why);
	if (code == ERR_OK)
		code = backup_make(db, NULL, NULL, &why);
	db_close(db);
	if (code != ERR_OK)
		return cli_fail(&why);
	printf("Copied the database to %s.1.bak\n", cli->db_path);
	return 0;
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct doctor_report r = {.json = cli->json};
	struct err why = {0};
	if (args->value[OPT_DUPLICATES])
		return list_duplicates(cli, args);
	if (args->value[OPT_BACKUP])
		return back_up(cli);
	if (args->value[OPT_REBUILD]) {
		if (rebuild(cli, &why) != ERR_OK)
			return cli_fail(&why);
		puts("Rebuilt what follows from the facts. linnet analyze, linnet "
		     "loudness and linnet train make features, gains and models "
		     "again.");
		return 0;
	}
	r.w.out = &r.out;
	if (r.json)
		json_write_array(&r.w);
	doctor_check_sound(&r);
	check_player(&r, cli);
	doctor_check_formats(&r);
	doctor_check_fingerprints(&r);
	doctor_check_terminal(&r);
	doctor_check_pictures(&r);
	doctor_check_workers(&r);
	check_database(&r, cli);
	if (r.json) {
		json_write_array_end(&r.w);
		json_write_line_end(&r.w);
		fputs(str_text(&r.out), stdout);
	}
	str_finish(&r.out);
	return r.broken ? 1 : 0;
}

const struct subcommand cli_doctor = {
	.name = "doctor",
	.usage = "[--backup] [--rebuild] [--duplicates [-n N] [--after GROUP]]",
	.summary = "checks sound, database, codecs and terminal, and says what to do",
	.text = "With --duplicates, files that hold the same audio, and those that sound "
		"the same in\nother encodings (after linnet analyze), with the one that is "
		"best to keep. It\ndeletes nothing.",
	.options = options,
	.run = run,
};
