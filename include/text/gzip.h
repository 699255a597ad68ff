/*
 * Lines of a text file, gzipped or plain: told by its first bytes.
 */
#ifndef TEXT_GZIP_H
#define TEXT_GZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct gzip_lines;

/* "-" is standard input. */
enum err_code gzip_open_lines(
	const char *path, struct gzip_lines **ret, struct err *why);
void gzip_close_lines(struct gzip_lines *g); /* NULL is fine */
/* The next line without its end ("\n" or "\r\n"); *ret is NULL behind the last one. The
 * text is NUL-terminated, may be written to, and lives until the next call. */
enum err_code gzip_next_line(
	struct gzip_lines *g, char **ret, size_t *ret_n, struct err *why);

/* Inflates gzipped bytes in memory. ERR_RANGE: more than `max` would come out. */
enum err_code gzip_inflate(
	const char *data, size_t n, size_t max, struct str *out, struct err *why);

#endif
