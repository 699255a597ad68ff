/* `linnet history`: list, export and forget what was listened to. */
#include "history/export.h"
#include "history/forget.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "commands.h"
#include "text/json.h"
#include "words.h"

enum {
	OPT_N,
	OPT_ALL,
	OPT_FORMAT,
	OPT_COUNTED,
	OPT_TRACK,
	OPT_AFTER,
	OPT_BEFORE,
	OPT_YES
};
enum { DEFAULT_ROWS = 20, DAY_MS = 24 * 3600 * 1000 };

static const struct cli_option options[] = {
	{"number", 'n', "N", "list: so many of the newest (20)"},
	{"all", 'a', NULL, "list: also plays under 5 s; forget: everything"},
	{"format", 'f', "NAME", "export: json (ListenBrainz, a line each) or csv"},
	{"counted", 'c', NULL, "export: only plays of 30 s or half the track"},
	{"track", 't', "PATH", "forget: the listens of this file"},
	{"after", 0, "DATE",
		"forget, export: from then on (2026-03-01 or \"2026-03-01 18:30\")"},
	{"before", 0, "DATE", "forget, export: before then"},
	{"yes", 'y', NULL, "forget: do not ask"},
	{0},
};

/* ---- list */

struct row {
	struct listen listen;
	char *title, *artist, *album, *path; /* owned */
};

struct rows {
	struct row *row; /* owned; the newest `want`, a ring */
	size_t want, n;  /* n: seen in all */
	bool all;
};

static void row_finish(struct row *r)
{
	free(r->title);
	free(r->artist);
	free(r->album);
	free(r->path);
}

static bool take_row(void *ctx, const struct listen_named *n)
{
	struct rows *r = ctx;
	if (!r->all && n->listen.heard_ms < LISTEN_SHOWN_MS)
		return true;
	struct row *at = &r->row[r->n++ % r->want];
	row_finish(at);
	*at = (struct row){n->listen, xstrdup(n->title), xstrdup(n->artist),
		xstrdup(n->album), xstrdup(n->path)};
	return true;
}

static void print_row_json(const struct row *r)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	const struct listen *l = &r->listen;
	json_write_object(&w);
	json_put_str(&w, "id", l->id);
	json_put_double(&w, "start", (double)l->start_ms / 1000);
	json_put_int(&w, "recording", l->recording);
	json_put_str(&w, "title", r->title);
	json_put_str(&w, "artist", r->artist);
	json_put_str(&w, "album", r->album);
	if (r->path)
		json_put_path(&w, r->path);
	json_put_int(&w, "heard_ms", l->heard_ms);
	json_put_int(&w, "duration_ms", l->duration_ms);
	json_put_str(&w, "outcome", outcome_name(l->outcome));
	json_put_str(&w, "source", source_name(l->source));
	json_put_bool(&w, "counts", listen_counts(l->heard_ms, l->duration_ms));
	json_put_bool(&w, "trains", listen_trains(l->flags));
	json_write_object_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&out), stdout);
	str_finish(&out);
}

static void print_row(const struct row *r)
{
	const struct listen *l = &r->listen;
	char *title = words_printable(r->title), *artist = words_printable(r->artist);
	printf("%s  %-8s %7s of %-7s %-9s %s%s%s\n",
		words_date(l->start_ms, l->zone_minutes).text, outcome_name(l->outcome),
		words_duration(l->heard_ms).text, words_duration(l->duration_ms).text,
		source_name(l->source), artist, *artist ? " – " : "", title);
	free(title);
	free(artist);
}

/* Looks back over longer and longer stretches until there are enough. */
static enum err_code collect(
	struct db *db, int64_t profile, struct rows *r, struct err *why)
{
	struct clock clock = clock_system();
	int64_t newest = listens_newest_ms(db, profile), now = clock_wall_ms(&clock);
	int64_t from = newest < now ? newest : now;
	for (int64_t days = 7; newest; days *= 8) {
		int64_t since = days > 365 * 20 ? 0 : from - days * DAY_MS;
		r->n = 0;
		enum err_code code =
			listens_each_named(db, profile, since, 0, take_row, r, why);
		if (code != ERR_OK || r->n >= r->want || since == 0)
			return code;
	}
	return ERR_OK;
}

static enum err_code list(struct cli *cli, const struct cli_args *args, struct db *db,
	size_t want, struct err *why)
{
	int64_t profile;
	struct rows r = {.want = want, .all = args->value[OPT_ALL] != NULL};
	enum err_code code = db_profile(db, cli->profile, &profile, why);
	if (code != ERR_OK)
		return code;
	r.row = xcalloc(want, sizeof *r.row);
	code = collect(db, profile, &r, why);
	size_t n = r.n < want ? r.n : want;
	for (size_t i = 0; code == ERR_OK && i < n; i++) {
		const struct row *row = &r.row[(r.n - 1 - i) % want];
		if (cli->json)
			print_row_json(row);
		else
			print_row(row);
	}
	if (code == ERR_OK && n == 0 && !cli->json)
		puts("nothing was listened to yet");
	for (size_t i = 0; i < want; i++)
		row_finish(&r.row[i]);
	free(r.row);
	return code;
}

/* ---- export */

static bool write_out(void *ctx, const char *text, size_t n)
{
	return fwrite(text, 1, n, ctx) == n && !cli_interrupted();
}

static enum err_code export_all(
	struct cli *cli, const struct cli_args *args, struct db *db, struct err *why)
{
	struct export_config c = {.write = write_out,
		.ctx = stdout,
		.counted = args->value[OPT_COUNTED] != NULL};
	const char *format = args->value[OPT_FORMAT];
	if (format && !export_format_from_name(format, &c.format))
		return err_set(
			why, ERR_USAGE, "--format is json or csv, not %s", format);
	enum err_code code = db_profile(db, cli->profile, &c.profile, why);
	if (code == ERR_OK && args->value[OPT_AFTER])
		code = forget_date(args->value[OPT_AFTER], &c.since_ms, why);
	if (code == ERR_OK && args->value[OPT_BEFORE])
		code = forget_date(args->value[OPT_BEFORE], &c.until_ms, why);
	if (code == ERR_OK)
		code = export_listens(db, &c, NULL, why);
	if (code == ERR_OK && fflush(stdout) != 0)
		return err_sys(why, errno, "the history could not be written");
	return code;
}

/* ---- forget */

static enum err_code forget(struct cli *cli, const struct cli_args *args, struct db *db,
	size_t *ret_n, struct err *why)
{
	int64_t profile;
	struct forget_words w = {.track = args->value[OPT_TRACK],
		.after = args->value[OPT_AFTER],
		.before = args->value[OPT_BEFORE],
		.all = args->value[OPT_ALL] != NULL};
	if (w.all && !args->value[OPT_YES])
		return err_set(why, ERR_USAGE,
			"this forgets everything that was ever listened to; add --yes "
			"if you "
			"mean it");
	enum err_code code = db_profile(db, cli->profile, &profile, why);
	int n_ids = args->n_rest - 1;
	if (n_ids == 0 && code == ERR_OK)
		return forget_listens(db, profile, &w, ret_n, why);
	for (int i = 0; code == ERR_OK && i < n_ids; i++) {
		size_t n = 0;
		w.id = args->rest[1 + i];
		code = forget_listens(db, profile, &w, &n, why);
		*ret_n += n;
	}
	return code;
}

/* ---- */

static enum err_code dispatch(struct cli *cli, const struct cli_args *args,
	struct db *db, size_t want, struct err *why)
{
	const char *what = args->rest[0];
	if (strcmp(what, "list") == 0)
		return list(cli, args, db, want, why);
	if (strcmp(what, "export") == 0)
		return export_all(cli, args, db, why);
	size_t n = 0;
	enum err_code code = forget(cli, args, db, &n, why);
	if (code == ERR_OK && cli->json)
		printf("{\"forgotten\":%zu}\n", n);
	else if (code == ERR_OK)
		printf("%s listen%s forgotten\n", words_count((int64_t)n).text,
			n == 1 ? "" : "s");
	return code;
}

static bool is_known(const struct cli_args *args)
{
	static const char *const words[] = {"list", "export", "forget"};
	for (size_t i = 0; args->n_rest > 0 && i < sizeof words / sizeof *words; i++)
		if (strcmp(args->rest[0], words[i]) == 0)
			return true;
	return false;
}

static int run(struct cli *cli, const struct cli_args *args)
{
	long long want = DEFAULT_ROWS;
	struct err why = {0};
	struct db *db = NULL;
	if (!is_known(args))
		return cli_wrong(&cli_history, "say list, export or forget");
	bool forgets = strcmp(args->rest[0], "forget") == 0;
	if (!forgets && args->n_rest > 1)
		return cli_wrong(&cli_history, "%s takes no more words", args->rest[0]);
	if (args->value[OPT_N] && !cli_number(&cli_history, "number",
					  args->value[OPT_N], 1, 1000000, &want))
		return 2;
	cli_catch_interrupts();
	enum err_code code =
		cli_open_db(cli->db_path, forgets ? DB_WRITE : DB_READ, &db, &why);
	if (code == ERR_OK)
		code = dispatch(cli, args, db, (size_t)want, &why);
	db_close(db);
	if (code == ERR_USAGE)
		return cli_wrong(&cli_history, "%s", why.msg);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

const struct subcommand cli_history = {
	.name = "history",
	.usage = "list|export|forget [ID…]",
	.summary = "the listening log",
	.text = "linnet history list [-n N] [--all]       newest first\n"
		"linnet history export [--format csv]     to standard output, oldest "
		"first\n"
		"linnet history forget ID…                single listens (list --json "
		"names them)\n"
		"linnet history forget --track PATH       all listens of a file\n"
		"linnet history forget --after DATE --before DATE\n"
		"linnet history forget --all --yes",
	.options = options,
	.run = run,
};
