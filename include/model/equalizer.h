/*
 * The equalizer's bands and named settings. The filters are in dsp/equalizer.h.
 */
#ifndef MODEL_EQUALIZER_H
#define MODEL_EQUALIZER_H

#include <stdbool.h>
#include <stddef.h>

enum { EQUALIZER_BANDS = 10, EQUALIZER_MAX_DB = 12 };

/* Centres in Hz, an octave apart: 31 62 125 250 500 1k 2k 4k 8k 16k. */
extern const int equalizer_hz[EQUALIZER_BANDS];

struct equalizer_preset {
	const char *name;  /* for options and commands: "late-night" */
	const char *title; /* for people: "Late night" */
	float band_db[EQUALIZER_BANDS];
};
/* Null at the end of the table; the first one is "flat". */
const struct equalizer_preset *equalizer_preset(size_t i);
/* By name, any case; NULL: there is none. */
const struct equalizer_preset *equalizer_preset_find(const char *name);
/* The preset that these bands are (within a tenth of a dB); NULL: none. */
const struct equalizer_preset *equalizer_preset_of(
	const float band_db[EQUALIZER_BANDS]);

/* True where nothing would be heard of it: the filters can be left out. */
bool equalizer_flat(const float band_db[EQUALIZER_BANDS]);

#endif
