/*
 * The listening log in forms that other programs read.
 */
#ifndef HISTORY_EXPORT_H
#define HISTORY_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "db/listens.h"

enum export_format {
	EXPORT_JSON, /* ListenBrainz: a JSON object a line */
	EXPORT_CSV,  /* a header, then a line a listen (RFC 4180, UTF-8) */
	EXPORT__COUNT
};
/* "json" (also "listenbrainz") and "csv". */
bool export_format_from_name(const char *name, enum export_format *ret);

struct export_config {
	enum export_format format;
	int64_t profile;
	int64_t since_ms, until_ms; /* [since, until); 0: open */
	bool counted; /* only rows that count as plays; else every row, quick skips too
		       */
	/* Gets whole lines; false ends the export with ERR_IO. */
	bool (*write)(void *ctx, const char *text, size_t n);
	void *ctx;
};
/* Oldest first. *ret_n (may be NULL): listens written. */
enum err_code export_listens(
	struct db *db, const struct export_config *c, size_t *ret_n, struct err *why);

#endif
