/*
 * Tab separated values, gzipped or plain: a row at a time, columns by the names of the
 * header line, errors that name file and line.
 */
#ifndef TEXT_TSV_H
#define TEXT_TSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { TSV_FIELDS_MAX = 64 };

struct tsv {
	struct gzip_lines *lines; /* owned */
	char *path;               /* owned */
	long long line;           /* number of the row, from 1 */
	/* The row: fields live until the next call. */
	size_t n;
	char *field[TSV_FIELDS_MAX];
};

enum err_code tsv_open(struct tsv *t, const char *path, struct err *why);
void tsv_close(struct tsv *t); /* a zeroed or closed one is fine */
/* The next row that is not empty; *ret false at the end. */
enum err_code tsv_next(struct tsv *t, bool *ret, struct err *why);
/* The row starts with '#'. */
bool tsv_is_comment(const struct tsv *t);
/* The column of that name in the present row (a leading '#' is no part of the first
 * name); -1 where there is none. */
int tsv_column(const struct tsv *t, const char *name);
/* ERR_FORMAT that names file and line; `fmt` says what is wrong. */
enum err_code tsv_fail(const struct tsv *t, struct err *why, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Fails where the row has fewer fields. */
enum err_code tsv_need(const struct tsv *t, size_t fields, struct err *why);
enum err_code tsv_i64(const struct tsv *t, int column, int64_t *ret, struct err *why);

/* Words of a field, apart by spaces: *p is moved on; NULL at the end. Ends each with
 * NUL. */
char *tsv_word(char **p);

#endif
