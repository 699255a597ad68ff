/* Commands: the tags that are being edited. */
#include "app/tags.h"
#include "state.h"

static enum err_code want(struct command_call *c, const char *text, struct err *why)
{
	int field = retag_by_name(c->argv[1]);
	if (field < 0)
		return err_set(why, ERR_USAGE,
			"There is no field %s: title, artist, album, albumartist, "
			"date, track, disc, genre, composer, comment",
			c->argv[1]);
	return app_tags_want(c->app, field, text, why);
}

static enum err_code set(struct command_call *c, struct err *why)
{
	return want(c, c->argv[2], why);
}

static enum err_code keep(struct command_call *c, struct err *why)
{
	return want(c, NULL, why);
}

static enum err_code write(struct command_call *c, struct err *why)
{
	const struct app_tags *t = app_tags(c->app);
	if (!t || !t->ready)
		return err_set(why, ERR_NOT_FOUND, "No tags are being edited: ^T");
	if (!t->changed)
		return err_set(why, ERR_USAGE, "Nothing is changed yet");
	app_tags_write(c->app);
	return ERR_OK;
}

#define FIELDS "title|artist|album|albumartist|date|track|disc|genre|composer|comment"
const struct command command_tags[] = {
	{"tags-set", FIELDS " TEXT", 2, 2, COMPLETE_WORDS, set,
		"give a field of the edited tags a value (\"\": take it away)", ""},
	{"tags-keep", FIELDS, 1, 1, COMPLETE_WORDS, keep,
		"leave a field of the edited tags as it is", ""},
	{"tags-write", "", 0, 0, COMPLETE_NONE, write, "write the edited tags", ""},
};
const size_t command_tags_n = sizeof command_tags / sizeof *command_tags;
