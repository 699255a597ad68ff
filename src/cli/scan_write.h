/*
 * The writing half of `linnet scan`: a thread that owns the database while files are
 * read, so that neither waits for the other. A COMMIT waits for the disk, and writes every
 * page that was touched: one transaction takes what a quarter of a second brings, in a
 * large library more, so that committing takes a fifth of the time; 2 s at most, because
 * meanwhile an open player cannot log its listens.
 */
#ifndef CLI_SCAN_WRITE_H
#define CLI_SCAN_WRITE_H

#include "base/err.h"
#include "db/db.h"
#include "library/scan.h"

struct scan_writer;
/* Takes the connection until scan_writer_end; the thread starts with the first batch. */
struct scan_writer *scan_writer_begin(struct db *db);
/* Takes over the batch; waits while many are under way. The error of an earlier one is
 * told by the next. */
enum err_code scan_writer_put(
	struct scan_writer *w, struct scan_batch *b, struct err *why);
/* Writes what came (nothing more after an error), frees. */
enum err_code scan_writer_end(struct scan_writer *w, struct err *why);

#endif
