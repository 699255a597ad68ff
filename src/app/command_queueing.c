/* Commands: the queue, undo, playlists, feedback. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "db/feedback.h"
#include "db/playlists.h"
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
	str_append(c->reply, "Cleared what was to come · u undo");
	return ERR_OK;
}

/* Undo and redo: the queue goes back, and what played then plays on from there. */
static enum err_code travel(struct command_call *c, bool back, struct err *why)
{
	struct app *a = c->app;
	struct queue_item before = {0}, after = {0};
	int64_t from;
	playback_tick(a);
	bool played = queue_now(a->queue, &before);
	enum player_mode mode = a->play.state.mode;
	bool ok = back ? queue_undo(a->queue, a->play.state.position_ms, &from)
		       : queue_redo(a->queue, a->play.state.position_ms, &from);
	if (!ok)
		return err_set(why, ERR_NOT_FOUND,
			back ? "There is nothing to undo" : "There is nothing to redo");
	bool playing = queue_now(a->queue, &after);
	bool other = playing && (after.item != before.item || after.key != before.key);
	playback_sync(a, other && mode != PLAYER_STOPPED, from);
	if (other && mode == PLAYER_PAUSED) {
		a->play.pending_paused = true;
	} else if (other && mode == PLAYER_STOPPED) {
		a->play.restored = true; /* play goes on from there */
		a->play.restored_ms = from;
	} else if (played && !playing && a->play.player) {
		player_stop(a->play.player);
	}
	str_append(c->reply, back ? "Undone · U redo" : "Done again · u undo");
	return ERR_OK;
}

static enum err_code undo_feedback(struct app *a, struct str *reply);

static enum err_code undo(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	if (a->n_feedback > 0 &&
		a->feedback[a->n_feedback - 1].acts >= queue_acts(a->queue))
		return undo_feedback(a, c->reply);
	return travel(c, true, why);
}

static enum err_code redo(struct command_call *c, struct err *why)
{
	return travel(c, false, why);
}

/* ---- playlists */

enum playlist_act { PLAYLIST_ADD, PLAYLIST_TAKE_OUT, PLAYLIST_MOVE, PLAYLIST_REMOVE };

struct playlist_job {
	enum playlist_act act;
	char *name; /* owned */
	int64_t playlist, before;
	int64_t *id; /* owned: recordings or entries; (n) */
	size_t n;
};

static enum err_code run_playlist(struct db *db, void *arg, struct err *why)
{
	struct playlist_job *j = arg;
	switch (j->act) {
	case PLAYLIST_ADD: {
		int64_t list;
		enum err_code code = playlists_find(db, j->name, &list, NULL);
		if (code == ERR_NOT_FOUND)
			code = playlists_create(db, j->name, &list, why);
		return code == ERR_OK
			       ? playlists_insert(db, list, 0, j->id, j->n, NULL, why)
			       : code;
	}
	case PLAYLIST_TAKE_OUT:
		return playlists_take_out(db, j->playlist, j->id, j->n, why);
	case PLAYLIST_MOVE:
		return playlists_move(db, j->playlist, j->id[0], j->before, why);
	case PLAYLIST_REMOVE:
		return playlists_remove(db, j->playlist, why);
	}
	return ERR_USAGE;
}

static void free_playlist_job(void *arg)
{
	struct playlist_job *j = arg;
	free(j->name);
	free(j->id);
	free(j);
}

static void post_playlist(struct app *a, struct playlist_job from)
{
	app_write(a, "the playlist", run_playlist, free_playlist_job,
		xmemdup(&from, sizeof from));
}

static void add_picked(struct app *a, struct picked *p, void *arg)
{
	char *name = arg;
	size_t n = 0;
	int64_t *id = xcalloc(p->n, sizeof *id);
	for (size_t i = 0; i < p->n; i++)
		if (p->item[i] > 0)
			id[n++] = p->item[i];
	if (n == 0) {
		app_warn(a, "Only tracks of the library go into playlists; a in Files "
			    "adds a "
			    "folder");
		free(id);
		free(name);
		return;
	}
	app_say(a, "Added %s to %s", p->title, name);
	post_playlist(a, (struct playlist_job){
				 .act = PLAYLIST_ADD, .name = name, .id = id, .n = n});
}

static enum err_code playlist_add(struct command_call *c, struct err *why)
{
	if (c->argv[1][0] == '\0')
		return err_set(why, ERR_USAGE, "a playlist needs a name");
	rows_pick(c->app, false, add_picked, xstrdup(c->argv[1]));
	return ERR_OK;
}

/* ---- removing and moving rows */

static bool remove_queue_rows(struct app *a, const struct selection *s)
{
	int64_t one = s->cursor;
	const int64_t *rows = s->n_marked ? s->marked : &one;
	size_t n = s->n_marked ? s->n_marked : 1, removed = 0;
	int64_t *key = xcalloc(n, sizeof *key);
	struct queue_item it, now;
	for (size_t i = 0; i < n; i++)
		if (rows_queue_item(s->rows, rows[i], &it))
			key[i] = it.key;
	playback_note_position(a);
	for (size_t i = 0; i < n; i++) {
		if (queue_now(a->queue, &now) && now.key == key[i])
			app_say(a, "What plays finishes; X moves on from it");
		else if (key[i] && queue_remove(a->queue, key[i]))
			removed++;
	}
	free(key);
	if (removed > 0) {
		playback_sync(a, false, 0);
		app_say(a, "Removed %zu from the queue · u undo", removed);
	}
	return true;
}

static bool remove_playlist_rows(struct app *a, const struct selection *s)
{
	int64_t one = s->cursor;
	const int64_t *rows = s->n_marked ? s->marked : &one;
	struct playlist_job j = {
		.act = PLAYLIST_TAKE_OUT, .playlist = s->rows->spec.playlist};
	struct row row;
	j.id = xcalloc(s->n_marked + 1, sizeof *j.id);
	for (size_t i = 0; i < (s->n_marked ? s->n_marked : 1); i++)
		if (rows_get(s->rows, rows[i], &row))
			j.id[j.n++] = row.id;
	app_say(a, "Removed %zu from the playlist", j.n);
	post_playlist(a, j);
	return true;
}

static enum err_code remove_rows(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	struct selection s = selected(a);
	struct row row;
	if (!s.rows)
		return err_set(why, ERR_NOT_FOUND, "Nothing is selected here");
	switch (s.rows->spec.list) {
	case ROWS_QUEUE:
		remove_queue_rows(a, &s);
		return ERR_OK;
	case ROWS_PLAYLIST:
		remove_playlist_rows(a, &s);
		return ERR_OK;
	case ROWS_PLAYLISTS:
		if (!rows_get(s.rows, s.cursor, &row))
			return ERR_OK;
		if (c->argc < 2 || strcmp(c->argv[1], "yes") != 0)
			return err_set(why, ERR_USAGE,
				"\"%s\" would be gone: type :remove yes to do it",
				row.text);
		app_say(a, "Removed the playlist %s", row.text);
		post_playlist(a, (struct playlist_job){
					 .act = PLAYLIST_REMOVE, .playlist = row.id});
		return ERR_OK;
	default:
		return err_set(why, ERR_UNSUPPORTED,
			"Rows are removed from the queue and from playlists");
	}
}

static enum err_code move_playlist_row(
	struct app *a, const struct selection *s, bool down)
{
	struct row row, before = {0};
	int64_t to = down ? s->cursor + 2 : s->cursor - 1;
	if (to < 0 || !rows_get(s->rows, s->cursor, &row))
		return ERR_OK;
	if (to < rows_count(s->rows) && !rows_get(s->rows, to, &before))
		return ERR_OK;
	struct playlist_job j = {.act = PLAYLIST_MOVE,
		.playlist = s->rows->spec.playlist,
		.before = before.id};
	j.id = xmemdup(&row.id, sizeof row.id);
	j.n = 1;
	post_playlist(a, j);
	return ERR_OK;
}

static enum err_code move_row(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	struct selection s = selected(a);
	struct queue_item it;
	bool down = strcmp(c->argv[1], "down") == 0;
	if (!down && strcmp(c->argv[1], "up") != 0)
		return err_set(why, ERR_USAGE, "usage: move-row up|down");
	if (s.rows && s.rows->spec.list == ROWS_PLAYLIST)
		return move_playlist_row(a, &s, down);
	if (!s.rows || s.rows->spec.list != ROWS_QUEUE ||
		!rows_queue_item(s.rows, s.cursor, &it))
		return err_set(why, ERR_UNSUPPORTED,
			"Rows are moved in the queue and in playlists");
	playback_note_position(a);
	if (queue_move(a->queue, it.key, down))
		playback_sync(a, false, 0);
	return ERR_OK;
}

/* ---- feedback */

struct feedback_job {
	int64_t profile, recording, at_ms;
	signed char value;
};

static enum err_code write_feedback(struct db *db, void *arg, struct err *why)
{
	struct feedback_job *j = arg;
	return feedback_set_like(db, j->profile, FEEDBACK_RECORDING, j->recording,
		j->value, j->at_ms, NULL, why);
}

static void set_feedback(struct app *a, int64_t recording, signed char value)
{
	struct feedback_job j = {
		a->profile, recording, clock_wall_ms(&a->clock), value};
	app_write(a, "the feedback", write_feedback, free, xmemdup(&j, sizeof j));
	foryou_feedback(a, recording, value);
	if (a->play.now_known && a->play.now.recording == recording)
		a->play.now.like = value;
	app_changed(a, APP_CHANGED_PLAYER);
}

static void remember_feedback(struct app *a, int64_t recording, signed char before)
{
	if (a->n_feedback == QUEUE_UNDO) {
		memmove(a->feedback, a->feedback + 1,
			(QUEUE_UNDO - 1) * sizeof *a->feedback);
		a->n_feedback--;
	}
	a->feedback[a->n_feedback++] =
		(struct feedback_step){recording, before, queue_acts(a->queue)};
}

static enum err_code undo_feedback(struct app *a, struct str *reply)
{
	struct feedback_step *s = &a->feedback[--a->n_feedback];
	set_feedback(a, s->recording, s->before);
	str_append(reply, "Undone: the feedback is as it was");
	return ERR_OK;
}

/* The track that feedback is about: the playing one, or the row with "row". */
static enum err_code feedback_target(struct command_call *c, int64_t *ret_recording,
	signed char *ret_like, const char **ret_title, struct err *why)
{
	struct app *a = c->app;
	static const char nothing[] = "Nothing plays; ; before the key means the row";
	if (c->argc > 1 && strcmp(c->argv[1], "row") == 0) {
		struct selection s = selected(a);
		struct row row;
		if (!s.rows || !rows_get(s.rows, s.cursor, &row) ||
			!row.track.recording)
			return err_set(why, ERR_NOT_FOUND,
				"There is no track under the cursor");
		*ret_recording = row.track.recording;
		*ret_like = row.track.like;
		*ret_title = row.track.title;
		return ERR_OK;
	}
	const struct track *t = app_now(a);
	if (!t || !t->recording)
		return err_set(why, ERR_NOT_FOUND, "%s", nothing);
	*ret_recording = t->recording;
	*ret_like = t->like;
	*ret_title = t->title;
	return ERR_OK;
}

static enum err_code give_feedback(
	struct command_call *c, signed char value, const char *words, struct err *why)
{
	int64_t recording;
	signed char before;
	const char *title;
	enum err_code code = feedback_target(c, &recording, &before, &title, why);
	if (code != ERR_OK)
		return code;
	bool again = before == value;
	str_appendf(c->reply, "%s %s · u undo", again ? "No longer marked:" : words,
		title ? title : "this track");
	set_feedback(c->app, recording, again ? 0 : value);
	remember_feedback(c->app, recording, before);
	return ERR_OK;
}

static enum err_code like(struct command_call *c, struct err *why)
{
	return give_feedback(c, 1, "Liked", why);
}

static enum err_code dislike(struct command_call *c, struct err *why)
{
	return give_feedback(c, -1, "Disliked", why);
}

static enum err_code ban(struct command_call *c, struct err *why)
{
	const struct track *now = app_now(c->app);
	int64_t playing = now ? now->recording : 0;
	int64_t recording = 0;
	signed char before;
	const char *title;
	enum err_code code = feedback_target(c, &recording, &before, &title, why);
	if (code == ERR_OK)
		code = give_feedback(c, -2, "Never again:", why);
	if (code == ERR_OK && recording == playing && before != -2 &&
		c->app->play.player)
		code = app_command(c->app, "next", false, NULL, why);
	return code;
}

#define QUEUE "Queue"
#define FEEDBACK "Feedback"
#define LISTS "Lists"
const struct command command_queueing[] = {
	{"queue", "[PATH…]", 0, -1, COMPLETE_PATH, queue_append,
		"append the selection to the queue", QUEUE},
	{"queue-next", "[PATH…]", 0, -1, COMPLETE_PATH, queue_on_top,
		"put the selection next in the queue", QUEUE},
	{"remove", "", 0, 1, COMPLETE_NONE, remove_rows, "remove from this list",
		QUEUE},
	{"move-row", "up|down", 1, 1, COMPLETE_NONE, move_row, "move the row", QUEUE},
	{"clear", "", 0, 0, COMPLETE_NONE, clear, "clear what is to come", QUEUE},
	{"crop", "", 0, 0, COMPLETE_NONE, clear, "keep only what plays", QUEUE},
	{"undo", "", 0, 0, COMPLETE_NONE, undo, "undo", QUEUE},
	{"redo", "", 0, 0, COMPLETE_NONE, redo, "redo", QUEUE},
	{"playlist-add", "NAME", 1, 1, COMPLETE_PLAYLIST, playlist_add,
		"add the selection to a playlist", LISTS},
	{"like", "[row]", 0, 1, COMPLETE_NONE, like, "like", FEEDBACK},
	{"dislike", "[row]", 0, 1, COMPLETE_NONE, dislike, "dislike", FEEDBACK},
	{"ban", "[row]", 0, 1, COMPLETE_NONE, ban, "never again", FEEDBACK},
};
const size_t command_queueing_n = sizeof command_queueing / sizeof *command_queueing;
