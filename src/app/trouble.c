/*
 * When nothing can be saved: the disk is full, the database locked or damaged. The store
 * tells it, the screen says so and keeps a word of it in its top line. Plays and what was
 * asked for wait in memory meanwhile.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "history/unsaved.h"
#include "state.h"

static void say(struct app *a, const char *before, const struct err *why)
{
	const char *text = why->msg;
	bool small = !*before && *text >= 'a' && *text <= 'z';
	app_warn(a, "%s%c%s", before, small ? *text - 'a' + 'A' : *text,
		*text ? text + 1 : "");
}

static void begin(struct app *a, void *arg)
{
	struct err *why = arg;
	a->unsaved = true;
	if (why->code == ERR_CORRUPT)
		trouble_damaged(a, why);
	else
		say(a, "Nothing can be saved: ", why);
	app_changed(a, APP_CHANGED_JOBS);
	free(why);
}

static void end(struct app *a, void *arg)
{
	(void)arg;
	a->unsaved = false;
	app_say(a, "Saved what had waited");
	kept_queue_save(a);
	app_changed(a, APP_CHANGED_JOBS);
}

void trouble_tell(void *ctx, const struct err *why)
{
	struct app *a = ctx;
	if (why)
		app_post(a, begin, xmemdup(why, sizeof *why));
	else
		app_post(a, end, NULL);
}

void trouble_damaged(struct app *a, const struct err *why)
{
	if (!a->told_damage)
		say(a, "", why);
	a->told_damage = true;
}

/* The next thing that is written waits for the same. */
bool trouble_passes(const struct err *why)
{
	return why->code == ERR_BUSY || why->code == ERR_FULL || why->code == ERR_IO;
}

enum err_code trouble_take_unsaved(struct app *a, struct err *why)
{
	size_t n = 0;
	enum err_code code = unsaved_take(a->store, a->config.db_path, &n, why);
	if (n > 0)
		app_say(a, "%zu play%s that could not be saved %s in the history now",
			n, n == 1 ? "" : "s", n == 1 ? "is" : "are");
	return code;
}

bool app_is_unsaved(struct app *a)
{
	return a->unsaved || a->told_damage;
}
