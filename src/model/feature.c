#include "model/feature.h"

#include <math.h>
#include <stdio.h>

const struct feature_block feature_blocks[FEATURE_BLOCKS] = {
	{"mfcc_mean", 0, 19, 1.0f, "timbre"},
	{"mfcc_std", 19, 20, 0.7f, "timbre"},
	{"mfcc_delta", 39, 20, 0.5f, "timbre"},
	{"contrast", 59, 14, 1.0f, "timbre"},
	{"valley", 73, 14, 0.7f, "timbre"},
	{"shape", 87, 12, 0.7f, "timbre"},
	{"fluctuation", 99, 60, 1.0f, "rhythm"},
	{"modulation", 159, 50, 1.0f, "rhythm"},
	{"chroma", 209, 15, 0.5f, "harmony"},
	{"dynamics", 224, 8, 0.4f, "dynamics"},
	{"zcr", 232, 2, 0.3f, "timbre"},
};

void feature_name(int i, char *out, size_t size)
{
	for (int b = 0; b < FEATURE_BLOCKS; b++) {
		int at = i - feature_blocks[b].first;
		if (at >= 0 && at < feature_blocks[b].count) {
			snprintf(out, size, "%s%d", feature_blocks[b].name, at);
			return;
		}
	}
	snprintf(out, size, "?");
}

bool feature_usable(const struct feature *f)
{
	if (f->active_frames < FEATURE_MIN_ACTIVE)
		return false;
	for (int i = 0; i < FEATURE_DIM; i++)
		if (!isfinite(f->vector[i]))
			return false;
	for (int i = 0; i < FEATURE_COV; i++)
		if (!isfinite(f->covariance[i]))
			return false;
	for (int i = 0; i < FEATURE_MFCC; i++)
		if (!isfinite(f->mean[i]))
			return false;
	return true;
}

void feature_put(struct str *b, const struct feature *f)
{
	bytes_put_u32(b, (uint32_t)f->version);
	bytes_put_f64(b, f->duration_s);
	bytes_put_u32(b, (uint32_t)f->active_frames);
	bytes_put_f32s(b, f->vector, FEATURE_DIM);
	bytes_put_f32s(b, f->mean, FEATURE_MFCC);
	bytes_put_f32s(b, f->covariance, FEATURE_COV);
	bytes_put_f32(b, f->level_db);
	bytes_put_f32(b, f->tempo_bpm);
	bytes_put_f32(b, f->tempo_strength);
	bytes_put_u32(b, (uint32_t)f->key);
}

void feature_get(struct bytes_reader *r, struct feature *f)
{
	f->version = (int)bytes_get_u32(r);
	f->duration_s = bytes_get_f64(r);
	f->active_frames = (int)bytes_get_u32(r);
	bytes_get_f32s(r, f->vector, FEATURE_DIM);
	bytes_get_f32s(r, f->mean, FEATURE_MFCC);
	bytes_get_f32s(r, f->covariance, FEATURE_COV);
	f->level_db = bytes_get_f32(r);
	f->tempo_bpm = bytes_get_f32(r);
	f->tempo_strength = bytes_get_f32(r);
	f->key = (int)bytes_get_u32(r);
}
