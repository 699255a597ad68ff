/* What the listener thinks of tracks: like, dislike, never again, ratings. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/feedback.h"
#include "rows_state.h"

enum { RATING_MAX = 5 };

static struct selection selected(struct app *a)
{
	return a->provide ? a->provide(a->provide_ctx) : (struct selection){0};
}

struct feedback_job {
	int64_t profile, recording, at_ms;
	signed char value; /* of the like, or the rating */
	bool is_rating;
};

static enum err_code write_feedback(struct db *db, void *arg, struct err *why)
{
	struct feedback_job *j = arg;
	if (j->is_rating)
		return feedback_set_rating(db, j->profile, FEEDBACK_RECORDING,
			j->recording, j->value, j->at_ms, NULL, why);
	return feedback_set_like(db, j->profile, FEEDBACK_RECORDING, j->recording,
		j->value, j->at_ms, NULL, why);
}

static void post(struct app *a, int64_t recording, signed char value, bool is_rating)
{
	struct feedback_job j = {
		a->profile, recording, clock_wall_ms(&a->clock), value, is_rating};
	app_write_act(a, is_rating ? "the rating" : "the feedback", write_feedback,
		free, xmemdup(&j, sizeof j));
}

void feedback_apply(struct app *a, int64_t recording, signed char value)
{
	post(a, recording, value, false);
	foryou_feedback(a, recording, value);
	if (a->play.now_known && a->play.now.recording == recording)
		a->play.now.like = value;
	app_changed(a, APP_CHANGED_PLAYER);
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

void rating_apply(struct app *a, int64_t recording, signed char value)
{
	post(a, recording, value, true);
	if (a->play.now_known && a->play.now.recording == recording)
		a->play.now.rating = value;
	app_changed(a, APP_CHANGED_PLAYER);
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
	feedback_apply(c->app, recording, again ? 0 : value);
	undo_feedback(c->app, recording, before, again ? 0 : value);
	undo_name(c->app, "%s %s", again ? "No longer marked:" : words,
		title ? title : "this track");
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

/* The row under the cursor; where there is none, the playing track. */
static enum err_code rate(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	struct selection s = selected(a);
	struct row row;
	long long value;
	const struct track *t = app_now(a);
	if (!str_to_i64(c->argv[1], &value) || value < 0 || value > RATING_MAX)
		return err_set(why, ERR_USAGE, "usage: rate 0|1|2|3|4|5");
	if (s.rows && rows_get(s.rows, s.cursor, &row) && row.track.recording)
		t = &row.track;
	if (!t || !t->recording)
		return err_set(
			why, ERR_NOT_FOUND, "There is no track under the cursor");
	const char *title = t->title ? t->title : "this track";
	str_appendf(c->reply,
		value ? "Rated %s: %lld of 5 · u undo" : "No rating: %s · u undo",
		title, value);
	int64_t recording = t->recording;
	signed char before = (signed char)t->rating, after = (signed char)value;
	undo_rating(a, recording, before, after);
	undo_name(a, value ? "Rated %s: %lld of 5" : "No rating: %s", title, value);
	rating_apply(a, recording, after);
	return ERR_OK;
}

#define FEEDBACK "Feedback"
const struct command command_feedback[] = {
	{"like", "[row]", 0, 1, COMPLETE_NONE, like, "like", FEEDBACK},
	{"dislike", "[row]", 0, 1, COMPLETE_NONE, dislike, "dislike", FEEDBACK},
	{"ban", "[row]", 0, 1, COMPLETE_NONE, ban, "never again", FEEDBACK},
	{"rate", "0|1|2|3|4|5", 1, 1, COMPLETE_NONE, rate,
		"rate the row under the cursor; 0 takes the rating away", FEEDBACK},
};
const size_t command_feedback_n = sizeof command_feedback / sizeof *command_feedback;
