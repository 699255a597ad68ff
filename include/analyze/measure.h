/*
 * Loudness for the rest of the library: albums go through `loudness` workers, one album a
 * worker, its files one after the other and then their joint loudness. Workers may crash
 * or hang without harm: the file is then reported with the reason and the rest goes on.
 *
 * measure_run() works on the calling thread and returns when the source is empty, or
 * within a fraction of a second after wish() said stop. While wish() says wait, the
 * workers stand still where they are (SIGSTOP). All callbacks run on that thread.
 */
#ifndef ANALYZE_MEASURE_H
#define ANALYZE_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/loudness.h"
#include "base/err.h"
#include "model/loudness.h"

struct measure_track {
	int64_t recording;
	char *path; /* owned by the album */
	struct loudness_range range;
	int64_t duration_ms; /* 0 unknown; sets the time limit */
	bool extra;          /* it has a gain: here for its album's sake */
	/* filled: */
	bool measured; /* else why says why not */
	bool vanished; /* it could not even be opened */
	struct loudness_reading reading;
	double seconds;
	struct err why;
};

/* An album, or one track. */
struct measure_album {
	struct measure_track *track; /* owned by measure_run; (n) */
	size_t n;
	bool is_album; /* the caller's: measure_run has no use for it */
	/* filled: of all that could be measured, together */
	struct loudness_reading joint;
};

enum measure_wish { MEASURE_GO, MEASURE_WAIT, MEASURE_STOP };

struct measure_source {
	/* Fills *ret (malloc'd array, paths malloc'd); false: nothing is left. It must
	 * not give a track twice: what was given is not stored yet when the next are
	 * asked for. */
	bool (*next)(void *ctx, struct measure_album *ret);
	/* One track of it is through, measured or not. May be NULL. */
	void (*track)(void *ctx, const struct measure_track *t);
	void (*done)(void *ctx, const struct measure_album *a);
	enum measure_wish (*wish)(void *ctx); /* may be NULL */
	void *ctx;
};

struct measure_config {
	const char *exe; /* of the workers; NULL: this program */
	int jobs;        /* workers at once; 0: one a core */
	bool urgent;     /* somebody waits for it: normal instead of lowest priority */
	int patience_s;  /* a file may take this and as long as it plays; 0: 120 */
};

struct measure_result {
	size_t done, failed;    /* tracks */
	double audio_s, wall_s; /* measured audio; time it took, without waiting */
};

/* ERR_CANCELLED after a stop; other errors mean that workers cannot run here, and what
 * was not reported is no file's fault. */
enum err_code measure_run(const struct measure_config *c,
	const struct measure_source *s, struct measure_result *ret, struct err *why);

#endif
