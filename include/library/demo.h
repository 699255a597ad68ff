/*
 * The demo library: music of the synthesiser, encoded, tagged, with covers, so that
 * every part of the program can be tried without music of one's own. The same files
 * each time.
 *
 * DIR/Artist/Album/NN Title.ext; every style has its tracks in MP3, FLAC, Vorbis and
 * Opus.
 */
#ifndef LIBRARY_DEMO_H
#define LIBRARY_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { DEMO_PER_STYLE = 5, DEMO_PER_STYLE_MAX = 15 };

struct demo_watch {
	/* Both may be NULL and are called one at a time, on any of the rendering
	 * threads: after each track, and before each. */
	void (*tell)(void *ctx, int64_t done, int64_t total);
	bool (*stop)(void *ctx);
	void *ctx;
};

struct demo_result {
	int64_t rendered, kept; /* kept: the file was there already */
	int styles;
};

/* Renders what is not there yet into dir, which is made; a file appears only once it is
 * whole. Takes a few seconds, on up to 4 cores. ERR_CANCELLED: stop said so. `watch`
 * may be NULL. */
enum err_code demo_render(const char *dir, int per_style,
	const struct demo_watch *watch, struct demo_result *ret, struct err *why);

#endif
