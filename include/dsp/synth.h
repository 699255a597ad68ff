/*
 * A small synthesiser that composes and plays: the music of the demo library. Pure
 * arithmetic; the same song gives the same samples.
 */
#ifndef DSP_SYNTH_H
#define DSP_SYNTH_H

#include <stddef.h>
#include <stdint.h>

/* Five kinds of music that no ear takes for one another. */
enum synth_style {
	SYNTH_AMBIENT,  /* slow dark pads, no beat */
	SYNTH_TECHNO,   /* four on the floor, bright hats */
	SYNTH_BAROQUE,  /* plucked strings, no drums */
	SYNTH_METAL,    /* distorted power chords, loud drums */
	SYNTH_CHIPTUNE, /* square waves, fast arpeggios */
	SYNTH__COUNT
};

struct synth_song {
	enum synth_style style;
	uint64_t band; /* seed of what an artist's songs share: the sound of instruments
			*/
	uint64_t seed; /* of the song: key, tempo, notes */
	int rate_hz;
	double seconds;
};

const char *synth_style_name(enum synth_style s); /* a genre: "Ambient" */

/* Plays the song into *ret_pcm (interleaved stereo, within ±1, caller frees); returns
 * its frames. */
size_t synth_render(const struct synth_song *song, float **ret_pcm);

#endif
