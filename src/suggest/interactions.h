/* Who has what: read from interactions or lists, told apart by the first line. */
#ifndef SUGGEST_INTERACTIONS_H
#define SUGGEST_INTERACTIONS_H

#include "base/err.h"
#include "base/hash.h"
#include "rec/ials.h"

/* Binary, each pair once. `items` is added to, or, where `known_only`, only asked: rows
 * of unknown items are left out. */
enum err_code interactions_read(const char *path, struct intern *users,
	struct intern *items, bool known_only, struct sparse *ret, struct err *why);

#endif
