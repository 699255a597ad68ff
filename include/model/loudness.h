/*
 * How loud a track is, and the gain that makes it as loud as the others: ReplayGain 2
 * (reference -18 LUFS), from tags or measured by EBU R128.
 */
#ifndef MODEL_LOUDNESS_H
#define MODEL_LOUDNESS_H

#include <stdbool.h>

/* Gains in dB to -18 LUFS, peaks linear (1 is full scale; above it where the true peak
 * was measured). NAN: unknown. */
struct loudness {
	float track_gain_db, track_peak;
	float album_gain_db, album_peak;
};
#define LOUDNESS_UNKNOWN ((struct loudness){NAN, NAN, NAN, NAN})

/* What a measurement gives (dsp/loudness.h). */
struct loudness_reading {
	double lufs; /* integrated; NAN: silence, or shorter than .4 s */
	double peak; /* true peak, linear */
};
/* The version counts up when another algorithm gives other figures. */
enum { LOUDNESS_VERSION = 1, LOUDNESS_TARGET_LUFS = -18 };
/* The gain to -18 LUFS; NAN for silence. */
double loudness_reading_gain_db(const struct loudness_reading *r);

enum gain_mode { GAIN_OFF, GAIN_TRACK, GAIN_ALBUM, GAIN_AUTO };

struct gain_rule {
	enum gain_mode mode;   /* auto: the album's where it is played in order */
	double preamp_db;      /* added to a known gain */
	double unknown_db;     /* the gain of what is not known; 0 by default */
	bool prevent_clipping; /* lowers the gain until the peak is at most 1, also
				  where the gain is below 0 already */
};

/* The gain in dB; 0 with mode off. album_in_order: the track plays as part of its album,
 * in order. Where the gain that the mode wants is unknown the other one stands in. The
 * peak that is kept below 1 is that of the gain chosen; an unknown peak counts as 1. */
double loudness_gain_db(
	const struct gain_rule *rule, const struct loudness *l, bool album_in_order);

#endif
