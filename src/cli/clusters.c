/* `linnet clusters`: the mood clusters with their names and exemplars. */
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "taste.h"
#include "text/json.h"

static void print_text(struct cli_taste *t, const struct taste_cluster *c, size_t k)
{
	for (size_t i = 0; i < k; i++) {
		printf("%s, %zu track%s\n", c[i].name, c[i].members,
			c[i].members == 1 ? "" : "s");
		for (int e = 0; e < TASTE_CLUSTER_EXEMPLARS && c[i].exemplar[e]; e++) {
			char *name = cli_taste_name(t, c[i].exemplar[e]);
			printf("    %s\n", name);
			free(name);
		}
	}
}

static void print_json(struct cli_taste *t, const struct taste_cluster *c, size_t k)
{
	struct reason_names names = taste_names(t->taste);
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_array(&w);
	for (size_t i = 0; i < k; i++) {
		json_write_object(&w);
		json_put_int(&w, "id", c[i].id);
		json_put_str(&w, "name", c[i].name);
		json_put_int(&w, "tracks", (int64_t)c[i].members);
		json_write_key(&w, "exemplars");
		json_write_array(&w);
		for (int e = 0; e < TASTE_CLUSTER_EXEMPLARS && c[i].exemplar[e]; e++) {
			json_write_object(&w);
			json_put_int(&w, "recording", c[i].exemplar[e]);
			json_put_str(
				&w, "title", names.title(names.ctx, c[i].exemplar[e]));
			json_put_str(&w, "artist",
				names.artist(names.ctx, c[i].exemplar[e]));
			json_write_object_end(&w);
		}
		json_write_array_end(&w);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&out), stdout);
	str_finish(&out);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	if (args->n_rest)
		return cli_wrong(
			&cli_clusters, "%s is one word too many", args->rest[0]);
	struct cli_taste t;
	struct err why = {0};
	enum err_code code = cli_taste_open(cli, DB_WRITE, &t, &why);
	if (code == ERR_OK && taste_info(t.taste).features == 0)
		code = err_set(&why, ERR_NOT_FOUND,
			"clusters need features and no track has any yet; run linnet "
			"analyze");
	if (code == ERR_OK)
		code = cli_taste_keep_clusters(&t, true, &why);
	if (code == ERR_OK) {
		size_t k = taste_clusters(t.taste, NULL, 0);
		struct taste_cluster *c = xcalloc(k + 1, sizeof *c);
		taste_clusters(t.taste, c, k);
		if (cli->json)
			print_json(&t, c, k);
		else
			print_text(&t, c, k);
		free(c);
	}
	cli_taste_close(&t);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

const struct subcommand cli_clusters = {
	.name = "clusters",
	.usage = "",
	.summary = "mood clusters with names and exemplars",
	.text = "Corners of the library by sound, and the tracks in the middle of "
		"each.",
	.run = run,
};
