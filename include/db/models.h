/*
 * Trained models: blobs that their makers understand. Derived: `train` makes them
 * again.
 */
#ifndef DB_MODELS_H
#define DB_MODELS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"

struct model_row {
	int64_t profile;
	const char *kind;   /* "ials", "blend" … */
	int version;        /* of the algorithm */
	int64_t trained_ms; /* UTC */
	int64_t source;     /* generation of what it was trained on, e.g. listens */
	double seconds;     /* that training took */
	const char *parameters, *metrics; /* "key=value,…"; "" none */
	const void *blob;
	size_t blob_n;
};
/* One row a profile and kind; the newest replaces. */
enum err_code models_put(struct db *db, const struct model_row *m, struct err *why);
/* ERR_NOT_FOUND where there is none. Everything lives in the arena. */
enum err_code models_get(struct db *db, int64_t profile, const char *kind,
	struct arena *a, struct model_row *ret, struct err *why);
/* All of a profile, without their blobs (blob NULL, blob_n its size). */
enum err_code models_list(struct db *db, int64_t profile, struct arena *a,
	struct model_row **ret, size_t *ret_n, struct err *why);

#endif
