/* `linnet train`: every model now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "db/models.h"
#include "suggest/engine.h"
#include "taste.h"
#include "text/json.h"

enum { OPT_ENGINE };
enum { MODEL_VERSION = 1 };
static const struct cli_option options[] = {
	{"engine", 'e', "NAME,…", "only these: ials, cluster, blend"},
	{0},
};

struct results {
	size_t n;
	struct taste_trained row[SLATE_ENGINES_MAX];
};

static void add_results(struct results *r, const struct taste_trained *row, size_t n)
{
	for (size_t i = 0; i < n && r->n < SLATE_ENGINES_MAX; i++)
		r->row[r->n++] = row[i];
}

/* Every name of "a,b,c"; an unknown one, or one that has nothing to learn, is an error.
 */
static enum err_code train_named(
	struct taste *t, const char *names, struct results *r, struct err *why)
{
	char *copy = xstrdup(names), *rest = copy, *name;
	enum err_code code = ERR_OK;
	while (code == ERR_OK && (name = strsep(&rest, ",")) != NULL) {
		struct taste_trained row[SLATE_ENGINES_MAX];
		size_t n = taste_train(t, name, row);
		add_results(r, row, n);
		if (n == 0 && engine_check(name, why) == ERR_OK)
			code = err_set(why, ERR_USAGE,
				"%s has nothing to train: it follows every play at "
				"once",
				name);
		else if (n == 0)
			code = ERR_USAGE;
	}
	free(copy);
	return code;
}

/* What blend weighs its parts with: "recency=0.412,plays=0.2". */
static char *weights_text(const struct results *r)
{
	struct str s = {0};
	for (size_t i = 0; i < r->n; i++)
		if (r->row[i].took_us == 0 && r->row[i].weight > 0)
			str_appendf(&s, "%s%s=%.3f", s.len ? "," : "", r->row[i].engine,
				r->row[i].weight);
	return str_detach(&s);
}

static enum err_code store(
	struct cli_taste *t, const struct results *r, struct err *why)
{
	char *weights = weights_text(r);
	enum err_code code = ERR_OK;
	for (size_t i = 0; code == ERR_OK && i < r->n; i++) {
		if (r->row[i].took_us == 0 && r->row[i].weight < 1)
			continue;
		bool blend = strcmp(r->row[i].engine, "blend") == 0;
		struct model_row m = {.profile = t->profile,
			.kind = r->row[i].engine,
			.version = MODEL_VERSION,
			.trained_ms = t->now_ms,
			.source = (int64_t)taste_info(t->taste).listens,
			.seconds = (double)r->row[i].took_us / 1e6,
			.parameters = "",
			.metrics = blend ? weights : "",
			.blob = "",
			.blob_n = 0};
		code = models_put(t->db, &m, why);
	}
	free(weights);
	return code;
}

static void print_text(const struct cli_taste *t, const struct results *r)
{
	struct taste_info info = taste_info(t->taste);
	printf("%zu tracks, %zu with features, %zu listens\n", info.items,
		info.features, info.listens);
	for (size_t i = 0; i < r->n; i++) {
		const struct taste_trained *row = &r->row[i];
		if (row->took_us || strcmp(row->engine, "blend") == 0)
			printf("%-12s trained in %.3f s\n", row->engine,
				(double)row->took_us / 1e6);
		else
			printf("    %-8s weighs %5.1f %% in the blend\n", row->engine,
				row->weight * 100);
	}
}

static void print_json(const struct results *r)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_array(&w);
	for (size_t i = 0; i < r->n; i++) {
		json_write_object(&w);
		json_put_str(&w, "engine", r->row[i].engine);
		json_put_double(&w, "seconds", (double)r->row[i].took_us / 1e6);
		json_put_double(&w, "weight", r->row[i].weight);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&out), stdout);
	str_finish(&out);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	const char *names = args->value[OPT_ENGINE];
	if (args->n_rest)
		return cli_wrong(&cli_train, "%s is one word too many", args->rest[0]);
	struct cli_taste t;
	struct err why = {0};
	struct results r = {0};
	enum err_code code = cli_taste_open(cli, DB_WRITE, &t, &why);
	if (code == ERR_OK && names)
		code = train_named(t.taste, names, &r, &why);
	else if (code == ERR_OK)
		r.n = taste_train(t.taste, NULL, r.row);
	if (code == ERR_OK)
		code = store(&t, &r, &why);
	if (code == ERR_OK)
		code = cli_taste_keep_clusters(&t, true, &why);
	if (code == ERR_OK && cli->json)
		print_json(&r);
	else if (code == ERR_OK)
		print_text(&t, &r);
	cli_taste_close(&t);
	if (code == ERR_USAGE)
		return cli_wrong(&cli_train, "%s", why.msg);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

const struct subcommand cli_train = {
	.name = "train",
	.usage = "[--engine NAME,…]",
	.summary = "trains every model now",
	.text = "For You trains by itself as the history grows; this does it at once "
		"and "
		"prints how\nlong each took and what the blend makes of its engines.",
	.options = options,
	.run = run,
};
