/*
 * The player's side of the taste worker: questions go out, answers come when the
 * descriptor is readable; nothing here waits. One thread (main).
 *
 * The worker starts with the first question. It needs a snapshot: while
 * taste_client_wants_snapshot() is true the owner has the store make one
 * (suggest/snapshot.h) and hands it in; questions wait until then. A worker that died
 * or went home after five idle minutes is replaced at the next question in the same
 * way; questions that were under way are asked again once.
 */
#ifndef SUGGEST_TASTE_CLIENT_H
#define SUGGEST_TASTE_CLIENT_H

#include "suggest/taste.h"

struct taste_client;

struct taste_client *taste_client_create(const char *exe); /* NULL: /proc/self/exe */
void taste_client_destroy(struct taste_client *c);

bool taste_client_wants_snapshot(const struct taste_client *c);
/* A sealed memfd from snapshot_seal(); taken over. */
void taste_client_give_snapshot(struct taste_client *c, int fd);
/* The library, its features or playlists changed: wants a new snapshot before the next
 * answer. */
void taste_client_stale(struct taste_client *c);

/* Events: sent if a worker runs; else the next snapshot has them. */
void taste_client_listen(struct taste_client *c, const struct listen *l);
void taste_client_feedback(struct taste_client *c, const struct taste_feedback *f);

/* Questions; each returns a number above 0 that its answer carries. */
uint32_t taste_client_ask_slate(struct taste_client *c, const struct taste_request *r);
uint32_t taste_client_ask_why(
	struct taste_client *c, int64_t recording, const struct taste_request *r);
uint32_t taste_client_ask_similar(struct taste_client *c, int64_t recording, int n);
uint32_t taste_client_ask_train(struct taste_client *c);

enum taste_answer_kind {
	TASTE_SLATE,
	TASTE_WHY,
	TASTE_SIMILAR,
	TASTE_TRAINED,
	TASTE_FAILED
};
struct taste_answer {
	enum taste_answer_kind kind;
	uint32_t question;
	struct slate slate; /* owned; TASTE_SLATE */
	char **words;       /* owned; (slate.n) each pick's reason in words */
	struct taste_why why_pick;
	char *why_line;          /* owned; TASTE_WHY: the long words */
	size_t n_near;           /* TASTE_SIMILAR */
	struct taste_near *near; /* owned */
	size_t n_trained;        /* TASTE_TRAINED */
	struct taste_trained trained[SLATE_ENGINES_MAX];
	struct err error; /* TASTE_FAILED */
};
void taste_answer_finish(struct taste_answer *a);

/* -1 while no worker runs (ask again after each question: it changes). */
int taste_client_fd(const struct taste_client *c);
/* The next answer that is there; false: none now. Call until false when readable. */
bool taste_client_poll(struct taste_client *c, struct taste_answer *ret);

#endif
