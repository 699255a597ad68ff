/*
 * The parts of the extractor (SONIC.md's recommended ear), one file each. Each has
 * tables and a memory of the frame before (`struct x`), and sums (`struct x_sums`) that
 * are values: adding the sums of two stretches gives the sums of both.
 *
 * The STFT has 2,048 samples (periodic Hann), hop 512; P[k] = 16 |X[k]|² / 2048², so
 * that a sine at full scale has power 1. Frames with an RMS of -70 dB or less are not
 * active.
 */
#ifndef DSP_EAR_H
#define DSP_EAR_H

#include <stdbool.h>
#include <stdint.h>

#include "dsp/fft.h"
#include "model/feature.h"

enum {
	EAR_FFT = 2048,
	EAR_HOP = 512,
	EAR_BINS = EAR_FFT / 2 + 1,
	EAR_POWER = EAR_BINS + 7, /* room of a power spectrum: zeros at its end */
	EAR_MELS = 40,
	EAR_BANDS = 20, /* of the rhythm: two mel bands each */
	EAR_CHROMA_FFT = 8192,
	EAR_CHROMA_HOP = 2048
};

/* What the parts are given for every frame. */
struct ear_frame {
	const float *samples; /* borrowed; (EAR_FFT), not windowed */
	const float *power;   /* borrowed; (EAR_POWER) */
	double rms;
	float floor; /* 1e-7 of the largest power but bin 0's, + 1e-15 */
	bool active;
	float mel[EAR_MELS];   /* energies */
	float level[EAR_MELS]; /* the same in dB, not below the loudest - 60 dB */
};

/* Sum and sum of squares: enough for a mean and a standard deviation. */
struct moment {
	double sum, square;
};

static inline void moment_add(struct moment *m, double v)
{
	m->sum += v;
	m->square += v * v;
}

void moment_merge(struct moment *into, const struct moment *m, size_t n);
double moment_mean(const struct moment *m, double n);
double moment_std(const struct moment *m, double n);

/* ---- timbre: mel bands and MFCC */
struct timbre {
	int first[EAR_MELS],
		len[EAR_MELS]; /* bins of a triangle; len a multiple of 8 */
	float *weight;         /* owned; triangles one after another */
	float dct[FEATURE_MFCC][EAR_MELS];
	float last[FEATURE_MFCC];
	bool has_last;
};
struct timbre_sums {
	double frames, deltas; /* active ones */
	double sum[FEATURE_MFCC];
	double product[FEATURE_COV]; /* lower triangle, row by row */
	struct moment delta[FEATURE_MFCC];
};
void timbre_init(struct timbre *t);
void timbre_finish(struct timbre *t);
void timbre_frame(struct timbre *t, struct timbre_sums *s, struct ear_frame *f);
void timbre_merge(struct timbre_sums *into, const struct timbre_sums *s);
void timbre_solve(const struct timbre_sums *s, struct feature *ret);

/* ---- spectral contrast */
enum { CONTRAST_BANDS = 7, CONTRAST_SLOTS = 2048 };
struct contrast {
	int edge[CONTRAST_BANDS + 1];
	uint16_t count[CONTRAST_SLOTS]; /* all zero between bands */
};
struct contrast_sums {
	double frames;
	struct moment contrast[CONTRAST_BANDS], valley[CONTRAST_BANDS];
};
void contrast_init(struct contrast *c);
void contrast_frame(
	struct contrast *c, struct contrast_sums *s, const struct ear_frame *f);
void contrast_merge(struct contrast_sums *into, const struct contrast_sums *s);
void contrast_solve(
	const struct contrast_sums *s, double level_db, struct feature *ret);

/* ---- shape of the spectrum */
enum { SHAPES = 6 };
struct shape {
	float unit[EAR_POWER]; /* amplitudes of the frame before, scaled to length 1 */
	bool has_last;
};
struct shape_sums {
	double frames;
	struct moment shape[SHAPES];
};
void shape_frame(struct shape *h, struct shape_sums *s, const struct ear_frame *f);
void shape_merge(struct shape_sums *into, const struct shape_sums *s);
void shape_solve(const struct shape_sums *s, struct feature *ret);

/* ---- rhythm: fluctuation pattern and modulation spectrum */
enum {
	RHYTHM_BLOCK = 256,
	RHYTHM_HOP = 128,
	FLUCTUATION_RATES = 12,
	MODULATION_RATES = 5,
	RHYTHM_TABLE = 80 * 32 + 2
};
struct rhythm {
	float band[EAR_BANDS][RHYTHM_BLOCK]; /* a ring over time */
	int64_t frames;
	struct fft *fft;               /* owned; 2 * EAR_BANDS of RHYTHM_BLOCK */
	float sensation[RHYTHM_TABLE]; /* of 0…80 dB in steps of 1/32 dB */
	float hann[RHYTHM_BLOCK];      /* symmetric */
	float weight[RHYTHM_BLOCK / 2 + 1];
	signed char fluctuation_rate[RHYTHM_BLOCK / 2 + 1]; /* -1: none */
	signed char modulation_rate[RHYTHM_BLOCK / 2 + 1];
};
struct rhythm_sums {
	double blocks;
	double fluctuation[EAR_BANDS][FLUCTUATION_RATES];
	double modulation[EAR_BANDS][MODULATION_RATES];
};
void rhythm_init(struct rhythm *r);
void rhythm_reset(struct rhythm *r);
void rhythm_finish(struct rhythm *r);
void rhythm_frame(struct rhythm *r, struct rhythm_sums *s, const struct ear_frame *f);
void rhythm_end(
	struct rhythm *r, struct rhythm_sums *s); /* a track shorter than a block */
void rhythm_merge(struct rhythm_sums *into, const struct rhythm_sums *s);
void rhythm_solve(const struct rhythm_sums *s, struct feature *ret);

/* ---- chroma, on a longer FFT of its own */
enum { PITCHES = 12, CHROMA_DFT = 6, CHROMA_FIRST = 25, CHROMA_LAST = 779 };
struct chroma {
	float *window;   /* owned; (EAR_CHROMA_FFT) */
	struct fft *fft; /* owned */
	float last[PITCHES];
	bool has_last;
};
struct chroma_sums {
	double frames;
	double profile[PITCHES]; /* each frame's scaled to sum 1 */
	double spread, change;
	struct moment dft[CHROMA_DFT];
};
void chroma_init(struct chroma *c);
void chroma_reset(struct chroma *c);
void chroma_finish(struct chroma *c);
/* samples: (EAR_CHROMA_FFT) */
void chroma_frame(struct chroma *c, struct chroma_sums *s, const float *samples);
void chroma_merge(struct chroma_sums *into, const struct chroma_sums *s);
void chroma_solve(const struct chroma_sums *s, struct feature *ret);

/* ---- dynamics and zero crossings */
enum { LEVEL_SLOTS = 360 }; /* of 1/3 dB from -100 dB */
struct dynamics_sums {
	double frames; /* active ones */
	double rms;
	struct moment level, crossings;
	double histogram[LEVEL_SLOTS];
};
void dynamics_frame(struct dynamics_sums *s, const struct ear_frame *f);
void dynamics_merge(struct dynamics_sums *into, const struct dynamics_sums *s);
double dynamics_level(const struct dynamics_sums *s); /* of the track, dB */
void dynamics_solve(const struct dynamics_sums *s, struct feature *ret);

/* ---- tempo: for people, not in the vector */
enum { TEMPO_LAGS = 320 };
struct tempo {
	float level[EAR_MELS]; /* of the frame before */
	float onset[2 *
		    TEMPO_LAGS]; /* the last ones twice, so that they lie in a row */
	int64_t frames;
};
struct tempo_sums {
	double frames, onset;
	double product[TEMPO_LAGS]; /* of an onset with the one `lag` frames before */
};
void tempo_frame(struct tempo *t, struct tempo_sums *s, const struct ear_frame *f);
void tempo_merge(struct tempo_sums *into, const struct tempo_sums *s);
void tempo_solve(const struct tempo_sums *s, struct feature *ret);

#endif
