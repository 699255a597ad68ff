/* linnet man: the man page, from the tables of subcommands, commands, options and keys. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "base/str.h"
#include "commands.h"
#include "conf/conf.h"

/* roff reads a leading dot, a backslash and a hyphen as its own. */
static void put_text(const char *text)
{
	bool line_start = true;
	for (; *text; text++) {
		if (line_start && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
		line_start = *text == '\n';
	}
}

static void put_entry(const char *name, const char *usage, const char *text)
{
	puts(".TP");
	fputs(".B ", stdout);
	put_text(name);
	if (usage && usage[0]) {
		fputs(" \\fR", stdout);
		put_text(usage);
	}
	putchar('\n');
	put_text(text);
	putchar('\n');
}

static void put_options(const struct cli_option *o)
{
	if (!o)
		return;
	puts(".RS");
	for (; o->name; o++) {
		char name[64];
		snprintf(name, sizeof name, "--%s", o->name);
		put_entry(name, o->arg, o->help);
	}
	puts(".RE");
}

static void put_subcommands(void)
{
	puts(".SH COMMANDS");
	for (size_t i = 0; cli_table[i]; i++) {
		const struct subcommand *s = cli_table[i];
		if (s->hidden)
			continue;
		char name[64];
		snprintf(name, sizeof name, "linnet%s%s", s->name[0] ? " " : "",
			s->name);
		put_entry(name, s->usage, s->summary);
		if (s->text) {
			puts(".IP");
			put_text(s->text);
			putchar('\n');
		}
		put_options(s->options);
	}
}

static void put_player_commands(void)
{
	puts(".SH COMMANDS OF THE PLAYER\nAt the : prompt, in the configuration's bindings, "
	     "and through linnet ctl.");
	const struct command *c;
	for (size_t i = 0; (c = command_builtin_at(i)); i++)
		put_entry(c->name, c->usage, c->help);
}

static void put_configuration(const struct conf *conf)
{
	struct str value = {0};
	puts(".SH CONFIGURATION\n$XDG_CONFIG_HOME/linnet/config: one command a line (set, bind, "
	     "color, inherit).");
	for (const struct option_row *row = option_table; row->name; row++) {
		struct str text = {0};
		str_reset(&value);
		options_print(&conf->options, row, &value);
		str_appendf(&text, "%s (default: %s)", row->help, str_text(&value));
		put_entry(row->name, "", str_text(&text));
		str_finish(&text);
	}
	str_finish(&value);
}

static void put_keys(const struct conf *conf)
{
	puts(".SH KEYS");
	for (size_t i = 0; i < conf->keys.n; i++) {
		const struct binding *b = &conf->keys.row[i];
		struct str keys = {0};
		binding_print(&keys, b);
		str_appendf(&keys, "  (%s)", keys_context_name(b->context));
		put_entry(str_text(&keys), "", b->command);
		str_finish(&keys);
	}
}

static int run(struct cli *cli, const struct cli_args *args)
{
	(void)cli;
	(void)args;
	struct conf conf;
	conf_init(&conf, NULL);
	puts(".TH LINNET 1 \"\" \"linnet " LINNET_VERSION "\"\n.SH NAME\n"
	     "linnet \\- terminal music player that learns what you like\n.SH SYNOPSIS\n"
	     ".B linnet\n[PATH...]\n.br\n.B linnet\nCOMMAND [OPTION...] [ARGUMENT...]\n"
	     ".SH DESCRIPTION\n"
	     "linnet plays a local music library in the terminal, logs what was listened to,\n"
	     "extracts audio features while the music plays, and keeps a For You queue filled.\n"
	     "Nothing leaves the machine: it has no network code.\n"
	     ".PP\nEvery command takes \\-\\-help; exit codes are 0 done, 1 failed, 2 wrong usage.");
	put_subcommands();
	put_player_commands();
	put_configuration(&conf);
	put_keys(&conf);
	puts(".SH FILES\n.TP\n.B $XDG_DATA_HOME/linnet/linnet.db\nlibrary and history\n.TP\n"
	     ".B $XDG_CONFIG_HOME/linnet/config\nconfiguration\n.TP\n"
	     ".B $XDG_CONFIG_HOME/linnet/themes/\nthemes of your own\n.TP\n"
	     ".B $XDG_STATE_HOME/linnet/linnet.log\nlog\n.TP\n"
	     ".B $XDG_RUNTIME_DIR/linnet/control.sock\ncontrol socket\n"
	     ".SH ENVIRONMENT\n.TP\n.B XDG_MUSIC_DIR\nthe music folder, where user\\-dirs.dirs "
	     "names none\n.TP\n.B NO_COLOR\nno colours\n.TP\n.B LINNET_NOW\n"
	     "unix seconds at which the clock stands still, for tests");
	conf_finish(&conf);
	return 0;
}

const struct subcommand cli_man = {
	.name = "man",
	.usage = "",
	.summary = "prints the man page",
	.run = run,
	.hidden = true,
};
