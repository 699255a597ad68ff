/*
 * Across listeners: trains on many users' interactions and ranks, for users folded in
 * or for those of the training itself, what they do not hold yet. Engines: ials,
 * popularity, random.
 */
#ifndef SUGGEST_ACROSS_H
#define SUGGEST_ACROSS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct across_options {
	const char *train;   /* interactions or lists (DESIGN.md, "Files …") */
	const char *fold_in; /* the same; NULL: rank for the users of `train` */
	const char *engine;  /* spec */
	size_t top;
	const char *out; /* "-" is standard output */
	int threads;
	/* Called with iterations done; true stops. May be NULL. */
	bool (*progress)(void *arg, size_t done, size_t total);
	void *arg;
};

enum err_code across_check(const char *engine, struct err *why);
enum err_code across_run(const struct across_options *o, struct err *why);

#endif
