/* For You in words: why each pick is there, for the list and the line below it. */
#include <stdlib.h>

#include "db/library.h"
#include "db/listens.h"
#include "db/slates.h"
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

/* ---- names for the words, from the database, on the query thread */

struct names {
	struct db *db;
	struct arena arena;
	int64_t recording; /* that `track` is; 0 none */
	struct track track;
};

static const struct track *named(struct names *n, int64_t recording)
{
	if (n->recording != recording) {
		arena_reset(&n->arena);
		n->track = (struct track){0};
		(void)library_track_of(n->db, recording, &n->arena, &n->track, NULL);
		n->recording = recording;
	}
	return &n->track;
}

static const char *title_of(void *ctx, int64_t recording)
{
	return named(ctx, recording)->title;
}

static const char *artist_of(void *ctx, int64_t recording)
{
	return named(ctx, recording)->artist_name;
}

static const char *no_cluster(void *ctx, int64_t cluster)
{
	(void)ctx;
	(void)cluster;
	return NULL;
}

static void put_words(
	struct names *n, struct str *out, const struct pick *pick, int64_t now_ms)
{
	struct reason_names names = {title_of, artist_of, no_cluster, n};
	reason_words(out, pick, &names, now_ms);
}

/* ---- words of a pick from before this start */

struct words_query {
	struct query query;
	int64_t recording, now_ms;
	struct reason reason;
	struct str words; /* owned */
};

static enum err_code read_words(struct db *db, struct query *q, struct err *why)
{
	struct words_query *w = (struct words_query *)q;
	struct pick pick = {.recording = w->recording, .reason = w->reason};
	struct names names = {.db = db};
	(void)why;
	put_words(&names, &w->words, &pick, w->now_ms);
	arena_finish(&names.arena);
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

/* ---- the slate of last time: rows on the screen before the worker has started */

struct stored_query {
	struct query query;
	int64_t profile, now_ms;
	struct slate slate;
	char **words; /* owned; (slate.n) each owned */
};

enum { STORED_MS = 24 * 3600 * 1000 };

/* May it be offered still, with the reason it had: not banned, not gone, and not heard
 * since the slate was made? */
static bool still_holds(struct db *db, const struct stored_query *s,
	struct names *names, const struct pick *pick)
{
	struct listen_summary heard = {0};
	const struct track *t = named(names, pick->recording);
	return t->path && !t->missing && t->like > -2 &&
	       listens_summary(db, s->profile, pick->recording, &heard, NULL) ==
		       ERR_OK &&
	       heard.last_ms < s->slate.made_ms;
}

/* Reasons count days and plays: those of an older day may not be true any more. */
static enum err_code read_stored(struct db *db, struct query *q, struct err *why)
{
	struct stored_query *s = (struct stored_query *)q;
	struct names names = {.db = db};
	enum err_code code = slates_newest(db, s->profile, 0, &s->slate, why);
	if (code != ERR_OK)
		return code == ERR_NOT_FOUND ? ERR_OK : code;
	int64_t age_ms = s->now_ms - s->slate.made_ms;
	size_t n = 0;
	s->words = xcalloc(s->slate.n, sizeof *s->words);
	for (size_t i = 0; i < s->slate.n && age_ms >= 0 && age_ms < STORED_MS; i++) {
		if (!still_holds(db, s, &names, &s->slate.pick[i]))
			continue;
		struct str out = {0};
		put_words(&names, &out, &s->slate.pick[i], s->now_ms);
		s->slate.pick[n] = s->slate.pick[i];
		s->words[n++] = str_detach(&out);
	}
	s->slate.n = n;
	arena_finish(&names.arena);
	return ERR_OK;
}

static void take_stored(struct app *a, struct query *q)
{
	struct stored_query *s = (struct stored_query *)q;
	if (a->foryou.have_slate || s->slate.n == 0)
		return; /* a fresh one was faster, or there never was one */
	a->foryou.slate = s->slate;
	a->foryou.have_slate = true;
	for (size_t i = 0; i < s->slate.n; i++)
		foryou_remember_words(a, s->slate.pick[i].recording, s->words[i]);
	for (size_t i = 0; i < s->slate.n; i++)
		free(s->words[i]);
	s->slate = (struct slate){0};
	rows_queue_changed(a);
	app_changed(a, APP_CHANGED_FORYOU);
}

static void free_stored(struct query *q)
{
	struct stored_query *s = (struct stored_query *)q;
	for (size_t i = 0; i < s->slate.n; i++)
		free(s->words[i]);
	free(s->words);
	slate_finish(&s->slate);
	free(s);
}

void foryou_show_stored(struct app *a)
{
	struct stored_query *s = xcalloc(1, sizeof *s);
	s->query = (struct query){
		.run = read_stored, .done = take_stored, .free = free_stored};
	s->profile = a->profile;
	s->now_ms = clock_wall_ms(&a->clock);
	query_post(a, &s->query, LANE_NONE);
}
