#include "suggest/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "engine_sound.h"
#include "engines.h"
#include "rec/rank.h"

const struct engine_ops *const engine_table[] = {
	&engine_random,
	&engine_popularity,
	&engine_recency,
	&engine_plays,
	&engine_actr,
	&engine_markov,
	&engine_sequence,
	&engine_follow,
	&engine_alike,
	&engine_stan,
	&engine_artist,
	&engine_newartist,
	&engine_ials,
	&engine_sound,
	&engine_cluster,
	NULL,
};

struct engine {
	const struct engine_ops *ops;
	void *state; /* owned */
};

static const struct engine_ops *find(const char *name, size_t n)
{
	for (size_t i = 0; engine_table[i]; i++)
		if (strlen(engine_table[i]->name) == n &&
			memcmp(engine_table[i]->name, name, n) == 0)
			return engine_table[i];
	return NULL;
}

static void list_names(struct str *names)
{
	for (size_t i = 0; engine_table[i]; i++)
		str_appendf(names, "%s%s", i ? ", " : "", engine_table[i]->name);
}

static enum err_code set_param(const struct engine_ops *ops, const char *text, size_t n,
	double *param, struct err *why)
{
	const char *eq = memchr(text, '=', n);
	if (!eq)
		return err_set(
			why, ERR_USAGE, "%.*s: parameters are key=value", (int)n, text);
	size_t key = (size_t)(eq - text);
	for (size_t i = 0; ops->params && ops->params[i].name; i++) {
		const struct engine_param *p = &ops->params[i];
		if (strlen(p->name) != key || memcmp(p->name, text, key) != 0)
			continue;
		char *value = xstrndup(eq + 1, n - key - 1);
		double v;
		bool ok = str_to_double(value, &v) && v >= p->min && v <= p->max;
		free(value);
		if (!ok)
			return err_set(why, ERR_USAGE,
				"%s:%s takes a number from %g to %g", ops->name,
				p->name, p->min, p->max);
		param[i] = v;
		return ERR_OK;
	}
	return err_set(why, ERR_USAGE, "the engine %s has no parameter %.*s", ops->name,
		(int)key, text);
}

static enum err_code parse(const char *spec, const struct engine_ops **ret_ops,
	double *param, struct err *why)
{
	size_t n = strcspn(spec, ":");
	const struct engine_ops *ops = find(spec, n);
	if (!ops) {
		struct str names = {0};
		list_names(&names);
		err_set(why, ERR_USAGE, "there is no engine %.*s here; there are: %s",
			(int)n, spec, str_text(&names));
		str_finish(&names);
		return ERR_USAGE;
	}
	for (size_t i = 0; ops->params && ops->params[i].name; i++)
		param[i] = ops->params[i].value;
	for (const char *p = spec + n; *p;) {
		p++; /* the colon or comma */
		size_t len = strcspn(p, ",");
		enum err_code code = set_param(ops, p, len, param, why);
		if (code != ERR_OK)
			return code;
		p += len;
	}
	*ret_ops = ops;
	return ERR_OK;
}

enum err_code engine_check(const char *spec, struct err *why)
{
	double param[ENGINE_PARAMS_MAX];
	const struct engine_ops *ops;
	return parse(spec, &ops, param, why);
}

double engine_spec_value(const char *spec, const char *key, double fallback)
{
	size_t n = strlen(key);
	for (const char *p = strchr(spec, ':'); p; p = strchr(p, ',')) {
		p++;
		if (strncmp(p, key, n) == 0 && p[n] == '=') {
			char *text = xstrndup(p + n + 1, strcspn(p + n + 1, ","));
			str_to_double(text, &fallback);
			free(text);
		}
	}
	return fallback;
}

enum err_code engine_create(
	const struct dataset *d, const char *spec, struct engine **ret, struct err *why)
{
	double param[ENGINE_PARAMS_MAX];
	const struct engine_ops *ops;
	enum err_code code = parse(spec, &ops, param, why);
	if (code != ERR_OK)
		return code;
	struct engine *e = xcalloc(1, sizeof *e);
	e->ops = ops;
	e->state = ops->create(d, param);
	*ret = e;
	return ERR_OK;
}

void engine_destroy(struct engine *e)
{
	if (!e)
		return;
	if (e->ops->destroy)
		e->ops->destroy(e->state);
	free(e);
}

const char *engine_name(const struct engine *e)
{
	return e->ops->name;
}

void engine_observe(struct engine *e, size_t event)
{
	if (e->ops->observe)
		e->ops->observe(e->state, event);
}

bool engine_trains(const struct engine *e)
{
	return e->ops->train != NULL;
}

void engine_train(struct engine *e, bool (*stop)(void *arg), void *arg)
{
	if (e->ops->train)
		e->ops->train(e->state, stop, arg);
}

void engine_score(struct engine *e, const struct context *c, float *out)
{
	e->ops->score(e->state, c, out);
}

bool engine_explain(
	struct engine *e, const struct context *c, int32_t item, struct reason *ret)
{
	return e->ops->explain && e->ops->explain(e->state, c, item, ret);
}

size_t context_mask(const struct dataset *d, enum candidates only, uint8_t *mask)
{
	size_t n = 0;
	for (size_t i = 0; i < d->n_items; i++) {
		bool known = d->heard[i].rows > 0;
		mask[i] = d->item[i].like > -2 &&
			  (only == CANDIDATES_REPEAT         ? known
				  : only == CANDIDATES_NOVEL ? !known
							     : true);
		n += mask[i];
	}
	return n;
}

size_t context_top(const struct dataset *d, const struct context *c, const float *score,
	size_t k, int32_t *ret)
{
	/* Hashes lie inside the items: gathered only for those that tie is not worth
	 * it. */
	uint64_t *hash = xmalloc((d->n_items ? d->n_items : 1) * sizeof *hash);
	for (size_t i = 0; i < d->n_items; i++)
		hash[i] = d->item[i].hash;
	size_t n = rank_top(score, c->candidate, hash, d->n_items, k, ret);
	free(hash);
	return n;
}

double engines_day(const struct context *c)
{
	return dataset_day(c->now_ms);
}

size_t engines_tail(
	const struct dataset *d, const struct context *c, struct follow_play *tail)
{
	/* A running session that the dataset holds is the end of its stream. */
	bool apart = (size_t)c->running >= d->n_sessions;
	return follow_tail(&d->stream, c->session, apart ? c->n_session : 0, tail);
}

int engines_plays_within(
	const struct dataset *d, const struct context *c, int32_t item, double days)
{
	double from = engines_day(c) - days;
	int n = 0;
	for (int32_t p = d->stream.last[item]; p >= 0 && d->stream.day[p] >= from;
		p = d->stream.prev[p])
		n++;
	return n;
}

bool engines_explain_plays(const struct dataset *d, const struct context *c,
	int32_t item, struct reason *ret)
{
	int lately = engines_plays_within(d, c, item, 14.0);
	if (lately > 0)
		*ret = (struct reason){REASON_HEARD_LATELY, -1, lately};
	else
		*ret = (struct reason){REASON_MOST_PLAYED, -1, d->stream.plays[item]};
	return d->stream.plays[item] > 0;
}
