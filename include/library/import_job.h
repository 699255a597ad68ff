/*
 * Files of other players are read by a confined worker process: it gets an open
 * descriptor and answers with what import_data.h holds.
 */
#ifndef LIBRARY_IMPORT_JOB_H
#define LIBRARY_IMPORT_JOB_H

#include <stdbool.h>

#include "base/err.h"
#include "library/import_data.h"
#include "worker/worker.h"

extern const struct worker_job import_job; /* role "import" */

struct import_reader;
/* Starts no process yet. in_worker false: read here (tests, standard input). */
struct import_reader *import_reader_create(bool in_worker);
void import_reader_destroy(struct import_reader *r); /* NULL is fine */
/* Appends what a file holds. `name`: of its playlist where the file gives none, NULL: as
 * the file is called. */
enum err_code import_reader_file(struct import_reader *r, const char *path,
	const char *name, struct import_data *d, struct err *why);
/* Of bytes that are in memory already (standard input); `folder` is where they lie. */
enum err_code import_reader_bytes(struct import_reader *r, const struct import_text *t,
	struct import_data *d, struct err *why);
/* What a file is; ERR_NOT_FOUND and the like where it cannot be read. */
enum err_code import_kind_of(const char *path, enum import_kind *ret, struct err *why);

#endif
