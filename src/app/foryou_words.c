/* For You in words: why each pick is there, for the list and the line below it. */
#include <stdlib.h>

#include "db/library.h"
#include "state.h"
#include "suggest/reason.h"

void foryou_remember_words(struct app *a, int64_t recording, const char *text)
{
	struct foryou *f = &a->foryou;
	int64_t at = map_get_or(&f->words, recording, 0);
	if (at > 0) {
		free(f->word[at - 1]);
		f->word[at - 1] = xstrdup(text);
		return;
	}
	f->word = mem_grow(f->word, &f->cap_words, f->n_words + 1, sizeof *f->word);
	f->word[f->n_words++] = xstrdup(text);
	map_put(&f->words, recording, (int64_t)f->n_words);
}

/* ---- words of a pick from before this start: its reason names another recording */

struct words_query {
	struct query query;
	int64_t recording, now_ms;
	struct reason reason;
	struct arena arena;
	struct track other;
	struct str words; /* owned */
};

static const char *other_title(void *ctx, int64_t recording)
{
	const struct words_query *w = ctx;
	return recording == w->reason.other ? w->other.title : NULL;
}

static const char *other_artist(void *ctx, int64_t recording)
{
	const struct words_query *w = ctx;
	return recording == w->reason.other ? w->other.artist_name : NULL;
}

static const char *no_cluster(void *ctx, int64_t cluster)
{
	(void)ctx;
	(void)cluster;
	return NULL;
}

static enum err_code read_words(struct db *db, struct query *q, struct err *why)
{
	struct words_query *w = (struct words_query *)q;
	struct pick pick = {.recording = w->recording, .reason = w->reason};
	struct reason_names names = {other_title, other_artist, no_cluster, w};
	if (w->reason.other > 0)
		(void)library_track_of(db, w->reason.other, &w->arena, &w->other, why);
	reason_words(&w->words, &pick, &names, w->now_ms);
	return ERR_OK;
}

static void take_words(struct app *a, struct query *q)
{
	const struct words_query *w = (struct words_query *)q;
	foryou_remember_words(a, w->recording, str_text(&w->words));
	app_changed(a, APP_CHANGED_FORYOU);
}

static void free_words(struct query *q)
{
	struct words_query *w = (struct words_query *)q;
	arena_finish(&w->arena);
	str_finish(&w->words);
	free(w);
}

static void ask_words(struct app *a, const struct reason *r, int64_t recording)
{
	struct words_query *w = xcalloc(1, sizeof *w);
	w->query = (struct query){
		.run = read_words, .done = take_words, .free = free_words};
	w->recording = recording;
	w->reason = *r;
	w->now_ms = clock_wall_ms(&a->clock);
	foryou_remember_words(a, recording, ""); /* asked for once */
	query_post(a, &w->query, LANE_NONE);
}

const char *app_reason_short(struct app *a, const struct reason *r, int64_t recording)
{
	int64_t at = map_get_or(&a->foryou.words, recording, 0);
	if (at == 0 && r && a->reader) {
		ask_words(a, r, recording);
		return "";
	}
	return at > 0 ? a->foryou.word[at - 1] : "";
}

const char *app_reason_long(struct app *a, const struct reason *r, int64_t recording)
{
	struct foryou *f = &a->foryou;
	if (f->why_recording == recording && f->why_line.len > 0)
		return str_text(&f->why_line);
	if (f->client && f->why_recording != recording && app_pick(a, recording)) {
		struct taste_request req = {.n = 1,
			.discover = f->discover,
			.seed = f->seed,
			.now_ms = clock_wall_ms(&a->clock)};
		f->why_recording = recording;
		str_reset(&f->why_line);
		f->why_question = taste_client_ask_why(f->client, recording, &req);
		foryou_feed(a);
	}
	return app_reason_short(a, r, recording);
}

const struct pick *app_pick(struct app *a, int64_t recording)
{
	const struct slate *s = &a->foryou.slate;
	for (size_t i = 0; i < s->n; i++)
		if (s->pick[i].recording == recording)
			return &s->pick[i];
	return NULL;
}

const struct slate *app_slate(struct app *a)
{
	return a->foryou.have_slate ? &a->foryou.slate : NULL;
}
