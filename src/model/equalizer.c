#include "model/equalizer.h"

#include <math.h>
#include <strings.h>

const int equalizer_hz[EQUALIZER_BANDS] = {
	31, 62, 125, 250, 500, 1000, 2000, 4000, 8000, 16000};

/* Late night: less bass for the neighbours, speech and detail lifted. Small speakers:
 * what they cannot play is taken off, what stands in for it (the bass's overtones) is
 * raised. */
static const struct equalizer_preset preset[] = {
	{"flat", "Flat", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
	{"bass", "Bass", {6, 6, 5, 3, 1, 0, 0, 0, 0, 0}},
	{"treble", "Treble", {0, 0, 0, 0, 0, 1, 2, 4, 5, 6}},
	{"rock", "Rock", {4, 3, 2, 0, -1, -1, 0, 2, 3, 4}},
	{"pop", "Pop", {-1, 0, 1, 2, 3, 3, 2, 1, 0, -1}},
	{"jazz", "Jazz", {3, 2, 1, 2, -1, -1, 0, 1, 2, 3}},
	{"classical", "Classical", {2, 2, 1, 0, 0, 0, 0, 1, 2, 3}},
	{"electronic", "Electronic", {5, 4, 1, 0, -2, 1, 0, 1, 3, 4}},
	{"dance", "Dance", {5, 6, 4, 0, -1, -2, 0, 1, 3, 2}},
	{"hip-hop", "Hip hop", {5, 5, 3, 1, -1, -1, 1, 0, 2, 2}},
	{"acoustic", "Acoustic", {3, 3, 2, 1, 1, 1, 2, 3, 3, 2}},
	{"vocal", "Vocal", {-4, -3, -1, 1, 3, 4, 4, 3, 1, -1}},
	{"speech", "Speech", {-12, -8, -3, 0, 2, 4, 4, 2, -1, -4}},
	{"late-night", "Late night", {-8, -6, -3, 0, 1, 2, 2, 1, 0, 0}},
	{"small-speakers", "Small speakers", {-9, -4, 3, 4, 3, 1, 0, 1, 2, 3}},
	{"loudness", "Loudness", {6, 5, 2, 0, -1, -1, 0, 1, 3, 4}},
};
enum { PRESETS = sizeof preset / sizeof *preset };

static const float HEARD_DB = .05f;

const struct equalizer_preset *equalizer_preset(size_t i)
{
	return i < PRESETS ? &preset[i] : NULL;
}

const struct equalizer_preset *equalizer_preset_find(const char *name)
{
	for (size_t i = 0; i < PRESETS; i++)
		if (strcasecmp(preset[i].name, name) == 0)
			return &preset[i];
	return NULL;
}

static bool same(const float *a, const float *b)
{
	for (int i = 0; i < EQUALIZER_BANDS; i++)
		if (!(fabsf(a[i] - b[i]) < 2 * HEARD_DB))
			return false;
	return true;
}

const struct equalizer_preset *equalizer_preset_of(const float band_db[EQUALIZER_BANDS])
{
	for (size_t i = 0; i < PRESETS; i++)
		if (same(preset[i].band_db, band_db))
			return &preset[i];
	return NULL;
}

bool equalizer_flat(const float band_db[EQUALIZER_BANDS])
{
	for (int i = 0; i < EQUALIZER_BANDS; i++)
		if (fabsf(band_db[i]) >= HEARD_DB)
			return false;
	return true;
}
