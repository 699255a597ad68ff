/* What the listener switched, kept over restarts; the options are where it begins. */
#include <stdlib.h>

#include "db/settings.h"
#include "state.h"

struct remembered {
	const char *key; /* static */
	int64_t value;
};

static enum err_code write_setting(struct db *db, void *arg, struct err *why)
{
	const struct remembered *r = arg;
	return settings_put_i64(db, r->key, r->value, why);
}

void app_remember(struct app *a, const char *key, int64_t value)
{
	struct remembered r = {key, value};
	app_write(a, "a setting", write_setting, free, xmemdup(&r, sizeof r));
}

void remembered_read(struct app *a, struct db *db)
{
	struct options *o = &a->conf.options;
	o->volume = (int)settings_get_i64(db, "volume", o->volume);
	o->dial = (int)settings_get_i64(db, "dial", o->dial);
	a->go_on = settings_get_i64(db, "continue", o->go_on) != 0;
	queue_set_consume(a->queue, settings_get_i64(db, "consume", 0) != 0);
	a->covers = settings_get_i64(db, "covers", 0) != 0;
}

bool app_covers(struct app *a)
{
	return a->covers;
}

void app_set_covers(struct app *a, bool on)
{
	a->covers = on;
	app_remember(a, "covers", on);
}
