/* `linnet import`: what another player knows of the same music. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "commands.h"
#include "library/import_apply.h"
#include "library/import_find.h"
#include "text/json.h"
#include "words.h"

enum { OPT_DRY_RUN, OPT_VERBOSE, OPT_INTO };

static const struct cli_option options[] = {
	[OPT_DRY_RUN] = {"dry-run", 'n', NULL, "only say what would be taken over"},
	[OPT_VERBOSE] = {"verbose", 'v', NULL, "name what is not in the library"},
	[OPT_INTO] = {"into", 0, "FOLDER", "put the playlists into this folder"},
	{0},
};

struct telling {
	bool json, verbose;
	struct str missing, lists; /* owned: JSON, a value a piece */
	struct json_writer missing_out, lists_out;
};

static void tell_missing(void *ctx, unsigned line, const char *what, const char *why)
{
	struct telling *t = ctx;
	struct json_writer *w = &t->missing_out;
	if (t->json) {
		json_write_object(w);
		if (line > 0)
			json_put_int(w, "line", line);
		json_put_str(w, "what", what);
		json_put_str(w, "why", why);
		json_write_object_end(w);
	} else if (t->verbose) {
		char *shown = words_printable(what);
		fprintf(stderr, "%s: %s\n", shown, why);
		free(shown);
	}
}

static void tell_list(
	void *ctx, const char *name, size_t entries, size_t lost, bool made)
{
	struct telling *t = ctx;
	struct json_writer *w = &t->lists_out;
	if (!t->json) {
		char *shown = words_printable(name);
		printf("  %s: %zu of %zu entries%s\n", shown, entries - lost, entries,
			made ? "" : ", as it was already");
		free(shown);
		return;
	}
	json_write_object(w);
	json_put_str(w, "name", name);
	json_put_int(w, "entries", (int64_t)entries);
	json_put_int(w, "missing", (int64_t)lost);
	json_put_bool(w, "made", made);
	json_write_object_end(w);
}

static void print_json(const struct telling *t, const struct import_data *d,
	const struct import_summary *s, bool dry)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_str(&w, "source", import_source_name(d->source));
	json_put_bool(&w, "dry_run", dry);
	json_put_int(&w, "tracks", (int64_t)s->tracks);
	json_put_int(&w, "by_path", (int64_t)s->matched[MATCH_PATH]);
	json_put_int(&w, "by_end_of_path", (int64_t)s->matched[MATCH_END]);
	json_put_int(&w, "by_tags", (int64_t)s->matched[MATCH_TAGS]);
	json_put_int(&w, "not_found", (int64_t)s->matched[MATCH_NONE]);
	json_put_int(&w, "ratings", (int64_t)s->ratings);
	json_put_int(&w, "ratings_kept", (int64_t)s->ratings_kept);
	json_put_int(&w, "likes", (int64_t)s->likes);
	json_put_int(&w, "plays", s->plays);
	json_put_int(&w, "counts_changed", (int64_t)s->counts);
	json_put_int(&w, "playlists", (int64_t)s->lists);
	json_put_int(&w, "playlists_same", (int64_t)s->lists_same);
	json_put_int(&w, "folders", (int64_t)s->folders);
	json_put_int(&w, "entries_kept_by_name", (int64_t)s->lost);
	str_appendf(&out, ",\"lists\":[%s],\"missing\":[%s]}\n", str_text(&t->lists),
		str_text(&t->missing));
	fputs(str_text(&out), stdout);
	str_finish(&out);
}

static const char *plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

static void print_words(
	const struct import_data *d, const struct import_summary *s, bool dry)
{
	size_t found = s->tracks - s->matched[MATCH_NONE];
	printf("%s%s: %s of %s track%s found (%s by path, %s by the end of the path, "
	       "%s by tags)\n",
		dry ? "would import " : "", import_source_title(d->source),
		words_count((int64_t)found).text, words_count((int64_t)s->tracks).text,
		plural((int64_t)s->tracks),
		words_count((int64_t)s->matched[MATCH_PATH]).text,
		words_count((int64_t)s->matched[MATCH_END]).text,
		words_count((int64_t)s->matched[MATCH_TAGS]).text);
	if (d->source != IMPORT_PLAYLIST)
		printf("  %zu rating%s and %zu like%s taken over, %zu of yours kept; "
		       "%s play%s of other times, %zu track%s changed\n",
			s->ratings, plural((int64_t)s->ratings), s->likes,
			plural((int64_t)s->likes), s->ratings_kept,
			words_count(s->plays).text, plural(s->plays), s->counts,
			plural((int64_t)s->counts));
	if (s->lists + s->lists_same > 0)
		printf("  %zu playlist%s made, %zu as they were\n", s->lists,
			plural((int64_t)s->lists), s->lists_same);
	if (s->lost > 0)
		printf("  %zu entr%s kept by name until a scan finds the file\n",
			s->lost, s->lost == 1 ? "y is" : "ies are");
}

static enum err_code into_folder(
	struct db *db, const char *path, int64_t *ret, struct err *why)
{
	enum err_code code = playlists_find(db, path, ret, NULL);
	return code == ERR_NOT_FOUND ? playlists_create(db, path, true, ret, NULL, why)
				     : code;
}

/* One transaction: all of it, or nothing; a dry run is one that is taken back. */
static enum err_code apply(struct db *db, const struct cli_args *args,
	const char *profile, const struct import_data *d, struct telling *t,
	struct import_summary *sum, struct err *why)
{
	struct clock clock = clock_system();
	struct import_config c = {.now_ms = clock_wall_ms(&clock),
		.missing = tell_missing,
		.list = tell_list,
		.ctx = t};
	struct arena a = {0};
	struct match *match = NULL;
	enum err_code code = db_profile(db, profile, &c.profile, why);
	if (!code)
		code = import_match(db, d, &a, &match, why);
	if (!code)
		code = db_begin(db, "linnet import", why);
	if (code) {
		arena_finish(&a);
		return code;
	}
	if (args->value[OPT_INTO])
		code = into_folder(db, args->value[OPT_INTO], &c.folder, why);
	if (!code)
		code = import_apply(db, d, match, &c, sum, why);
	bool keep = !code && !args->value[OPT_DRY_RUN];
	if (keep)
		code = db_commit(db, why);
	else
		db_rollback(db);
	arena_finish(&a);
	return code;
}

static enum err_code import_path(struct cli *cli, const struct cli_args *args,
	struct db *db, struct import_reader *reader, const char *path, struct err *why)
{
	struct import_data d = {0};
	struct import_summary sum = {0};
	struct telling t = {
		.json = cli->json, .verbose = args->value[OPT_VERBOSE] != NULL};
	bool dry = args->value[OPT_DRY_RUN] != NULL;
	t.missing_out.out = &t.missing;
	t.lists_out.out = &t.lists;
	enum err_code code = import_find_read(reader, path, &d, why);
	if (!code)
		code = apply(db, args, cli->profile, &d, &t, &sum, why);
	if (!code && cli->json)
		print_json(&t, &d, &sum, dry);
	else if (!code)
		print_words(&d, &sum, dry);
	if (!code && !cli->json && !t.verbose && sum.matched[MATCH_NONE] > 0)
		fprintf(stderr, "linnet: --verbose names the %zu that were not found\n",
			sum.matched[MATCH_NONE]);
	import_data_finish(&d);
	str_finish(&t.missing);
	str_finish(&t.lists);
	return code;
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct err why = {0};
	struct db *db = NULL;
	if (args->n_rest == 0)
		return cli_wrong(&cli_import, "say what to import");
	enum err_code code = cli_open_db(cli->db_path, DB_WRITE, &db, &why);
	struct import_reader *reader = import_reader_create(true);
	for (int i = 0; i < args->n_rest && !code; i++)
		code = import_path(cli, args, db, reader, args->rest[i], &why);
	import_reader_destroy(reader);
	db_close(db);
	return code ? cli_fail(&why) : 0;
}

const struct subcommand cli_import = {
	.name = "import",
	.usage = "PATH…",
	.summary = "takes over ratings, play counts and playlists of another player",
	.text = "PATH is a folder or a file of\n"
		"  cmus            ~/.config/cmus (cache, playlists)\n"
		"  MPD             ~/.config/mpd or /var/lib/mpd (database, sticker.sql, "
		"playlists)\n"
		"  Rhythmbox       ~/.local/share/rhythmbox (rhythmdb.xml, "
		"playlists.xml)\n"
		"  iTunes, Music   the exported Library.xml\n"
		"  any player      M3U, M3U8, PLS, XSPF\n"
		"told by its content. Scan your music first: tracks are matched by their "
		"path,\n"
		"by the end of it, and by their tags. Your own ratings stay. Plays that "
		"another\n"
		"player counted are added where plays are counted, and train nothing, as "
		"nobody\n"
		"knows when they were. Importing again changes nothing.",
	.options = options,
	.run = run,
};
