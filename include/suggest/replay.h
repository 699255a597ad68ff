/*
 * Replays recorded listening of many people, one at a time, with no look-ahead, and
 * writes what an engine would have ranked at each query (the forms of data/README.md:
 * events, library, queries, candidates).
 */
#ifndef SUGGEST_REPLAY_H
#define SUGGEST_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "suggest/engine.h"

struct replay_options {
	const char *events, *library, *queries; /* borrowed paths */
	const char *candidates;                 /* NULL: the whole library */
	enum candidates only;
	enum task_kind task;
	const char *engine; /* a spec, or "blend" */
	size_t top;
	const char *out; /* "-" is standard output */
	int threads;
	/* Called from the caller's thread with listeners done; true stops. May be NULL.
	 */
	bool (*progress)(void *arg, size_t done, size_t total);
	void *arg;
};

enum err_code replay_run(const struct replay_options *o, struct err *why);

#endif
