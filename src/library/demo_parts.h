/* Inside the demo library: the catalogue and the pictures. */
#ifndef DEMO_PARTS_H
#define DEMO_PARTS_H

#include "base/str.h"
#include "dsp/synth.h"

enum { DEMO_ALBUMS = 3, DEMO_ALBUM_TRACKS = 5 };

struct demo_track {
	const char *title;
	const char *artist; /* NULL: the album's */
};

struct demo_album {
	const char *artist, *title;
	int year;
	int second_disc; /* the track that begins disc 2; 0: there is one disc */
	struct demo_track track[DEMO_ALBUM_TRACKS];
};

extern const struct demo_album demo_catalogue[SYNTH__COUNT][DEMO_ALBUMS];

/* Appends a square PNG, another one for each style and seed. */
void demo_cover(enum synth_style style, uint64_t seed, struct str *out);

#endif
