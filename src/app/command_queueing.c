/* Commands: the queue, and rows of lists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "rows_state.h"

static struct selection selected(struct app *a)
{
	return a->provide ? a->provide(a->provide_ctx) : (struct selection){0};
}

/* ---- queueing */

static void queue_picked(struct app *a, struct picked *p, bool on_top)
{
	struct selection s = selected(a);
	const struct reason *reason = NULL;
	struct queue_item it;
	/* A pick of For You is pinned with its reason. */
	if (p->kind == SOURCE_FORYOU && p->n == 1 && s.rows &&
		s.rows->ops == &rows_queue_ops &&
		rows_queue_item(s.rows, s.cursor, &it) && it.item == p->item[0] &&
		it.has_reason)
		reason = &it.reason;
	playback_note_position(a);
	queue_add(a->queue, p->item, p->n,
		p->kind == SOURCE_FORYOU ? p->kind : SOURCE_QUEUE, p->id, on_top,
		p->block, reason);
	playback_sync(a, false, 0);
	undo_name(a, "%s %s", on_top ? "Next comes" : "Queued", p->title);
	app_say(a, "%s %s · u undo", on_top ? "Next comes" : "Queued", p->title);
}

static void append_picked(struct app *a, struct picked *p, void *arg)
{
	(void)arg;
	queue_picked(a, p, false);
}

static void top_picked(struct app *a, struct picked *p, void *arg)
{
	(void)arg;
	queue_picked(a, p, true);
}

static enum err_code queue_append(struct command_call *c, struct err *why)
{
	(void)why;
	if (c->argc > 1)
		paths_pick(
			c->app, c->argv + 1, (size_t)c->argc - 1, append_picked, NULL);
	else
		rows_pick(c->app, false, append_picked, NULL);
	return ERR_OK;
}

static enum err_code queue_on_top(struct command_call *c, struct err *why)
{
	(void)why;
	if (c->argc > 1)
		paths_pick(c->app, c->argv + 1, (size_t)c->argc - 1, top_picked, NULL);
	else
		rows_pick(c->app, false, top_picked, NULL);
	return ERR_OK;
}

static enum err_code clear(struct command_call *c, struct err *why)
{
	(void)why;
	playback_note_position(c->app);
	queue_clear_all(c->app->queue);
	c->app->continued = false;
	playback_sync(c->app, false, 0);
	undo_name(c->app, "Cleared what was to come");
	str_append(c->reply, "Cleared what was to come · u undo");
	return ERR_OK;
}

/* Marked rows of the queue stay; without any only what plays. */
static enum err_code crop(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	struct selection s = selected(a);
	struct queue_item it;
	size_t n = 0;
	if (!s.rows || s.rows->spec.list != ROWS_QUEUE || s.n_marked == 0)
		return clear(c, why);
	int64_t *key = xcalloc(s.n_marked, sizeof *key);
	for (size_t i = 0; i < s.n_marked; i++)
		if (rows_queue_item(s.rows, s.marked[i], &it))
			key[n++] = it.key;
	playback_note_position(a);
	queue_crop(a->queue, key, n);
	a->continued = false;
	free(key);
	playback_sync(a, false, 0);
	undo_name(a, "Kept %zu marked rows of the queue", n);
	str_appendf(c->reply, "Kept %zu marked row%s of the queue \xC2\xB7 u undo", n,
		n == 1 ? "" : "s");
	return ERR_OK;
}

/* ---- removing and moving rows */

void words_of_rows(const struct selection *s, size_t n, char *ret, size_t size)
{
	struct row row;
	if (n == 1 && rows_get(s->rows, s->n_marked ? s->marked[0] : s->cursor, &row) &&
		(row.track.title || row.text))
		snprintf(ret, size, "%s", row.text ? row.text : row.track.title);
	else
		snprintf(ret, size, "%zu track%s", n, n == 1 ? "" : "s");
}

static bool remove_queue_rows(struct app *a, const struct selection *s)
{
	int64_t one = s->cursor;
	const int64_t *rows = s->n_marked ? s->marked : &one;
	size_t n = s->n_marked ? s->n_marked : 1, removed = 0, at;
	size_t before = queue_next_count(a->queue) + queue_then_count(a->queue);
	int64_t *key = xcalloc(n, sizeof *key);
	bool *block = xcalloc(n, sizeof *block);
	struct queue_item it, now;
	char what[160];
	words_of_rows(s, n, what, sizeof what);
	for (size_t i = 0; i < n; i++) {
		block[i] = rows_queue_head(s->rows, rows[i], &it, &at);
		if (block[i] || rows_queue_item(s->rows, rows[i], &it))
			key[i] = it.key;
	}
	playback_note_position(a);
	for (size_t i = 0; i < n; i++) {
		if (queue_now(a->queue, &now) && now.key == key[i])
			app_say(a, "What plays finishes; X moves on from it");
		else if (key[i] && block[i])
			queue_remove_block(a->queue, key[i]);
		else if (key[i])
			queue_remove(a->queue, key[i]);
	}
	free(key);
	free(block);
	removed = before - queue_next_count(a->queue) - queue_then_count(a->queue);
	if (removed == 0)
		return true;
	playback_sync(a, false, 0);
	undo_name(a, "Removed %s from the queue", what);
	app_say(a, "Removed %s from the queue · u undo", what);
	return true;
}

static enum err_code remove_rows(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	struct selection s = selected(a);
	if (!s.rows)
		return err_set(why, ERR_NOT_FOUND, "Nothing is selected here");
	switch (s.rows->spec.list) {
	case ROWS_QUEUE:
		remove_queue_rows(a, &s);
		return ERR_OK;
	case ROWS_PLAYLIST:
		lists_remove_rows(a, &s);
		return ERR_OK;
	case ROWS_PLAYLISTS:
		lists_remove(a, &s);
		return ERR_OK;
	default:
		return err_set(why, ERR_UNSUPPORTED,
			"Rows are removed from the queue and from playlists");
	}
}

static enum err_code move_row(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	struct selection s = selected(a);
	struct queue_item it;
	size_t at;
	bool down = strcmp(c->argv[1], "down") == 0;
	if (!down && strcmp(c->argv[1], "up") != 0)
		return err_set(why, ERR_USAGE, "usage: move-row up|down");
	if (s.rows && s.rows->spec.list == ROWS_PLAYLIST)
		return lists_move_row(a, &s, down);
	if (!s.rows || s.rows->spec.list != ROWS_QUEUE ||
		!rows_queue_item(s.rows, s.cursor, &it))
		return err_set(why, ERR_UNSUPPORTED,
			"Rows are moved in the queue and in playlists");
	playback_note_position(a);
	if (rows_queue_head(s.rows, s.cursor, &it, &at)
			? queue_move_block(a->queue, it.key, down)
			: queue_move(a->queue, it.key, down))
		playback_sync(a, false, 0);
	return ERR_OK;
}

static enum err_code fold(struct command_call *c, struct err *why)
{
	struct selection s = selected(c->app);
	if (s.rows && lists_fold(c->app, &s))
		return ERR_OK;
	if (!s.rows || !rows_fold(s.rows, s.cursor))
		return err_set(why, ERR_NOT_FOUND,
			"Albums fold that were queued as a whole, and folders of "
			"playlists");
	return ERR_OK;
}

#define QUEUE "Queue"
const struct command command_queueing[] = {
	{"queue", "[PATH…]", 0, -1, COMPLETE_PATH, queue_append,
		"append the selection to the queue", QUEUE},
	{"queue-next", "[PATH…]", 0, -1, COMPLETE_PATH, queue_on_top,
		"put the selection next in the queue", QUEUE},
	{"remove", "", 0, 0, COMPLETE_NONE, remove_rows, "remove from this list",
		QUEUE},
	{"move-row", "up|down", 1, 1, COMPLETE_NONE, move_row, "move the row", QUEUE},
	{"fold", "", 0, 0, COMPLETE_NONE, fold,
		"fold, unfold a queued album, a folder of playlists", QUEUE},
	{"clear", "", 0, 0, COMPLETE_NONE, clear, "clear what is to come", QUEUE},
	{"crop", "", 0, 0, COMPLETE_NONE, crop,
		"keep only the queue's marked rows, or what plays", QUEUE},
};
const size_t command_queueing_n = sizeof command_queueing / sizeof *command_queueing;
