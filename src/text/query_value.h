/* Private to text/: the values of range filters. */
#ifndef QUERY_VALUE_H
#define QUERY_VALUE_H

#include "text/query.h"

enum value_state { VALUE_FINE, VALUE_UNFINISHED, VALUE_WRONG };

/* Reads "1990..1999", ">=4", "<30d" … into low and high. `typing`: the text goes on
 * here, perhaps. *ret_wrong: static, what the value is not. */
enum value_state value_range(enum query_field field, const char *s, bool typing,
	int64_t now_s, int64_t *ret_low, int64_t *ret_high, const char **ret_wrong);

#endif
