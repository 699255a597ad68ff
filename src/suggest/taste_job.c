/*
 * The `taste` role: holds one struct taste, made from the newest snapshot. Its thread
 * of linear algebra and the local time zone are loaded before it confines itself.
 */
#include "suggest/taste_job.h"

#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "linalg/linalg.h"
#include "suggest/snapshot.h"
#include "taste_wire.h"

enum { IDLE_MS = 5 * 60 * 1000 };

struct state {
	struct linalg *linalg; /* owned: keeps the library loaded */
	struct taste *taste;   /* owned; NULL until the first snapshot */
};

static enum err_code prepare(void **ret_state, struct err *why)
{
	struct state *s = xcalloc(1, sizeof *s);
	(void)why;
	tzset();
	s->linalg = linalg_open();
	*ret_state = s;
	return ERR_OK;
}

static void finish(void *state)
{
	struct state *s = state;
	taste_destroy(s->taste);
	linalg_close(s->linalg);
	free(s);
}

/* Nobody asked for five minutes: the memory is better used elsewhere. */
static bool idle(void *state)
{
	(void)state;
	return false;
}

static enum err_code take_snapshot(
	struct state *s, const struct worker_message *m, struct err *why)
{
	struct snapshot snapshot;
	if (m->n_fds != 1)
		return err_set(why, ERR_FORMAT, "a snapshot comes with one descriptor");
	enum err_code code = snapshot_map(m->fds[0], &snapshot, why);
	if (code != ERR_OK)
		return code;
	taste_destroy(s->taste);
	s->taste = NULL;
	return taste_create(&snapshot, &s->taste, why);
}

static enum err_code answer_slate(struct state *s, struct bytes_reader *r,
	struct taste_answer *a, struct err *why)
{
	struct taste_request q;
	taste_get_request(r, &q);
	enum err_code code = taste_slate(s->taste, &q, &a->slate, why);
	if (code != ERR_OK)
		return code;
	struct reason_names names = taste_names(s->taste);
	a->words = xcalloc(a->slate.n + 1, sizeof *a->words);
	for (size_t i = 0; i < a->slate.n; i++) {
		struct str words = {0};
		reason_words(&words, &a->slate.pick[i], &names, q.now_ms);
		a->words[i] = str_detach(&words);
	}
	return ERR_OK;
}

static enum err_code answer_why(struct state *s, struct bytes_reader *r,
	struct taste_answer *a, struct err *why)
{
	struct taste_request q;
	int64_t recording = bytes_get_i64(r);
	taste_get_request(r, &q);
	enum err_code code = taste_why(s->taste, recording, &q, &a->why_pick, why);
	if (code != ERR_OK)
		return code;
	struct reason_names names = taste_names(s->taste);
	struct str words = {0};
	reason_words_long(
		&words, &a->why_pick.pick, &a->why_pick.facts, &names, q.now_ms);
	a->why_line = str_detach(&words);
	return ERR_OK;
}

static enum err_code answer(struct state *s, uint32_t type, struct bytes_reader *r,
	struct taste_answer *a, struct err *why)
{
	if (!s->taste)
		return err_set(why, ERR_NOT_FOUND, "no snapshot has come yet");
	switch (type) {
	case TASTE_ASKS_SLATE:
		a->kind = TASTE_SLATE;
		return answer_slate(s, r, a, why);
	case TASTE_ASKS_WHY:
		a->kind = TASTE_WHY;
		return answer_why(s, r, a, why);
	case TASTE_ASKS_SIMILAR: {
		int64_t recording = bytes_get_i64(r);
		uint32_t n = bytes_get_u32(r);
		n = n < TASTE_SIMILAR_MAX ? n : TASTE_SIMILAR_MAX;
		a->kind = TASTE_SIMILAR;
		a->near = xcalloc(n + 1, sizeof *a->near);
		a->n_near = taste_similar(s->taste, recording, n, a->near);
		return ERR_OK;
	}
	case TASTE_ASKS_TRAIN:
		a->kind = TASTE_TRAINED;
		a->n_trained = taste_train(s->taste, NULL, a->trained);
		return ERR_OK;
	default:
		return err_set(why, ERR_UNSUPPORTED, "unknown question %u", type);
	}
}

static enum err_code handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	struct state *s = state;
	struct bytes_reader r;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	reply->type = m->type;
	if (m->type == TASTE_SAYS_SNAPSHOT)
		return take_snapshot(s, m, why);
	if (m->type == TASTE_SAYS_LISTEN) {
		struct listen l;
		taste_get_listen(&r, &l);
		if (s->taste && !r.bad)
			taste_observe_listen(s->taste, &l);
		return ERR_OK;
	}
	if (m->type == TASTE_SAYS_FEEDBACK) {
		struct taste_feedback f;
		taste_get_feedback(&r, &f);
		if (s->taste && !r.bad)
			taste_observe_feedback(s->taste, &f);
		return ERR_OK;
	}
	struct taste_answer a = {0};
	enum err_code code = answer(s, m->type, &r, &a, why);
	if (code == ERR_OK)
		taste_put_answer(&reply->payload, &a);
	taste_answer_finish(&a);
	return code;
}

const struct worker_job taste_job = {
	.role = "taste",
	.prepare = prepare,
	.handle = handle,
	.finish = finish,
	.idle = idle,
	.idle_ms = IDLE_MS,
	.memory_bytes = (size_t)4 << 30,
};
