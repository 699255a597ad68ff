#include "model/loudness.h"

#include <math.h>

double loudness_reading_gain_db(const struct loudness_reading *r)
{
	return LOUDNESS_TARGET_LUFS - r->lufs;
}

static double known_peak(float peak)
{
	return isfinite(peak) && peak > 0 ? (double)peak : 1;
}

double loudness_gain_db(
	const struct gain_rule *rule, const struct loudness *l, bool album_in_order)
{
	if (rule->mode == GAIN_OFF)
		return 0;
	bool album =
		rule->mode == GAIN_ALBUM || (rule->mode == GAIN_AUTO && album_in_order);
	if (!isfinite(album ? l->album_gain_db : l->track_gain_db))
		album = !album;
	float gain = album ? l->album_gain_db : l->track_gain_db;
	float peak = album ? l->album_peak : l->track_peak;
	double db = isfinite(gain) ? (double)gain + rule->preamp_db : rule->unknown_db;
	if (!rule->prevent_clipping)
		return db;
	return fmin(db, -20 * log10(known_peak(peak)));
}
