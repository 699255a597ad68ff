/*
 * Evaluation on the own history: replays the plays in order of their end, and at the
 * start of each later session asks engines what they would have ranked. Nothing looks
 * ahead.
 */
#ifndef SUGGEST_OWN_H
#define SUGGEST_OWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct snapshot;

enum { OWN_ENGINE_NAME = 64, OWN_QUERIES_MAX = 200, OWN_QUERIES_MIN = 5 };

struct own_row {
	char engine[OWN_ENGINE_NAME]; /* the spec */
	/* The ranking itself (dial 0), means over the queries. */
	double ndcg10, hr10;
	/* The slate: the first 20 at dial 50 under both caps. */
	double slate_ndcg10, slate_hr20;
	double share_week;      /* of the slate: heard in the 7 days before */
	double share_yesterday; /* of the slate: in the slate of the query before */
	size_t relaxed;         /* queries where the caps had to give way */
};

struct own_result {
	size_t plays, sessions; /* positive plays; sessions with a play of any length */
	size_t queries;         /* judged; 0: too little history, and no rows */
	size_t n_rows;
	struct own_row *row; /* owned */
};

struct own_options {
	const char *const *engine; /* specs or "blend"; NULL at the end */
	/* Called with engines done; true stops. May be NULL. */
	bool (*progress)(void *arg, size_t done, size_t total);
	void *arg;
};

/* A query is a session with three or more different tracks; the newest OWN_QUERIES_MAX
 * in the last three quarters of them count, if there are OWN_QUERIES_MIN. Takes the
 * snapshot over. */
enum err_code own_evaluate(struct snapshot *take, const struct own_options *o,
	struct own_result *ret, struct err *why);
void own_finish(struct own_result *r);

#endif
