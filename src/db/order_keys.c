#include "order_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/settings.h"
#include "order_state.h"
#include "text/collate.h"

enum { NAME_MAX_BYTES = 40, TITLE_IN_TRACK = 24, TITLE_MAX = 120 };

/* "locale", a line break, "articles". */
static struct collate *chosen(const char *setting)
{
	struct str locale = {0};
	const char *line = setting ? strchr(setting, '\n') : NULL;
	if (line)
		str_append_n(&locale, setting, (size_t)(line - setting));
	struct collate *c =
		collate_create(line ? locale.data : "C", line ? line + 1 : "auto");
	str_finish(&locale);
	return c;
}

void order_refresh(struct db *db)
{
	char *setting = settings_get(db, ORDER_CHOSEN);
	const char *now = setting ? setting : "";
	if (!db->order)
		db->order = xcalloc(1, sizeof *db->order);
	struct order *o = db->order;
	if (o->collate && strcmp(o->chosen, now) == 0) {
		free(setting);
		return;
	}
	collate_destroy(o->collate);
	free(o->chosen);
	*o = (struct order){.collate = chosen(setting), .chosen = xstrdup(now)};
	free(setting);
}

void order_destroy(struct order *o)
{
	if (!o)
		return;
	collate_destroy(o->collate);
	free(o->chosen);
	free(o);
}

const struct collate *order_collate(struct db *db)
{
	if (!db->order)
		order_refresh(db);
	return db->order->collate;
}

void order_name(struct db *db, struct str *out, const char *name, const char *sort_name)
{
	size_t begin = out->len;
	collate_key(
		order_collate(db), out, sort_name ? sort_name : name, NAME_MAX_BYTES);
	if (out->len == begin)
		str_append(out, "\xFF");
}

void order_title(
	struct db *db, struct str *out, const char *title, const char *sort_title)
{
	collate_key(order_collate(db), out, sort_title ? sort_title : title, TITLE_MAX);
}

static void append_big_endian(struct str *s, uint64_t v, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--)
		str_append_c(s, (char)(v >> 8 * i));
}

void order_album(struct db *db, struct str *out, const struct order_album *a)
{
	str_append_n(out, a->artist, a->artist_n);
	str_append_c(out, '\0');
	append_big_endian(out, (uint64_t)a->year, 2);
	collate_key(order_collate(db), out, a->sort_title ? a->sort_title : a->title,
		NAME_MAX_BYTES);
	str_append_c(out, '\0');
}

void order_track(struct str *out, const struct order_track *t)
{
	str_append_n(out, t->lead, t->lead_n);
	if (t->album) {
		append_big_endian(out, (uint64_t)t->album, 4);
	} else {
		str_append_c(out, '\0');
		append_big_endian(out, 0xFFFF, 2);
	}
	str_append_c(out, (char)(t->disc < 255 ? t->disc : 255));
	append_big_endian(out, (uint64_t)t->number, 2);
	str_append_n(out, t->title,
		t->title_n < TITLE_IN_TRACK ? t->title_n : TITLE_IN_TRACK);
}

void order_prefix(struct db *db, struct str *out, const char *text)
{
	order_refresh(db);
	collate_prefix(order_collate(db), out, text);
}
