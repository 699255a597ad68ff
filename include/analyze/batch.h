/*
 * Features for the rest of the library: recordings that lack them go through `analyze`
 * workers, whose processes may crash or hang without harm: the file is then reported
 * with the reason and the rest goes on.
 *
 * batch_run() works on the calling thread and returns when the source is empty, or soon
 * after stop() said so. All callbacks run on that thread.
 */
#ifndef ANALYZE_BATCH_H
#define ANALYZE_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/feature.h"
#include "model/fingerprint.h"

struct batch_item {
	int64_t recording, track; /* the caller's */
	unsigned want;            /* ANALYZE_… (analyze/analyze.h) */
	char *path;               /* owned: batch frees it */
	int64_t duration_ms;      /* 0 unknown; sets the time limit */
	/* A track of a CUE sheet: only this much of the file; end 0: to its end. */
	int64_t start_frame, end_frame;
};

struct batch_source {
	/* Fills up to max items, returns how many; 0: nothing is left. It must not give
	 * an item twice: what was given is not stored yet when the next are asked for.
	 */
	size_t (*next)(void *ctx, struct batch_item *out, size_t max);
	/* f NULL: it was not wanted. */
	void (*done)(void *ctx, const struct batch_item *item, const struct feature *f,
		const struct identity *i);
	void (*failed)(void *ctx, const struct batch_item *item, const struct err *why);
	bool (*stop)(void *ctx); /* may be NULL */
	void *ctx;
};

struct batch_config {
	const char *exe; /* of the workers; NULL: this program */
	int jobs;        /* workers at once; 0: one a core */
	bool urgent;     /* somebody waits for it: normal instead of lowest priority */
	int patience_s;  /* a file may take this and as long as it plays; 0: 120 */
};

struct batch_result {
	size_t done, failed;
	double audio_s, wall_s; /* analysed audio, time it took */
};

/* ERR_CANCELLED after stop(); other errors mean that workers cannot run here, and what
 * was not reported is no file's fault. */
enum err_code batch_run(const struct batch_config *c, const struct batch_source *s,
	struct batch_result *ret, struct err *why);

#endif
