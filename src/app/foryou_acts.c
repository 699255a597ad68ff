/* For You: what the listener does. Heard, skipped, liked, played, the dial. */
#include <stdlib.h>

#include "db/settings.h"
#include "state.h"

void foryou_heard(struct app *a, const struct listen *l)
{
	struct foryou *f = &a->foryou;
	if (l->recording == 0 || a->private || !f->client)
		return;
	taste_client_listen(f->client, l);
	if (l->outcome != OUTCOME_STOPPED)
		foryou_ask(a, QUEUE_FIXED);
}

void foryou_features_changed(struct app *a)
{
	if (!a->foryou.client)
		return;
	taste_client_stale(a->foryou.client);
	foryou_ask(a, FORYOU_KEEP_ALL);
}

void foryou_feedback(struct app *a, int64_t recording, signed char value)
{
	if (!a->foryou.client)
		return;
	struct taste_feedback fb = {TASTE_TRACK, recording, value};
	taste_client_feedback(a->foryou.client, &fb);
	foryou_ask(a, value < 0 ? 0 : QUEUE_FIXED);
}

void foryou_play(struct app *a, int64_t recording)
{
	struct foryou *f = &a->foryou;
	app_settle(a);
	if (!f->have_slate || f->slate.n == 0) {
		f->play_when_ready = f->client != NULL && a->library.tracks > 0;
		if (f->play_when_ready)
			foryou_ask(a, 0);
		else
			app_warn(a,
				"There is nothing to play yet: add a music folder in "
				"Files (7, then a)");
		return;
	}
	f->play_when_ready = false;
	a->continued = false;
	int64_t *item;
	struct reason *reason;
	size_t n = foryou_slate_items(a, &item, &reason), start = 0;
	for (size_t i = 0; i < n; i++)
		if (item[i] == recording)
			start = i;
	struct queue_source s = {SOURCE_FORYOU, f->slate.id, "For You", item, n};
	playback_note_position(a);
	queue_play_picks(a->queue, &s, reason, start);
	free(item);
	free(reason);
	playback_sync(a, true, 0);
}

void foryou_go_on(struct app *a)
{
	struct foryou *f = &a->foryou;
	if (f->have_slate && f->slate.n > 0)
		foryou_use_slate(a, true, 0);
	if (queue_advance(a->queue, false))
		playback_sync(a, true, 0);
	else
		foryou_play(a, 0);
	a->continued = true;
}

bool foryou_continue(struct app *a)
{
	struct foryou *f = &a->foryou;
	if (!a->go_on || queue_source_kind(a->queue) == SOURCE_FORYOU)
		return false;
	if (!f->have_slate || f->slate.n == 0) {
		if (!f->question)
			foryou_ask(a, FORYOU_KEEP_ALL);
		return false;
	}
	foryou_use_slate(a, true, 0);
	a->continued = true;
	return true;
}

static enum err_code store_dial(struct db *db, void *arg, struct err *why)
{
	return settings_put_i64(db, "dial", *(int64_t *)arg, why);
}

void foryou_set_discover(struct app *a, int discover)
{
	a->foryou.discover = discover;
	int64_t value = discover;
	app_write(a, "the dial", store_dial, free, xmemdup(&value, sizeof value));
	foryou_ask(a, 0);
}

void foryou_set_seed(struct app *a, int64_t recording, const char *title)
{
	a->foryou.seed = recording;
	str_copy(a->foryou.seed_title, sizeof a->foryou.seed_title, title);
	foryou_ask(a, 0);
}

void foryou_library_changed(struct app *a)
{
	if (!a->foryou.client)
		return;
	taste_client_stale(a->foryou.client);
	foryou_ask(a, FORYOU_KEEP_ALL);
}

void foryou_train(struct app *a)
{
	if (a->foryou.client)
		taste_client_ask_train(a->foryou.client);
	foryou_feed(a);
}
