/*
 * The library's side of measuring: what lacks a gain, as albums, and keeping what was
 * found.
 */
#ifndef ANALYZE_MEASURE_DB_H
#define ANALYZE_MEASURE_DB_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/measure.h"
#include "base/err.h"
#include "base/hash.h"
#include "db/db.h"
#include "db/loudness.h"

/* A zeroed struct is empty. */
struct measure_list {
	struct arena arena;        /* owned: of row */
	struct loudness_todo *row; /* (n) */
	size_t n, at;
	struct map given; /* owned; recordings that came out of next(), since ever */
};
/* Reads at least `limit` rows that lack a gain, where there are as many, from db, in
 * place of those that it holds. */
enum err_code measure_list_read(
	struct measure_list *l, struct db *db, size_t limit, struct err *why);
/* The next album or track; false: all were given. What was given once is left out: a
 * file that vanished is tried once. */
bool measure_list_next(struct measure_list *l, struct measure_album *ret);
void measure_list_finish(struct measure_list *l);

/* Of a file that vanished nothing is kept: it may come back. In one transaction. */
enum err_code measure_store(
	struct db *db, const struct measure_album *a, struct err *why);

#endif
