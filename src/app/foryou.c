/*
 * For You: the taste worker's answers become the slate that is shown and the queue that
 * plays. What is heard, skipped and liked goes to the worker at once; a new slate
 * re-forms what has not been fixed.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "db/slates.h"
#include "state.h"
#include "suggest/snapshot.h"

enum { SLATE_PICKS = 60, EXCLUDE_AHEAD = 40, SNAPSHOT_AGAIN_MS = 10000 };

/* ---- the snapshot: read by the store, sealed, handed to the worker */

struct snapshot_job {
	struct app *app;
	int64_t profile, now_ms;
	int fd;
	struct err why;
};

static enum err_code make_snapshot(struct db *db, void *arg, struct err *why)
{
	struct snapshot_job *j = arg;
	if (j->fd >= 0)
		close(j->fd); /* the transaction is run again */
	j->fd = -1;
	return snapshot_read(db, j->profile, j->now_ms, &j->fd, why);
}

static void read_answers(void *ctx, int fd, short revents);

static void look_again(void *ctx)
{
	struct app *a = ctx;
	a->foryou.snapshot_under_way = false;
	foryou_feed(a);
}

static void give_snapshot(struct app *a, void *arg)
{
	struct snapshot_job *j = arg;
	if (j->fd < 0) {
		/* What is wrong with the database may last. */
		log_write(LOG_WARN, "For You: %s", j->why.msg);
		str_copy(a->foryou.trouble, sizeof a->foryou.trouble, j->why.msg);
		loop_add_timer(a->loop, SNAPSHOT_AGAIN_MS, look_again, a);
	} else {
		a->foryou.snapshot_under_way = false;
		if (a->foryou.client)
			taste_client_give_snapshot(a->foryou.client, j->fd);
		else
			close(j->fd);
		j->fd = -1;
	}
	free(j);
	/* The worker runs now: its descriptor is to be watched. Where it could not be
	 * started, the question's failure waits there without one. */
	read_answers(a, -1, 0);
	app_changed(a, APP_CHANGED_FORYOU);
}

static void snapshot_made(void *arg, enum err_code code, const struct err *why)
{
	struct snapshot_job *j = arg;
	if (code != ERR_OK && why)
		j->why = *why;
	app_post(j->app, give_snapshot, j);
}

static void feed_again(void *ctx)
{
	foryou_feed(ctx);
}

/* The client's needs after each question: a snapshot, a descriptor to watch. */
void foryou_feed(struct app *a)
{
	struct foryou *f = &a->foryou;
	if (!f->client)
		return;
	if (taste_client_wants_snapshot(f->client) && !f->snapshot_under_way) {
		f->snapshot_under_way = true;
		struct snapshot_job *j = xcalloc(1, sizeof *j);
		*j = (struct snapshot_job){
			a, a->profile, clock_wall_ms(&a->clock), -1, {0}};
		struct store_job job = {
			.run = make_snapshot, .done = snapshot_made, .arg = j};
		store_post(a->store, &job);
	}
	int fd = taste_client_fd(f->client);
	if (fd == f->watched_fd)
		return;
	if (f->watched_fd >= 0)
		loop_remove_fd(a->loop, f->watched_fd);
	f->watched_fd = fd;
	if (fd >= 0)
		loop_add_fd(a->loop, fd, POLLIN, read_answers, a);
}

/* ---- the slate */

struct slate_job {
	struct app *app;
	int64_t profile;
	struct slate slate; /* owned */
};

static enum err_code store_slate(struct db *db, void *arg, struct err *why)
{
	struct slate_job *j = arg;
	return slates_put(db, j->profile, &j->slate, why);
}

static void number_slate(struct app *a, void *arg)
{
	struct slate_job *j = arg;
	if (a->foryou.slate.made_ms == j->slate.made_ms)
		a->foryou.slate.id = j->slate.id;
	slate_finish(&j->slate);
	free(j);
}

static void slate_stored(void *arg, enum err_code code, const struct err *why)
{
	struct slate_job *j = arg;
	if (code != ERR_OK && why)
		log_write(LOG_WARN, "slate: %s", why->msg);
	app_post(j->app, number_slate, j);
}

static void keep_slate(struct app *a)
{
	struct slate_job *j = xcalloc(1, sizeof *j);
	j->app = a;
	j->profile = a->profile;
	j->slate = a->foryou.slate;
	j->slate.pick = xmemdup(
		a->foryou.slate.pick, a->foryou.slate.n * sizeof *a->foryou.slate.pick);
	struct store_job job = {.run = store_slate, .done = slate_stored, .arg = j};
	store_post(a->store, &job);
}

/* The picks as the queue takes them; caller frees both. */
size_t foryou_slate_items(struct app *a, int64_t **ret_item, struct reason **ret_reason)
{
	const struct slate *s = &a->foryou.slate;
	*ret_item = xcalloc(s->n, sizeof **ret_item);
	*ret_reason = xcalloc(s->n, sizeof **ret_reason);
	for (size_t i = 0; i < s->n; i++) {
		(*ret_item)[i] = s->pick[i].recording;
		(*ret_reason)[i] = s->pick[i].reason;
	}
	return s->n;
}

void foryou_use_slate(struct app *a, bool as_source, size_t keep)
{
	int64_t *item;
	struct reason *reason;
	size_t n = foryou_slate_items(a, &item, &reason);
	struct queue_source s = {SOURCE_FORYOU, a->foryou.slate.id, "For You", item, n};
	if (as_source && queue_source_kind(a->queue) != SOURCE_FORYOU)
		queue_continue(a->queue, &s, reason);
	queue_reform(a->queue, a->foryou.slate.id, item, reason, n, keep);
	free(item);
	free(reason);
}

static void take_slate(struct app *a, struct taste_answer *answer)
{
	struct foryou *f = &a->foryou;
	f->question = 0;
	slate_finish(&f->slate);
	f->slate = answer->slate;
	answer->slate.pick =
		NULL; /* its words are still to be freed, by their number */
	f->have_slate = true;
	f->trouble[0] = '\0';
	for (size_t i = 0; i < f->slate.n; i++)
		foryou_remember_words(a, f->slate.pick[i].recording, answer->words[i]);
	for (size_t i = 0; i < f->slate.n; i++)
		free(answer->words[i]);
	free(answer->words);
	answer->words = NULL;
	keep_slate(a);
	if (queue_source_kind(a->queue) != SOURCE_FORYOU) {
		playback_sync(a, false, 0); /* it may follow the last row */
	} else if (f->keep != FORYOU_KEEP_ALL) {
		foryou_use_slate(a, false, f->keep);
		playback_sync(a, false, 0);
	}
	if (f->play_when_ready) {
		bool continued = a->continued;
		foryou_play(a, 0);
		a->continued = continued;
	}
	rows_queue_changed(a);
	app_changed(a, APP_CHANGED_FORYOU);
}

static void take_trained(struct app *a, const struct taste_answer *answer)
{
	app_say(a, "Trained %zu models; For You uses them now", answer->n_trained);
	foryou_ask(a, QUEUE_FIXED);
}

static void take_failure(struct app *a, const struct taste_answer *answer)
{
	struct foryou *f = &a->foryou;
	if (answer->question == f->question)
		f->question = 0;
	log_write(LOG_WARN, "taste: %s", answer->error.msg);
	if (f->question)
		return; /* a newer one is under way, or it was about something else */
	str_copy(f->trouble, sizeof f->trouble, answer->error.msg);
	if (f->play_when_ready)
		app_warn(a, "For You: %s", answer->error.msg);
	f->play_when_ready = false;
	app_changed(a, APP_CHANGED_FORYOU);
}

static void take_why(struct app *a, const struct taste_answer *answer)
{
	struct foryou *f = &a->foryou;
	if (answer->question != f->why_question || !answer->why_line)
		return;
	str_reset(&f->why_line);
	str_append(&f->why_line, answer->why_line);
	app_changed(a, APP_CHANGED_FORYOU);
}

static void read_answers(void *ctx, int fd, short revents)
{
	(void)fd;
	(void)revents;
	struct app *a = ctx;
	struct taste_answer answer = {0};
	while (a->foryou.client && taste_client_poll(a->foryou.client, &answer)) {
		if (answer.kind == TASTE_SLATE && answer.question == a->foryou.question)
			take_slate(a, &answer);
		else if (answer.kind == TASTE_TRAINED)
			take_trained(a, &answer);
		else if (answer.kind == TASTE_WHY)
			take_why(a, &answer);
		else if (answer.kind == TASTE_FAILED)
			take_failure(a, &answer);
		taste_answer_finish(&answer);
		answer = (struct taste_answer){0};
	}
	foryou_feed(a);
}

/* What stands in the queue already is not offered again. */
static void exclude_standing(struct app *a, struct taste_request *r)
{
	struct queue_item it;
	if (queue_now(a->queue, &it) && it.item > 0)
		r->exclude[r->n_exclude++] = it.item;
	for (size_t i = 0; i < queue_next_count(a->queue) && i < EXCLUDE_AHEAD; i++)
		if (queue_at(a->queue, i, &it) && it.item > 0)
			r->exclude[r->n_exclude++] = it.item;
}

void foryou_ask(struct app *a, size_t keep)
{
	struct foryou *f = &a->foryou;
	if (!f->client || !a->library.known || a->library.tracks == 0)
		return;
	struct taste_request r = {.n = SLATE_PICKS,
		.discover = f->discover,
		.seed = f->seed,
		.now_ms = clock_wall_ms(&a->clock)};
	exclude_standing(a, &r);
	/* An answer that is replaced by this one was to keep no more than it. */
	f->keep = f->question && f->keep < keep ? f->keep : keep;
	f->question = taste_client_ask_slate(f->client, &r);
	foryou_feed(a);
	app_changed(a, APP_CHANGED_FORYOU);
}

struct app_foryou app_foryou(struct app *a)
{
	const struct foryou *f = &a->foryou;
	struct app_foryou state = {.ready = f->have_slate && f->slate.n > 0,
		.waiting = f->question != 0,
		.learning = f->have_slate && f->slate.learning,
		.discover = f->discover,
		.slate = f->slate.id,
		.seed_title = f->seed ? f->seed_title : NULL};
	str_copy(state.trouble, sizeof state.trouble, f->trouble);
	return state;
}

void foryou_begin(struct app *a)
{
	a->foryou.discover = a->conf.options.dial;
	a->foryou.client = taste_client_create(NULL);
	if (a->library.known)
		foryou_ask(a, FORYOU_KEEP_ALL);
	loop_add_timer(a->loop, 0, feed_again, a);
}

void foryou_end(struct app *a)
{
	struct foryou *f = &a->foryou;
	if (f->watched_fd >= 0)
		loop_remove_fd(a->loop, f->watched_fd);
	f->watched_fd = -1;
	taste_client_destroy(f->client);
	f->client = NULL;
	slate_finish(&f->slate);
	for (size_t i = 0; i < f->n_words; i++)
		free(f->word[i]);
	free(f->word);
	f->n_words = f->cap_words = 0;
	f->word = NULL;
	map_finish(&f->words);
	str_finish(&f->why_line);
}
