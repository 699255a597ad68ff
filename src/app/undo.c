/*
 * What was done, in its order: acts on the queue (which keeps its own steps, so that
 * one of them here is but a token), likes and bans, changes of playlists and tags. Undo and redo
 * travel through it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows_state.h"
#include "tagger.h"

static void finish_step(struct undo_step *s)
{
	playlist_change_finish(&s->lists);
}

static void push(struct undo_stack *to, struct undo_step s)
{
	if (to->n == QUEUE_UNDO) {
		finish_step(&to->step[0]);
		memmove(to->step, to->step + 1, (QUEUE_UNDO - 1) * sizeof *to->step);
		to->n--;
	}
	to->step[to->n++] = s;
}

static void forget(struct undo_stack *s)
{
	while (s->n > 0)
		finish_step(&s->step[--s->n]);
}

/* A token for everything that was done to the queue since the last look at it. */
static void look_at_queue(struct app *a)
{
	uint64_t acts = queue_acts(a->queue);
	if (acts == a->undo_seen)
		return;
	if (acts - a->undo_seen > QUEUE_UNDO)
		a->undo_seen = acts - QUEUE_UNDO;
	for (; a->undo_seen < acts; a->undo_seen++)
		push(&a->undo, (struct undo_step){.kind = UNDO_QUEUE});
	forget(&a->redo);
}

void undo_end(struct app *a)
{
	forget(&a->undo);
	forget(&a->redo);
}

void undo_feedback(
	struct app *a, int64_t recording, signed char before, signed char after)
{
	look_at_queue(a);
	forget(&a->redo);
	push(&a->undo, (struct undo_step){.kind = UNDO_FEEDBACK,
			       .recording = recording,
			       .before = before,
			       .after = after});
}

void undo_rating(
	struct app *a, int64_t recording, signed char before, signed char after)
{
	undo_feedback(a, recording, before, after);
	a->undo.step[a->undo.n - 1].kind = UNDO_RATING;
}

void undo_playlist(struct app *a, struct playlist_change *c, bool move)
{
	look_at_queue(a);
	forget(&a->redo);
	struct undo_step *top = a->undo.n > 0 ? &a->undo.step[a->undo.n - 1] : NULL;
	/* A row on its way up or down is one change. */
	if (move && top && top->move && playlist_change_join(&top->lists, c))
		return;
	push(&a->undo,
		(struct undo_step){.kind = UNDO_PLAYLIST, .lists = *c, .move = move});
	*c = (struct playlist_change){0};
}

void undo_tags(struct app *a, int64_t act)
{
	look_at_queue(a);
	forget(&a->redo);
	push(&a->undo, (struct undo_step){.kind = UNDO_TAGS, .recording = act});
}

void undo_name(struct app *a, const char *fmt, ...)
{
	look_at_queue(a);
	if (a->undo.n == 0)
		return;
	struct undo_step *top = &a->undo.step[a->undo.n - 1];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(top->what, sizeof top->what, fmt, ap);
	va_end(ap);
	/* It is read behind a colon. */
	if (top->what[0] >= 'A' && top->what[0] <= 'Z')
		top->what[0] = (char)(top->what[0] - 'A' + 'a');
}

/* ---- travelling */

/* The queue goes back, and what played then plays on from there. */
static bool travel_queue(struct app *a, bool back)
{
	struct queue_item before = {0}, after = {0};
	int64_t from;
	playback_tick(a);
	bool played = queue_now(a->queue, &before);
	enum player_mode mode = a->play.state.mode;
	bool ok = back ? queue_undo(a->queue, a->play.state.position_ms, &from)
		       : queue_redo(a->queue, a->play.state.position_ms, &from);
	if (!ok)
		return false;
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
	return true;
}

/* A change of playlists on its way back or forth; the step keeps a copy. */
struct travelling {
	struct playlist_change change;
	bool back;
};

static enum err_code run_travel(struct db *db, void *arg, struct err *why)
{
	struct travelling *t = arg;
	return playlists_travel(db, &t->change, t->back, why);
}

static void free_travelling(void *arg)
{
	struct travelling *t = arg;
	playlist_change_finish(&t->change);
	free(t);
}

static void travel_playlists(struct app *a, const struct playlist_change *c, bool back)
{
	struct travelling *t = xcalloc(1, sizeof *t);
	t->back = back;
	playlist_change_copy(&t->change, c);
	app_write_act(a, "the playlist", run_travel, free_travelling, t);
}

static bool travel_step(struct app *a, struct undo_step *s, bool back)
{
	switch (s->kind) {
	case UNDO_QUEUE:
		return travel_queue(a, back);
	case UNDO_FEEDBACK:
		feedback_apply(a, s->recording, back ? s->before : s->after);
		return true;
	case UNDO_RATING:
		rating_apply(a, s->recording, back ? s->before : s->after);
		return true;
	case UNDO_PLAYLIST:
		travel_playlists(a, &s->lists, back);
		return true;
	case UNDO_TAGS:
		tags_travel(a, s->recording, back);
		return true;
	}
	return false;
}

static enum err_code travel(struct command_call *c, bool back, struct err *why)
{
	struct app *a = c->app;
	look_at_queue(a);
	struct undo_stack *from = back ? &a->undo : &a->redo;
	while (from->n > 0) {
		struct undo_step s = from->step[--from->n];
		if (!travel_step(a, &s, back)) {
			finish_step(&s);
			continue;
		}
		str_appendf(c->reply, "%s%s%s · %s", back ? "Undone" : "Done again",
			s.what[0] ? ": " : "", s.what, back ? "U redo" : "u undo");
		push(back ? &a->redo : &a->undo, s);
		return ERR_OK;
	}
	return err_set(why, ERR_NOT_FOUND,
		back ? "There is nothing to undo" : "There is nothing to redo");
}

static enum err_code undo(struct command_call *c, struct err *why)
{
	return travel(c, true, why);
}

static enum err_code redo(struct command_call *c, struct err *why)
{
	return travel(c, false, why);
}

const struct command command_undo[] = {
	{"undo", "", 0, 0, COMPLETE_NONE, undo,
		"undo: the queue, playlists, feedback, tags", "Queue"},
	{"redo", "", 0, 0, COMPLETE_NONE, redo, "redo", "Queue"},
};
const size_t command_undo_n = sizeof command_undo / sizeof *command_undo;
