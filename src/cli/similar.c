/* `linnet similar`: nearest by sound. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "commands.h"
#include "db/library.h"
#include "taste.h"
#include "text/json.h"

enum { OPT_NUMBER };
enum { DEFAULT_ROWS = 10, ROWS_MAX = 10000 };
static const struct cli_option options[] = {
	{"number", 'n', "N", "how many (10)"},
	{0},
};
static const char *const block_words[4] = {"timbre", "rhythm", "harmony", "dynamics"};

static bool interrupted(void *ctx)
{
	(void)ctx;
	return cli_interrupted();
}

/* A file without features, in the library or not, is analysed now. */
static enum err_code near_file(struct cli_taste *t, const char *path, size_t n,
	struct taste_near *near, size_t *ret_n, struct err *why)
{
	struct feature *f = xcalloc(1, sizeof *f);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err_code code = fd < 0 ? err_sys(why, errno, "%s", path)
				    : analyze_fd(fd, f, interrupted, NULL, why);
	if (fd >= 0)
		close(fd);
	if (code == ERR_OK && !feature_usable(f))
		code = err_set(why, ERR_UNSUPPORTED,
			"%s is too short or too quiet to be compared", path);
	if (code == ERR_OK)
		*ret_n = taste_similar_to(t->taste, f, n, near);
	free(f);
	return code;
}

static enum err_code find(struct cli_taste *t, const char *path, size_t n,
	struct taste_near *near, size_t *ret_n, struct err *why)
{
	int64_t recording;
	if (taste_info(t->taste).features == 0)
		return err_set(why, ERR_NOT_FOUND,
			"no track of the library has been listened to by the program "
			"yet; run linnet analyze");
	*ret_n = 0;
	if (cli_taste_recording(t, path, &recording, NULL) == ERR_OK)
		*ret_n = taste_similar(t->taste, recording, n, near);
	return *ret_n ? ERR_OK : near_file(t, path, n, near, ret_n, why);
}

static void print_text(struct cli_taste *t, const struct taste_near *near, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *name = cli_taste_name(t, near[i].recording);
		printf("%.3f  %s  (", (double)near[i].distance, name);
		bool more = false;
		for (int b = 0; b < 4; b++) {
			long percent = lrintf(near[i].block_share[b] * 100);
			if (percent <= 0)
				continue;
			printf("%s%s %ld %%", more ? ", " : "", block_words[b],
				percent);
			more = true;
		}
		puts(")");
		free(name);
	}
}

static void print_json(struct cli_taste *t, const struct taste_near *near, size_t n)
{
	struct reason_names names = taste_names(t->taste);
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_array(&w);
	for (size_t i = 0; i < n; i++) {
		struct track track;
		json_write_object(&w);
		json_put_int(&w, "recording", near[i].recording);
		json_put_str(&w, "title", names.title(names.ctx, near[i].recording));
		json_put_str(&w, "artist", names.artist(names.ctx, near[i].recording));
		if (library_track_of(t->db, near[i].recording, &t->arena, &track,
			    NULL) == ERR_OK &&
			track.path)
			json_put_path(&w, track.path);
		json_write_key(&w, "distance");
		json_write_float(&w, near[i].distance);
		for (int b = 0; b < 4; b++) {
			json_write_key(&w, block_words[b]);
			json_write_float(&w, near[i].block_share[b]);
		}
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&out), stdout);
	str_finish(&out);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	long long n = DEFAULT_ROWS;
	if (args->value[OPT_NUMBER] &&
		!cli_number(&cli_similar, "number", args->value[OPT_NUMBER], 1,
			ROWS_MAX, &n))
		return 2;
	if (args->n_rest != 1)
		return cli_wrong(&cli_similar, "name one file");
	struct cli_taste t;
	struct err why = {0};
	size_t found = 0;
	struct taste_near *near = xcalloc((size_t)n, sizeof *near);
	cli_catch_interrupts();
	enum err_code code = cli_taste_open(cli, DB_READ, &t, &why);
	if (code == ERR_OK)
		code = find(&t, args->rest[0], (size_t)n, near, &found, &why);
	if (code == ERR_OK && cli->json)
		print_json(&t, near, found);
	else if (code == ERR_OK)
		print_text(&t, near, found);
	cli_taste_close(&t);
	free(near);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

const struct subcommand cli_similar = {
	.name = "similar",
	.usage = "PATH [-n N]",
	.summary = "nearest by sound",
	.text = "The tracks of the library that sound most like a file, nearest first: "
		"the distance\n(0 the same, 1 nothing in common), and what the "
		"likeness "
		"consists of. The file\nneed not be in the library.",
	.options = options,
	.run = run,
};
