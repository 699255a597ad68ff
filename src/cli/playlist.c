/* `linnet playlist`: lists of the listener's, and files of other programs. */
#include "db/playlists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "commands.h"
#include "db/list.h"
#include "playlist.h"

static const struct cli_option options[] = {
	[PLAYLIST_OPT_FORMAT] = {"format", 'f', "NAME",
		"export: m3u8, pls or xspf (by the file's name)"},
	[PLAYLIST_OPT_AS] = {"as", 0, "NAME",
		"import: what to call it (the name that the file gives)"},
	[PLAYLIST_OPT_INTO] = {"into", 0, "FOLDER", "import: into this folder"},
	[PLAYLIST_OPT_RELATIVE] = {"relative", 'r', NULL,
		"export: paths relative to the file (those below its folder are)"},
	[PLAYLIST_OPT_ABSOLUTE] = {"absolute", 'a', NULL, "export: absolute paths"},
	[PLAYLIST_OPT_FORCE] = {"force", 0, NULL,
		"export: replace a file; remove: a folder with what is in it"},
	[PLAYLIST_OPT_DRY_RUN] = {"dry-run", 'n', NULL,
		"import, sync: only say what would be done"},
	[PLAYLIST_OPT_REVERSE] = {"reverse", 'R', NULL, "sort: the other way round"},
	{0},
};

/* ---- making and changing */

static enum err_code create(const struct playlist_call *c, struct err *why)
{
	int64_t id;
	return playlists_create(c->db, c->word[0], false, &id, NULL, why);
}

static enum err_code make_folder(const struct playlist_call *c, struct err *why)
{
	int64_t id;
	return playlists_create(c->db, c->word[0], true, &id, NULL, why);
}

static enum err_code add(const struct playlist_call *c, struct err *why)
{
	int64_t id, *recording = NULL;
	size_t n = 0;
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	if (code == ERR_NOT_FOUND)
		return err_set(why, code,
			"there is no playlist named %s; make it with linnet playlist "
			"create",
			c->word[0]);
	for (int i = 1; i < c->n && !code; i++)
		code = playlist_find_tracks(c->db, c->word[i], &recording, &n, why);
	if (!code)
		code = playlists_insert(c->db, id, 0, recording, n, NULL, why);
	free(recording);
	return code;
}

/* The entry in a row, 1 the first. */
static enum err_code entry_at(struct db *db, int64_t playlist, const char *word,
	int64_t *ret, struct err *why)
{
	long long number;
	if (!str_to_i64(word, &number) || number < 1)
		return err_set(why, ERR_USAGE, "%s is no number of a row", word);
	int64_t row = number - 1;
	enum err_code code = playlists_entries_at(db, playlist, &row, 1, ret, why);
	if (!code && *ret == 0)
		code = err_set(
			why, ERR_NOT_FOUND, "the playlist has no row %lld", number);
	return code;
}

/* A folder goes with all that is in it: that is said, not guessed. */
static enum err_code remove_list(
	const struct playlist_call *c, int64_t id, struct err *why)
{
	int64_t *below;
	size_t n;
	struct playlist_row row;
	enum err_code code = playlists_row(c->db, id, &row, why);
	if (code)
		return code;
	code = playlists_below(c->db, id, &below, &n, why);
	if (!code && row.folder && n > 0 && !c->option[PLAYLIST_OPT_FORCE])
		code = err_set(why, ERR_EXISTS,
			"the folder %s holds %zu playlist%s; --force removes them too",
			row.name, n, n == 1 ? "" : "s");
	if (!code)
		code = playlists_remove(c->db, id, NULL, why);
	free(below);
	playlist_row_finish(&row);
	return code;
}

static enum err_code remove_rows(const struct playlist_call *c, struct err *why)
{
	int64_t id, *entry = xreallocarray(NULL, (size_t)c->n, sizeof *entry);
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	for (int i = 1; i < c->n && !code; i++)
		code = entry_at(c->db, id, c->word[i], &entry[i - 1], why);
	if (!code && c->n == 1)
		code = remove_list(c, id, why);
	else if (!code)
		code = playlists_take_out(
			c->db, id, entry, (size_t)c->n - 1, NULL, why);
	free(entry);
	return code;
}

static enum err_code rename_list(const struct playlist_call *c, struct err *why)
{
	int64_t id;
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	return code ? code : playlists_rename(c->db, id, c->word[1], NULL, why);
}

static enum err_code move_list(const struct playlist_call *c, struct err *why)
{
	int64_t id, folder = 0;
	const char *to = c->n > 1 ? c->word[1] : "/";
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	if (!code && strcmp(to, "/") != 0)
		code = playlists_find(c->db, to, &folder, why);
	if (code == ERR_NOT_FOUND && !folder && id)
		err_set(why, code,
			"there is no folder named %s; make it with linnet playlist "
			"folder",
			to);
	return code ? code : playlists_move_into(c->db, id, folder, NULL, why);
}

/* Rows change places: FROM goes to where TO is. */
static enum err_code reorder(const struct playlist_call *c, struct err *why)
{
	int64_t id, from, to = 0;
	long long a, b;
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	if (!code)
		code = entry_at(c->db, id, c->word[1], &from, why);
	if (!code)
		code = entry_at(c->db, id, c->word[2], &to, why);
	/* Downwards it goes behind that row: before the one that follows. */
	if (!code && str_to_i64(c->word[1], &a) && str_to_i64(c->word[2], &b) &&
		a < b) {
		int64_t row = b;
		code = playlists_entries_at(c->db, id, &row, 1, &to, why);
	}
	return code ? code : playlists_move(c->db, id, from, to, NULL, why);
}

static enum err_code sort(const struct playlist_call *c, struct err *why)
{
	struct playlist_sort how = {.profile = c->profile};
	int64_t id;
	if (!playlist_order_from_name(c->word[1], &how.order, &how.backwards))
		return err_set(why, ERR_USAGE,
			"sort by title, artist, album, added, length, year, rating, "
			"plays, path, random or reverse, not %s",
			c->word[1]);
	how.backwards = how.backwards != (c->option[PLAYLIST_OPT_REVERSE] != NULL);
	rng_os_bytes(&how.seed, sizeof how.seed);
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	return code ? code : playlists_sort(c->db, id, &how, NULL, why);
}

static enum err_code dedupe(const struct playlist_call *c, struct err *why)
{
	int64_t id;
	size_t n = 0;
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	if (!code)
		code = playlists_dedupe(c->db, id, &n, NULL, why);
	if (!code && !c->json)
		printf("%zu track%s that stood in it before %s removed\n", n,
			n == 1 ? "" : "s", n == 1 ? "was" : "were");
	else if (!code)
		printf("{\"removed\":%zu}\n", n);
	return code;
}

/* ---- live ones */

static enum err_code live(const struct playlist_call *c, struct err *why)
{
	int64_t id;
	enum err_code code = playlists_find(c->db, c->word[0], &id, NULL);
	if (code == ERR_NOT_FOUND)
		code = playlists_create(c->db, c->word[0], false, &id, NULL, why);
	return code ? code : playlists_set_query(c->db, id, c->word[1], NULL, why);
}

static enum err_code freeze(const struct playlist_call *c, struct err *why)
{
	struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS, .profile = c->profile};
	struct playlist_row row = {0};
	int64_t *recording = NULL;
	size_t n = 0;
	enum err_code code = playlists_find(c->db, c->word[0], &spec.id, why);
	if (!code)
		code = playlists_row(c->db, spec.id, &row, why);
	if (!code && !row.query)
		code = err_set(why, ERR_USAGE, "the playlist %s is a plain one already",
			row.name);
	playlist_row_finish(&row);
	if (!code)
		code = list_recordings(c->db, &spec, 0, 0, &recording, &n, why);
	if (!code)
		code = playlists_set_query(c->db, spec.id, NULL, NULL, why);
	if (!code)
		code = playlists_insert(c->db, spec.id, 0, recording, n, NULL, why);
	free(recording);
	return code;
}

/* ---- the table */

static const struct {
	const char *name;
	int min, max; /* words behind it; max -1: any number */
	bool writes;
	enum err_code (*run)(const struct playlist_call *c, struct err *why);
} actions[] = {
	{"list", 0, 0, false, playlist_list},
	{"show", 1, 1, false, playlist_show},
	{"create", 1, 1, true, create},
	{"folder", 1, 1, true, make_folder},
	{"add", 2, -1, true, add},
	{"remove", 1, -1, true, remove_rows},
	{"rename", 2, 2, true, rename_list},
	{"move", 1, 2, true, move_list},
	{"reorder", 3, 3, true, reorder},
	{"sort", 2, 2, true, sort},
	{"dedupe", 1, 1, true, dedupe},
	{"live", 2, 2, true, live},
	{"freeze", 1, 1, true, freeze},
	{"import", 1, -1, true, playlist_import},
	{"export", 1, 2, false, playlist_export},
	{"sync", 1, 1, true, playlist_run_sync},
};

/* One transaction around the whole act: all of it, or nothing. */
static enum err_code act(
	struct playlist_call *c, size_t i, const char *profile, struct err *why)
{
	bool writes = actions[i].writes;
	enum err_code code = db_profile(c->db, profile, &c->profile, why);
	if (!code && writes)
		code = db_begin(c->db, "linnet playlist", why);
	if (code)
		return code;
	code = actions[i].run(c, why);
	bool undo = code || c->option[PLAYLIST_OPT_DRY_RUN];
	if (writes && undo)
		db_rollback(c->db);
	return writes && !undo ? db_commit(c->db, why) : code;
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct err why = {0};
	struct playlist_call c = {.cli = cli,
		.json = cli->json,
		.word = args->rest + 1,
		.n = args->n_rest - 1,
		.option = args->value};
	if (args->n_rest == 0)
		return cli_wrong(&cli_playlist, "say what to do");
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (strcmp(actions[i].name, args->rest[0]) != 0)
			continue;
		if (c.n < actions[i].min ||
			(actions[i].max >= 0 && c.n > actions[i].max))
			return cli_wrong(&cli_playlist,
				"wrong number of words after %s", args->rest[0]);
		enum db_mode mode = actions[i].writes ? DB_WRITE : DB_READ;
		enum err_code code = cli_open_db(cli->db_path, mode, &c.db, &why);
		if (!code) {
			code = act(&c, i, cli->profile, &why);
			db_close(c.db);
		}
		return code ? cli_fail(&why) : 0;
	}
	return cli_wrong(&cli_playlist, "there is no %s", args->rest[0]);
}

const struct subcommand cli_playlist = {
	.name = "playlist",
	.usage =
		"list | show NAME | create NAME | folder NAME | add NAME PATH… |\n"
		"                remove NAME [ROW…] | rename NAME NEW | move NAME "
		"[FOLDER] |\n"
		"                reorder NAME FROM TO | sort NAME ORDER | dedupe NAME |\n"
		"                live NAME QUERY | freeze NAME |\n"
		"                import FILE… | export NAME [FILE] | sync DIR",
	.summary = "shows and changes playlists, reads and writes M3U8, PLS and XSPF",
	.text = "A NAME is a path: Folder/Name; a / of the name itself is written \\/.\n"
		"add takes files and folders of the library. remove without rows "
		"removes the\n"
		"whole playlist. ORDER is title, artist, album, added, length, year, "
		"rating,\n"
		"plays, path, random or reverse. live makes a\n"
		"playlist that follows a query, freeze a plain one of it. import reports "
		"line\n"
		"by line what is not in the library; it is kept by name. sync keeps a "
		"folder\n"
		"of .m3u8 files in step both ways. - is standard input or output.",
	.options = options,
	.run = run,
};
