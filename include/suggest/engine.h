/*
 * An engine scores items for a context. All engines share this interface, one dataset
 * and one evaluation, and each explains its own score truthfully.
 *
 * To add one: a `const struct engine_ops` in src/suggest/engines_*.c and its row in the
 * table of engine.c. An engine belongs to the dataset's thread.
 */
#ifndef SUGGEST_ENGINE_H
#define SUGGEST_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/slate.h"
#include "suggest/dataset.h"

enum task_kind { TASK_FORYOU, TASK_CONTINUE, TASK_FORGOTTEN, TASK__COUNT };
enum candidates {
	CANDIDATES_ALL,
	CANDIDATES_REPEAT,
	CANDIDATES_NOVEL,
	CANDIDATES_LIST
};

/* The moment to score for. The history is the dataset: all of it lies before. */
struct context {
	int64_t now_ms; /* UTC; not before the end of the dataset's last event */
	enum task_kind task;
	enum candidates only;     /* how `candidate` was chosen */
	const uint8_t *candidate; /* (n_items) 1: may be ranked; NULL: all */
	/* Positive plays of the running session, oldest first; may be empty. They may
	 * or may not be in the dataset too. */
	const int32_t *session;
	size_t n_session;
	/* Sessions of the dataset from this one on are the running one and teach
	 * nothing about what follows it; dataset.n_sessions where none of it is in. */
	int32_t running;
};

struct engine_param {
	const char *name;       /* NULL ends the list */
	double value, min, max; /* default and allowed range */
	const char *help;
};
enum { ENGINE_PARAMS_MAX = 12 };

struct engine_ops {
	const char *name;
	const char *summary;               /* a few words for people */
	const struct engine_param *params; /* NULL: none */
	/* Never fails. `d` outlives the state and may hold events already. `param` (one
	 * value for each of params) is copied by whoever needs it later. */
	void *(*create)(const struct dataset *d, const double *param);
	void (*destroy)(void *state); /* NULL: nothing to free */
	/* Event number `event` was appended to the dataset, and all before it were
	 * observed. The state afterwards equals that of a fresh engine over the same
	 * dataset. NULL where the engine reads the dataset only. */
	void (*observe)(void *state, size_t event);
	/* Learns from the dataset again, from scratch; `stop` (may be NULL) is polled:
	 * true ends early with the old model. NULL: nothing to train. An engine with a
	 * model trains by itself at its first score, and again where the model is too
	 * old. */
	void (*train)(void *state, bool (*stop)(void *arg), void *arg);
	/* Writes out[i] for every item (also for those that are no candidates): higher
	 * is better, finite, comparable within this call only; 0: nothing speaks for
	 * it. */
	void (*score)(void *state, const struct context *c, float *out);
	/* Why `item` has the score that the last score() call gave it, `c` being the
	 * same. reason.other is an ITEM NUMBER here, -1 none. False: the score is not
	 * above 0 or the engine has nothing to say. */
	bool (*explain)(
		void *state, const struct context *c, int32_t item, struct reason *ret);
};

extern const struct engine_ops *const engine_table[]; /* NULL at the end */

struct engine;
/* `spec` is NAME or NAME:key=value,key=value. ERR_USAGE names the wrong part. */
enum err_code engine_create(const struct dataset *d, const char *spec,
	struct engine **ret, struct err *why);
void engine_destroy(struct engine *e);           /* NULL is fine */
const char *engine_name(const struct engine *e); /* static */
void engine_observe(struct engine *e, size_t event);
bool engine_trains(const struct engine *e); /* does it hold a model? */
void engine_train(struct engine *e, bool (*stop)(void *arg), void *arg);
void engine_score(struct engine *e, const struct context *c, float *out);
bool engine_explain(
	struct engine *e, const struct context *c, int32_t item, struct reason *ret);
/* Checks a spec without making anything. */
enum err_code engine_check(const char *spec, struct err *why);
/* The value that a checked spec gives to the parameter `key`; `fallback` where it is
 * silent. */
double engine_spec_value(const char *spec, const char *key, double fallback);

/* The candidates of `only` (not LIST): REPEAT = heard before, at any length; NOVEL =
 * never heard; banned items never. mask: (n_items). Returns how many. */
size_t context_mask(const struct dataset *d, enum candidates only, uint8_t *mask);
/* The best k candidates, best first, ties by item hash. Returns how many (<= k). */
size_t context_top(const struct dataset *d, const struct context *c, const float *score,
	size_t k, int32_t *ret);

#endif
