/*
 * Feature vectors of recordings. Derived: `analyze` makes them again.
 */
#ifndef DB_FEATURES_H
#define DB_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "model/feature.h"

enum err_code features_put(
	struct db *db, int64_t recording, const struct feature *f, struct err *why);
/* It has none and why, so that nobody tries again with this version. */
enum err_code features_put_failed(
	struct db *db, int64_t recording, const char *reason, struct err *why);
enum err_code features_get(
	struct db *db, int64_t recording, struct feature *ret, struct err *why);
/* All of FEATURE_VERSION, by recording; f is borrowed during the call. */
enum err_code features_each(struct db *db,
	bool (*fn)(void *ctx, int64_t recording, const struct feature *f), void *ctx,
	struct err *why);
struct features_progress {
	int64_t done, failed, wanted; /* of recordings with a present file */
};
enum err_code features_progress(
	struct db *db, struct features_progress *ret, struct err *why);

struct features_todo {
	int64_t recording, track;
	const char *path; /* absolute, bytes; in the arena */
	/* of a CUE sheet, at the file's rate; end 0: to the end of the file */
	int64_t start_frame, end_frame;
	int64_t duration_ms;
};
/* What lacks features, in the order to do it: one track of each album that has none,
 * then what history plays most, then the rest. With `all`, what has them already too.
 */
enum err_code features_todo(struct db *db, bool all, size_t limit, struct arena *a,
	struct features_todo **ret, size_t *ret_n, struct err *why);

/* ---- mood clusters: names and colours are facts, membership is derived */
struct cluster_row {
	int64_t id;
	char name[64];
	int colour; /* 0xRRGGBB */
	int64_t members;
};
/* Replaces all clusters and memberships. member[i] is an index into `row` or -1; ids of
 * `row` are filled (0: new; a known id keeps its row). */
enum err_code clusters_replace(struct db *db, struct cluster_row *row, size_t n,
	const int64_t *recording, const int32_t *member, const float *distance,
	size_t n_recordings, struct err *why);
enum err_code clusters_list(struct db *db, struct arena *a, struct cluster_row **ret,
	size_t *ret_n, struct err *why);
enum err_code clusters_each_member(struct db *db,
	bool (*fn)(void *ctx, int64_t recording, int64_t cluster, float distance),
	void *ctx, struct err *why);

#endif
