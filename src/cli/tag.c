/* `linnet tag`: shows and changes the tags of files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "commands.h"
#include "library/cue_open.h"
#include "play_files.h"
#include "tag_print.h"
#include "tag_scan.h"
#include "words.h"

enum { OPT_DRY_RUN, OPT_UNDO, OPT_FORCE };

static const struct cli_option options[] = {
	{"dry-run", 'n', NULL, "only show what would change"},
	{"undo", 'u', NULL, "take the newest change back, of all its files"},
	{"force", 'f', NULL, "read-only files, too, where their folder is not"},
	{0},
};

struct run {
	struct cli *cli;
	const struct cli_args *args;
	struct db *db; /* owned; NULL: nothing is written */
	struct clock clock;
	struct retagger *retagger; /* owned */
	struct retag wanted;       /* owned */
	bool changes;
	char **path; /* owned, each too; (n) */
	size_t n, cap;
	char **written; /* owned, each too; (n_written) */
	size_t n_written, cap_written;
	size_t done; /* files told of */
	size_t total;
	int64_t act; /* 0: nothing is in the journal yet */
	struct err trouble;
	/* Of the file at work, for JSON; borrowed until its result. */
	const struct retag *before, *change;
};

static bool is_cancelled(void *ctx)
{
	struct run *r = ctx;
	cli_progress("tags  %zu of %zu files", r->done, r->total);
	return cli_interrupted();
}

static void preview(void *ctx, const char *path, const struct retag *before,
	const struct retag *change)
{
	struct run *r = ctx;
	r->before = before;
	r->change = change;
	if (r->cli->json)
		return;
	cli_progress("%s", "");
	tag_print_change(path, before, change);
}

static enum err_code write_journal(struct run *r, const char *path,
	const struct retag *before, const struct retag *change, struct err *why)
{
	enum err_code code = r->act ? ERR_OK : edits_begin(r->db, &r->act, why);
	int64_t now = clock_wall_ms(&r->clock);
	for (int i = 0; i < RETAG__COUNT && code == ERR_OK; i++) {
		if (!change->value[i])
			continue;
		struct edit e = {path, retag_name(i),
			before->value[i] ? before->value[i] : "", change->value[i]};
		code = edits_add(r->db, r->act, now, &e, why);
	}
	return code;
}

static enum err_code journal(void *ctx, const char *path, const struct retag *before,
	const struct retag *change, struct err *why)
{
	struct run *r = ctx;
	enum err_code code = db_begin(r->db, "linnet tag", why);
	if (code != ERR_OK)
		return code;
	code = write_journal(r, path, before, change, why);
	if (code == ERR_OK)
		return db_commit(r->db, why);
	db_rollback(r->db);
	return code;
}

static void complain(const char *path, const char *why)
{
	char *name = words_printable(path);
	cli_progress("%s", "");
	fflush(stdout);
	fprintf(stderr, "linnet: %s: %s\n", name, why);
	free(name);
}

/* What was taken back, and what cannot be any more; a read-only file waits. */
static void settle_undo(struct run *r, const char *path, enum retag_outcome outcome)
{
	if (!r->args->value[OPT_UNDO] || !r->db || r->args->value[OPT_DRY_RUN] ||
		outcome == RETAG_READ_ONLY)
		return;
	struct err why = {0};
	if (edits_mark(r->db, r->act, path, true, &why) != ERR_OK)
		r->trouble = why;
}

static void result(
	void *ctx, const char *path, enum retag_outcome outcome, const struct err *why)
{
	struct run *r = ctx;
	r->done++;
	if (outcome == RETAG_CHANGED || outcome == RETAG_OTHERS) {
		r->written = mem_grow(r->written, &r->cap_written, r->n_written + 1,
			sizeof *r->written);
		r->written[r->n_written++] = xstrdup(path);
	}
	settle_undo(r, path, outcome);
	if (r->cli->json)
		tag_print_outcome(
			path, outcome, r->before, r->change, why ? why->msg : NULL);
	else if (outcome == RETAG_OTHERS)
		complain(path, "it was changed otherwise since; that stays");
	else if (why)
		complain(path, why->msg);
	r->before = r->change = NULL;
}

/* ---- what is to be done */

static void add_path(struct run *r, const char *path)
{
	r->path = mem_grow(r->path, &r->cap, r->n + 1, sizeof *r->path);
	r->path[r->n++] = xstrdup(path);
}

/* Absolute, but by the way that was named: links stay what they are. */
static char *absolute(const char *path)
{
	char *dir = path_dir(path), *real = path_real(dir);
	char *all = real ? path_join(real, path_base(path)) : xstrdup(path);
	free(dir);
	free(real);
	return all;
}

static enum err_code add_files(struct run *r, const char *path, struct err *why)
{
	struct play_files f = {0};
	if (cue_is_sheet_name(path))
		return err_set(why, ERR_UNSUPPORTED,
			"%s is a CUE sheet: change it in a text editor", path);
	if (access(path, F_OK) != 0)
		return err_set(why, ERR_NOT_FOUND, "there is no %s", path);
	enum err_code code = play_files_add(&f, path, why);
	/* A file by the name that was given; in folders by their own. */
	bool single = code == ERR_OK && f.n == 1 && !f.item[0].part;
	char *named = absolute(path), *real = path_real(path);
	if (single && real && strcmp(real, f.item[0].path) == 0)
		add_path(r, named);
	else
		for (size_t i = 0; code == ERR_OK && i < f.n; i++)
			add_path(r, f.item[i].path);
	free(named);
	free(real);
	play_files_finish(&f);
	return code;
}

/* "title=Roads"; false: it is a path. */
static bool take_field(
	struct run *r, const char *word, enum err_code *ret_code, struct err *why)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	size_t n = strspn(word, letters);
	if (n == 0 || word[n] != '=')
		return false;
	char *name = xstrndup(word, n);
	int field = retag_by_name(name);
	char *value = NULL;
	bool is = field >= 0 || access(word, F_OK) != 0;
	if (field >= 0)
		*ret_code = retag_value(field, word + n + 1, &value, why);
	else if (is)
		*ret_code = err_set(why, ERR_USAGE,
			"there is no field %s: title, artist, album, albumartist, "
			"date, track, disc, genre, composer, comment",
			name);
	if (value) {
		free(r->wanted.value[field]);
		r->wanted.value[field] = value;
		r->changes = true;
	}
	free(name);
	return is;
}

static int print_fields(struct run *r)
{
	int exit_code = 0;
	for (size_t i = 0; i < r->n && !cli_interrupted(); i++) {
		struct retag fields = {0};
		struct err why = {0};
		if (retagger_read(r->retagger, r->path[i], &fields, &why) == ERR_OK) {
			tag_print_fields(r->cli, r->path[i], &fields);
		} else {
			complain(r->path[i], why.msg);
			exit_code = 1;
		}
		retag_finish(&fields);
	}
	return cli_interrupted() ? 1 : exit_code;
}

static enum err_code undo(struct run *r, const struct retag_act *act,
	struct retag_sum *sum, struct err *why)
{
	struct arena arena = {0};
	struct edit *edit = NULL;
	size_t n = 0;
	enum err_code code = edits_last(r->db, &r->act, why);
	if (code == ERR_OK && r->act == 0)
		code = err_set(why, ERR_NOT_FOUND, "there is no change to take back");
	if (code == ERR_OK)
		code = edits_of(r->db, r->act, false, &arena, &edit, &n, why);
	r->total = n;
	if (code == ERR_OK)
		code = retag_act_travel(act, edit, n, true, sum, why);
	arena_finish(&arena);
	return code;
}

static int report(
	struct run *r, const struct retag_sum *sum, enum err_code code, struct err *why)
{
	bool dry = r->args->value[OPT_DRY_RUN];
	const char *verb = dry ? "would change" : "changed";
	char *words = retag_sum_words(
		sum, r->args->value[OPT_UNDO] && !dry ? "as before again" : verb);
	cli_progress("%s", "");
	if (!r->cli->json && (code == ERR_OK || code == ERR_CANCELLED))
		puts(words);
	fflush(stdout);
	free(words);
	if (code == ERR_CANCELLED)
		err_set(why, code,
			"stopped between two files; what was written stays, linnet "
			"tag --undo takes it back");
	if (code == ERR_OK && r->trouble.code) {
		*why = r->trouble;
		code = why->code;
	}
	if (code != ERR_OK)
		return cli_fail(why);
	return sum->failed + sum->read_only > 0;
}

static int act(struct run *r)
{
	struct retag_act a = {.retagger = r->retagger,
		.force = r->args->value[OPT_FORCE],
		.dry = r->args->value[OPT_DRY_RUN],
		.cancelled = is_cancelled,
		.preview = preview,
		.journal = journal,
		.result = result,
		.ctx = r};
	struct retag_sum sum = {0};
	struct err why = {0};
	enum err_code code = ERR_OK;
	r->total = r->n;
	if (r->args->value[OPT_UNDO] || !a.dry)
		code = cli_open_db(r->cli->db_path, DB_WRITE, &r->db, &why);
	if (code == ERR_OK && r->args->value[OPT_UNDO])
		code = undo(r, &a, &sum, &why);
	else if (code == ERR_OK)
		code = retag_act_run(&a, &r->wanted, r->path, r->n, &sum, &why);
	if (!a.dry && r->n_written > 0) {
		struct err scan_why = {0};
		if (tag_scan(r->cli, r->db, r->written, r->n_written, &scan_why) !=
			ERR_OK)
			r->trouble = scan_why;
	}
	db_close(r->db);
	return report(r, &sum, code, &why);
}

static void free_all(char **text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(text[i]);
	free(text);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct run r = {.cli = cli, .args = args, .clock = clock_system()};
	struct err why = {0};
	enum err_code code = ERR_OK;
	int i = 0, exit_code;
	bool undoes = args->value[OPT_UNDO];
	while (i < args->n_rest && code == ERR_OK &&
		take_field(&r, args->rest[i], &code, &why))
		i++;
	if (code == ERR_OK && undoes != (args->n_rest == 0))
		exit_code = cli_wrong(&cli_tag,
			undoes ? "--undo takes no files: it knows them" : "name files");
	else if (code == ERR_USAGE || code == ERR_RANGE)
		exit_code = cli_wrong(&cli_tag, "%s", why.msg);
	else if (i == args->n_rest && !undoes)
		exit_code = cli_wrong(&cli_tag, "name the files to change");
	else {
		for (; i < args->n_rest && code == ERR_OK; i++)
			code = add_files(&r, args->rest[i], &why);
		cli_catch_interrupts();
		r.retagger = retagger_create(NULL, NULL);
		exit_code = code != ERR_OK        ? cli_fail(&why)
			    : r.changes || undoes ? act(&r)
						  : print_fields(&r);
	}
	retagger_destroy(r.retagger);
	retag_finish(&r.wanted);
	free_all(r.path, r.n);
	free_all(r.written, r.n_written);
	return exit_code;
}

const struct subcommand cli_tag = {
	.name = "tag",
	.usage = "[FIELD=VALUE…] PATH… | --undo",
	.summary = "shows and changes the tags of files",
	.text = "FIELD is title, artist, album, albumartist, date, track, disc, genre, "
		"composer\n"
		"or comment; an empty VALUE takes it away, \"A; B\" gives an artist, "
		"genre or\n"
		"composer two. Without a FIELD the tags are printed. A folder stands "
		"for the\n"
		"music in it. Each file is written whole or not at all, read-only ones "
		"are left\n"
		"alone, and --undo takes the newest change back, file by file, where "
		"nobody\n"
		"changed it since. ^C stops between two files.",
	.options = options,
	.run = run,
};
