/*
 * Gives a scanned library an invented listener: feature vectors in 12 styles (one an
 * artist), and plays of sessions of 20 that run along albums, for measurements of For
 * You.
 *
 *	build/bench/history DATABASE PLAYS
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "db/db.h"
#include "db/features.h"
#include "db/list.h"
#include "db/listens.h"

enum { PER_SESSION = 20, STYLES = 12, PER_ARTIST = 20 };

static void check(enum err_code code, const struct err *why)
{
	if (!code)
		return;
	fprintf(stderr, "history: %s\n", why->msg);
	exit(1);
}

static double noise(struct rng *r)
{
	return rng_double(r) + rng_double(r) + rng_double(r) - 1.5;
}

static void put_features(struct db *db, const int64_t *recording, size_t n)
{
	struct rng r;
	struct err why = {0};
	float style[STYLES][FEATURE_DIM];
	rng_seed(&r, 5);
	for (int s = 0; s < STYLES; s++)
		for (int d = 0; d < FEATURE_DIM; d++)
			style[s][d] = (float)(3 * noise(&r));
	for (size_t i = 0; i < n; i++) {
		struct feature f = {.version = FEATURE_VERSION,
			.duration_s = 200,
			.active_frames = 8000,
			.key = -1};
		const float *around = style[i / PER_ARTIST % STYLES];
		for (int d = 0; d < FEATURE_DIM; d++)
			f.vector[d] = around[d] + (float)noise(&r);
		for (int d = 0; d < FEATURE_MFCC; d++) {
			f.mean[d] = f.vector[d];
			f.covariance[d * (d + 1) / 2 + d] = 1;
		}
		check(features_put(db, recording[i], &f, &why), &why);
	}
}

static void put_plays(struct db *db, const int64_t *recording, size_t n, size_t plays)
{
	struct clock c = clock_system();
	struct rng r;
	struct err why = {0};
	rng_seed(&r, 6);
	int64_t step_ms = 8LL * 3600 * 1000;
	int64_t now = clock_wall_ms(&c) - (int64_t)(plays / PER_SESSION + 1) * step_ms;
	size_t from = 0;
	for (size_t p = 0; p < plays; p++) {
		if (p % PER_SESSION == 0)
			now += step_ms - PER_SESSION * 201000LL;
		if (p % 5 == 0)
			from = (size_t)pow((double)n, rng_double(&r)) - 1;
		bool skipped = rng_below(&r, 6) == 0;
		struct listen l = {.recording = recording[(from + p % 5) % n],
			.start_ms = now,
			.heard_ms = skipped ? 9000 : 200000,
			.duration_ms = 200000,
			.outcome = skipped ? OUTCOME_SKIPPED : OUTCOME_FINISHED,
			.source = SOURCE_ALBUM};
		listen_new_id(l.id);
		check(listens_append(db, 1, &l, &why), &why);
		now += 201000;
	}
}

int main(int argc, char **argv)
{
	long long plays = 0;
	struct db *db;
	struct err why = {0};
	if (argc != 3 || !str_to_i64(argv[2], &plays) || plays < 1) {
		fputs("usage: history DATABASE PLAYS\n", stderr);
		return 2;
	}
	/* In the order of the library: albums stand together. */
	const struct list_spec tracks = {.kind = LIST_TRACKS};
	int64_t *recording = NULL;
	size_t n = 0;
	check(db_open(argv[1], DB_WRITE, &db, &why), &why);
	check(list_recordings(db, &tracks, 0, 0, &recording, &n, &why), &why);
	check(db_begin(db, "bench", &why), &why);
	if (n > 0) {
		put_features(db, recording, n);
		put_plays(db, recording, n, (size_t)plays);
	}
	check(db_commit(db, &why), &why);
	db_close(db);
	free(recording);
	return 0;
}
