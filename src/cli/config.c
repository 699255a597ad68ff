/* linnet config: the effective configuration, or a commented default one. */
#include <stdio.h>
#include <stdlib.h>

#include "base/path.h"
#include "base/str.h"
#include "commands.h"
#include "conf/conf.h"
#include "text/json.h"

enum { OPT_DEFAULTS };
static const struct cli_option options[] = {
	{"defaults", 0, NULL, "print a commented configuration of the defaults"},
	{0},
};

static void print_json(const struct conf *conf)
{
	struct str out = {0}, value = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	for (const struct option_row *row = option_table; row->name; row++) {
		str_reset(&value);
		options_print(&conf->options, row, &value);
		json_put_str(&w, row->name, str_text(&value));
	}
	json_write_object_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&out), stdout);
	str_finish(&out);
	str_finish(&value);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct conf conf;
	struct err why = {0};
	struct str out = {0};
	char *themes = path_join(cli->paths.config, "themes");
	enum err_code code = ERR_OK;
	conf_init(&conf, themes);
	if (!args->value[OPT_DEFAULTS])
		code = conf_read_file(&conf, cli->config_path, &why);
	for (size_t i = 0; i < conf.n_warnings; i++)
		fprintf(stderr, "linnet: %s\n", conf.warning[i]);
	if (code == ERR_OK && cli->json) {
		print_json(&conf);
	} else if (code == ERR_OK) {
		conf_document(&conf, &out);
		fputs(str_text(&out), stdout);
	}
	str_finish(&out);
	conf_finish(&conf);
	free(themes);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

const struct subcommand cli_config = {
	.name = "config",
	.usage = "[--defaults]",
	.summary = "prints the effective configuration; --defaults a commented one",
	.options = options,
	.run = run,
};
