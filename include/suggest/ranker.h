/*
 * One thing to ask for a ranking: an engine or the blend.
 */
#ifndef SUGGEST_RANKER_H
#define SUGGEST_RANKER_H

#include "suggest/blend.h"
#include "suggest/engine.h"

struct ranker;
/* `spec` as engine_create() takes it, or "blend". Over candidates never heard `recency`
 * ranks by `newartist`: it has nothing to say of them. */
enum err_code ranker_create(const struct dataset *d, const char *spec,
	enum candidates only, struct ranker **ret, struct err *why);
void ranker_destroy(struct ranker *r); /* NULL is fine */
void ranker_observe(struct ranker *r, size_t event);
/* The scores of every item; they live until the next call. */
const float *ranker_score(struct ranker *r, const struct context *c);
/* Checks a spec without making anything. */
enum err_code ranker_check(const char *spec, struct err *why);

#endif
