#include "suggest/ranker.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct ranker {
	struct blend *blend;   /* owned; NULL: an engine */
	struct engine *engine; /* owned */
	float *score;          /* owned; (n_items) of an engine */
};

enum err_code ranker_check(const char *spec, struct err *why)
{
	return strcmp(spec, "blend") == 0 ? ERR_OK : engine_check(spec, why);
}

enum err_code ranker_create(const struct dataset *d, const char *spec,
	enum candidates only, struct ranker **ret, struct err *why)
{
	struct ranker *r = xcalloc(1, sizeof *r);
	if (strcmp(spec, "blend") == 0) {
		r->blend = blend_create(d);
	} else {
		bool recency = strcmp(spec, "recency") == 0;
		enum err_code code = engine_create(d,
			recency && only == CANDIDATES_NOVEL ? "newartist" : spec,
			&r->engine, why);
		if (code != ERR_OK) {
			free(r);
			return code;
		}
		r->score = xcalloc(d->n_items + 1, sizeof *r->score);
	}
	*ret = r;
	return ERR_OK;
}

void ranker_destroy(struct ranker *r)
{
	if (!r)
		return;
	blend_destroy(r->blend);
	engine_destroy(r->engine);
	free(r->score);
	free(r);
}

void ranker_observe(struct ranker *r, size_t event)
{
	if (r->blend)
		blend_observe(r->blend, event);
	else
		engine_observe(r->engine, event);
}

const float *ranker_score(struct ranker *r, const struct context *c)
{
	if (r->blend) {
		struct blend_result result;
		blend_score(r->blend, c, &result);
		return result.score;
	}
	engine_score(r->engine, c, r->score);
	return r->score;
}
