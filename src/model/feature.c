#include "model/feature.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* Blocks whose first half are means and second half deviations, over bands. */
static bool name_halves(const struct feature_block *b, int at, char *out, size_t size)
{
	int half = b->count / 2;
	bool bands = strcmp(b->name, "contrast") == 0 || strcmp(b->name, "valley") == 0;
	if (bands)
		snprintf(out, size, "%s_%s%d", b->name, at < half ? "mean" : "std",
			at % half);
	return bands;
}

/* Blocks whose numbers each have a name of their own. */
static bool name_single(const struct feature_block *b, int at, char *out, size_t size)
{
	static const struct {
		const char *block;
		const char *name[15];
	} own[] = {
		{"shape", {"centroid_mean", "spread_mean", "rolloff85_mean",
				  "rolloff95_mean", "flatness_mean", "flux_mean",
				  "centroid_std", "spread_std", "rolloff85_std",
				  "rolloff95_std", "flatness_std", "flux_std"}},
		{"chroma", {"chroma_entropy", "chroma_spread", "chroma_change",
				   "chroma_dft_mean1", "chroma_dft_mean2",
				   "chroma_dft_mean3", "chroma_dft_mean4",
				   "chroma_dft_mean5", "chroma_dft_mean6",
				   "chroma_dft_std1", "chroma_dft_std2",
				   "chroma_dft_std3", "chroma_dft_std4",
				   "chroma_dft_std5", "chroma_dft_std6"}},
		{"dynamics",
			{"level_mean", "level_std", "level_low_share", "level_p5",
				"level_p25", "level_p50", "level_p75", "level_p95"}},
		{"zcr", {"zcr_mean", "zcr_std"}},
	};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (strcmp(own[i].block, b->name) == 0) {
			snprintf(out, size, "%s", own[i].name[at]);
			return true;
		}
	}
	return false;
}

/* Bands by rates, row by row; the means of MFCC begin with the first. */
static void name_numbered(const struct feature_block *b, int at, char *out, size_t size)
{
	if (strcmp(b->name, "fluctuation") == 0)
		snprintf(out, size, "fluctuation_band%d_rate%d", at / 6, at % 6);
	else if (strcmp(b->name, "modulation") == 0)
		snprintf(out, size, "modulation_band%d_rate%d", at / 5, at % 5);
	else if (strcmp(b->name, "mfcc_mean") == 0)
		snprintf(out, size, "mfcc_mean%d", at + 1);
	else
		snprintf(out, size, "%s%d", b->name, at);
}

void feature_name(int i, char *out, size_t size)
{
	snprintf(out, size, "?");
	for (int k = 0; k < FEATURE_BLOCKS; k++) {
		const struct feature_block *b = &feature_blocks[k];
		int at = i - b->first;
		if (at < 0 || at >= b->count)
			continue;
		if (!name_halves(b, at, out, size) && !name_single(b, at, out, size))
			name_numbered(b, at, out, size);
	}
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
