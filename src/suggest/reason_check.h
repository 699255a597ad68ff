/*
 * Is a reason true? Asked of every reason before it is shown: what an engine says of
 * its score is put against the plays themselves, and one that does not hold is not
 * said.
 */
#ifndef SUGGEST_REASON_CHECK_H
#define SUGGEST_REASON_CHECK_H

#include <stdbool.h>

#include "suggest/engine.h"

enum { REASON_LATELY_DAYS = 14, REASON_OFTEN = 2, REASON_BEHIND = 10 };

/* r->other is an item number, -1 none. */
bool reason_holds(const struct dataset *d, const struct context *c, int32_t item,
	const struct reason *r);

#endif
