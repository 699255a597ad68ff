/* `linnet scan`: brings the library up to date with its folders. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/pace.h"
#include "base/str.h"
#include "commands.h"
#include "conf/conf.h"
#include "db/library.h"
#include "db/order.h"
#include "db/search.h"
#include "library/import_match.h"
#include "library/scan.h"
#include "scan_print.h"
#include "scan_write.h"
#include "words.h"

enum { OPT_EXCLUDE, OPT_LIST };
enum { INDEX_STEP = 2000 };

static const struct cli_option options[] = {
	{"exclude", 'x', "GLOB", "leave out what matches, as the option exclude does"},
	{"list-unreadable", 'l', NULL,
		"name every file that cannot be read, not only ten"},
	{0},
};

struct run {
	struct cli *cli;
	const struct cli_args *args;
	struct db *db; /* owned */
	struct conf conf;
	struct arena arena;
	const char **excludes; /* owned */
	size_t n_excludes;
	struct scan_target *target; /* in the arena */
	size_t n_targets;
	struct scan_result result;
	double seconds;
	struct clock clock;
	enum scan_phase phase;
	struct pace pace;           /* of the phase */
	struct scan_writer *writer; /* owned; while files are read */
};

static enum err_code write_batch(void *ctx, struct scan_batch *b, struct err *why)
{
	return scan_writer_put(((struct run *)ctx)->writer, b, why);
}

/* "  11,200/s  3 min left"; what is not known yet is left out. */
static void add_pace(struct str *line, const struct pace *p, int64_t total)
{
	double rate = pace_rate(p);
	int64_t left = total > 0 ? pace_left_s(p, total) : -1;
	if (rate >= 1)
		str_appendf(line, "  %s/s", words_count((int64_t)rate).text);
	if (left >= 120)
		str_appendf(line, "  %s left", words_long(left * 1000).text);
	else if (left >= 0)
		str_appendf(line, "  %lld s left", (long long)left);
}

static void show_progress(void *ctx, const struct scan_progress *p)
{
	struct run *r = ctx;
	struct str line = {0};
	bool walks = p->phase == SCAN_WALK;
	if (p->phase != r->phase)
		r->pace = (struct pace){0};
	r->phase = p->phase;
	pace_tell(&r->pace, clock_mono_us(&r->clock),
		(int64_t)(walks ? p->seen : p->done));
	if (walks)
		str_appendf(&line, "looking …  %s files",
			words_count((int64_t)p->seen).text);
	else if (p->total)
		str_appendf(&line, "scan %3d %%  %s of %s files",
			(int)(p->done * 100 / p->total),
			words_count((int64_t)p->done).text,
			words_count((int64_t)p->total).text);
	if (line.len > 0) {
		add_pace(&line, &r->pace, walks ? 0 : (int64_t)p->total);
		cli_progress("%s", str_text(&line));
	}
	str_finish(&line);
}

static bool is_cancelled(void *ctx)
{
	(void)ctx;
	return cli_interrupted();
}

static void show_trouble(void *ctx, const char *path, const char *reason)
{
	(void)ctx;
	enum { SHOWN = 200 };
	char *name = words_printable(path);
	bool cut = strlen(path) >= PATH_MAX;
	cli_progress("%s", "");
	if (cut)
		fprintf(stderr,
			"linnet: left out, the path has more than 4,095 bytes: %.*s…\n",
			SHOWN, name);
	else
		fprintf(stderr, "linnet: cannot look into %s: %s\n", name, reason);
	free(name);
}

static void show_away(void *ctx, int64_t root, const char *path)
{
	char *name = words_printable(path);
	(void)ctx;
	(void)root;
	cli_progress("%s", "");
	fprintf(stderr,
		"linnet: %s is away: its tracks are kept as missing; mount it again "
		"and scan\n",
		name);
	free(name);
}

static void show_bad_sheet(void *ctx, const char *path, const char *reason)
{
	(void)ctx;
	char *name = words_printable(path);
	cli_progress("%s", "");
	fprintf(stderr, "linnet: %s: %s; the file stays one track\n", name, reason);
	free(name);
}

/* The folder becomes a root, or is a part of one. */
static enum err_code add_folder(struct run *r, const char *dir, struct err *why)
{
	struct stat st;
	int64_t id;
	bool fresh;
	char *path = path_real(dir);
	if (!path || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		free(path);
		return err_set(why, ERR_NOT_FOUND, "there is no folder %s", dir);
	}
	enum err_code code = library_root_add(r->db, path, &id, &fresh, why);
	struct library_root *root = NULL;
	size_t n = 0;
	if (code == ERR_OK)
		code = library_roots(r->db, &r->arena, &root, &n, why);
	for (size_t i = 0; code == ERR_OK && i < n; i++) {
		if (root[i].id != id)
			continue;
		size_t k = strlen(root[i].path);
		bool part = strlen(path) > k && path[k] == '/';
		r->target[r->n_targets++] = (struct scan_target){id, root[i].path,
			part ? arena_strdup(&r->arena, path + k + 1) : NULL, false};
	}
	free(path);
	return code;
}

static enum err_code add_configured(struct run *r, struct err *why)
{
	const struct option_list *list = &r->conf.options.folders;
	enum err_code code = ERR_OK;
	r->target = arena_alloc(&r->arena, (list->n + 1) * sizeof *r->target);
	for (size_t i = 0; code == ERR_OK && i < list->n; i++) {
		char *dir = path_expand(list->item[i], r->cli->paths.home);
		code = add_folder(r, dir, why);
		free(dir);
	}
	if (list->n > 0)
		return code;
	if (add_folder(r, r->cli->paths.music, why) != ERR_OK)
		return err_set(why, ERR_NOT_FOUND,
			"the music folder %s is not there; name one: linnet scan DIR",
			r->cli->paths.music);
	return ERR_OK;
}

/* Named folders; without any the known roots; without these the configured ones. */
static enum err_code find_targets(struct run *r, struct err *why)
{
	struct library_root *root = NULL;
	size_t n = 0;
	enum err_code code = ERR_OK;
	if (r->args->n_rest > 0) {
		r->target = arena_alloc(
			&r->arena, (size_t)r->args->n_rest * sizeof *r->target);
		for (int i = 0; code == ERR_OK && i < r->args->n_rest; i++)
			code = add_folder(r, r->args->rest[i], why);
		return code;
	}
	code = library_roots(r->db, &r->arena, &root, &n, why);
	if (code != ERR_OK)
		return code;
	if (n == 0)
		return add_configured(r, why);
	r->target = arena_alloc(&r->arena, n * sizeof *r->target);
	for (size_t i = 0; i < n; i++)
		r->target[r->n_targets++] =
			(struct scan_target){.root = root[i].id, .path = root[i].path};
	return ERR_OK;
}

static enum err_code index_words(struct run *r, struct err *why)
{
	size_t left = 1;
	enum err_code code = ERR_OK;
	while (code == ERR_OK && left > 0 && !cli_interrupted()) {
		code = search_index_step(r->db, INDEX_STEP, &left, why);
		if (left)
			cli_progress("search index: %s left",
				words_count((int64_t)left).text);
	}
	return code;
}

/* Where another order was chosen, or files told at last what to sort by. */
static enum err_code sort_names(struct run *r, struct err *why)
{
	size_t left = 1;
	enum err_code code = ERR_OK;
	while (code == ERR_OK && left > 0 && !cli_interrupted()) {
		code = order_step(r->db, INDEX_STEP, &left, why);
		if (left)
			cli_progress("%s", "sorting the library anew …");
	}
	return code;
}

/* Entries of playlists whose file was not there take the one that is. */
static enum err_code settle_playlists(struct run *r, struct err *why)
{
	struct import_found found;
	enum err_code code = import_find_lost(r->db, &found, why);
	if (code == ERR_OK)
		code = import_settle(r->db, &found, why);
	import_found_finish(&found);
	return code;
}

static enum err_code scan(struct run *r, struct err *why)
{
	const struct option_list *list = &r->conf.options.exclude;
	r->excludes = xcalloc(list->n + 1, sizeof *r->excludes);
	for (size_t i = 0; i < list->n; i++)
		r->excludes[r->n_excludes++] = list->item[i];
	if (r->args->value[OPT_EXCLUDE])
		r->excludes[r->n_excludes++] = r->args->value[OPT_EXCLUDE];
	const struct scan_config config = {.db = r->db,
		.clock = r->clock,
		.excludes = r->excludes,
		.n_excludes = r->n_excludes,
		.urgent = true,
		.write = write_batch,
		.progress = show_progress,
		.cancelled = is_cancelled,
		.trouble = show_trouble,
		.away = show_away,
		.bad_sheet = show_bad_sheet,
		.ctx = r};
	int64_t began = clock_mono_us(&r->clock);
	enum err_code code = order_choose(
		r->db, r->conf.options.collation, r->conf.options.articles, why);
	if (code != ERR_OK)
		return code;
	r->writer = scan_writer_begin(r->db);
	code = scan_run(&config, r->target, r->n_targets, &r->result, why);
	/* What was written counts, however the scan ended. */
	enum err_code written = scan_writer_end(r->writer, why);
	code = written != ERR_OK ? written : code;
	if (code == ERR_OK)
		code = sort_names(r, why);
	if (code == ERR_OK)
		code = index_words(r, why);
	if (code == ERR_OK)
		code = settle_playlists(r, why);
	r->seconds = (double)(clock_mono_us(&r->clock) - began) / 1e6;
	cli_progress("%s", "");
	return code;
}

static enum err_code scan_and_print(struct run *r, struct err *why)
{
	enum err_code code = find_targets(r, why);
	if (code == ERR_OK)
		code = scan(r, why);
	if (code == ERR_CANCELLED)
		return err_set(why, ERR_CANCELLED,
			"stopped after %s files; what was read is kept, linnet scan "
			"goes on",
			words_count((int64_t)(r->result.fresh + r->result.changed))
				.text);
	if (code != ERR_OK)
		return code;
	const struct scan_summary summary = {.db = r->db,
		.arena = &r->arena,
		.result = &r->result,
		.seconds = r->seconds,
		.list_all = r->args->value[OPT_LIST] != NULL};
	return (r->cli->json ? scan_print_json : scan_print)(&summary, why);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct run r = {.cli = cli, .args = args, .clock = clock_system()};
	struct err why = {0};
	conf_init(&r.conf, NULL);
	enum err_code code = conf_read_file(&r.conf, cli->config_path, &why);
	cli_catch_interrupts();
	if (code == ERR_OK)
		code = cli_open_db(cli->db_path, DB_WRITE, &r.db, &why);
	if (code == ERR_OK)
		code = scan_and_print(&r, &why);
	db_close(r.db);
	conf_finish(&r.conf);
	arena_finish(&r.arena);
	free(r.excludes);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

const struct subcommand cli_scan = {
	.name = "scan",
	.usage = "[DIR…]",
	.summary = "brings the library up to date with the folders",
	.text = "A folder that is named is remembered as part of the library. Without "
		"a name\n"
		"all known folders are scanned; the first time the configured ones, or "
		"the\n"
		"music folder. Names that begin with a dot are left out, and folders "
		"that hold\n"
		"a file .nomedia. Nothing is ever deleted: what is gone is marked "
		"missing.",
	.options = options,
	.run = run,
};
