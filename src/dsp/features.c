#include "dsp/features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ear.h"
#include "kernel.h"

enum { HELD = 2 * EAR_CHROMA_FFT }; /* samples that wait for their last frame */

struct features_sums {
	double samples;
	struct timbre_sums timbre;
	struct contrast_sums contrast;
	struct shape_sums shape;
	struct rhythm_sums rhythm;
	struct chroma_sums chroma;
	struct dynamics_sums dynamics;
	struct tempo_sums tempo;
};

struct features {
	struct features_sums sums;
	struct timbre timbre;
	struct contrast contrast;
	struct shape shape;
	struct rhythm rhythm;
	struct chroma chroma;
	struct tempo tempo;
	struct fft *fft; /* owned */
	float window[EAR_FFT];
	float power[EAR_POWER];
	double block_energy[EAR_FFT / EAR_HOP]; /* of the last whole hops, a ring */
	float held[HELD];
	size_t held_n;
	size_t next_frame, next_chroma; /* where they begin in `held` */
	int64_t frames;
};

void moment_merge(struct moment *into, const struct moment *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		into[i].sum += m[i].sum;
		into[i].square += m[i].square;
	}
}

double moment_mean(const struct moment *m, double n)
{
	return n > 0 ? m->sum / n : 0;
}

double moment_std(const struct moment *m, double n)
{
	double mean = moment_mean(m, n);
	return n > 0 ? sqrt(fmax(0, m->square / n - mean * mean)) : 0;
}

struct features *features_create(void)
{
	struct features *x = xcalloc(1, sizeof *x);
	x->fft = fft_create(EAR_FFT, 1);
	for (int i = 0; i < EAR_FFT; i++)
		x->window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * i / EAR_FFT));
	timbre_init(&x->timbre);
	contrast_init(&x->contrast);
	rhythm_init(&x->rhythm);
	chroma_init(&x->chroma);
	return x;
}

void features_destroy(struct features *x)
{
	if (!x)
		return;
	timbre_finish(&x->timbre);
	rhythm_finish(&x->rhythm);
	chroma_finish(&x->chroma);
	fft_destroy(x->fft);
	free(x);
}

void features_reset(struct features *x)
{
	memset(&x->sums, 0, sizeof x->sums);
	memset(&x->shape, 0, sizeof x->shape);
	memset(&x->tempo, 0, sizeof x->tempo);
	x->timbre.has_last = false;
	rhythm_reset(&x->rhythm);
	chroma_reset(&x->chroma);
	x->held_n = x->next_frame = x->next_chroma = 0;
	x->frames = 0;
}

/* Each hop's energy is summed once and used by the four frames that hold it. A hop with
 * values that are no sound (not finite, or 80 dB above full scale) becomes silence,
 * before any other part sees it: the chroma's frames are complete later. */
static double frame_rms(struct features *x, float *samples)
{
	enum { HOPS = EAR_FFT / EAR_HOP };
	const double most = 1e8 * EAR_HOP;
	double energy = 0;
	for (int64_t h = x->frames == 0 ? 0 : HOPS - 1; h < HOPS; h++) {
		float *hop = samples + h * EAR_HOP;
		double e = (double)kernel_dot(hop, hop, EAR_HOP);
		if (!(e < most)) {
			memset(hop, 0, EAR_HOP * sizeof *hop);
			e = 0;
		}
		x->block_energy[(x->frames + h) % HOPS] = e;
	}
	for (int h = 0; h < HOPS; h++)
		energy += x->block_energy[h];
	return sqrt(energy / EAR_FFT);
}

static void add_frame(struct features *x, float *samples)
{
	struct features_sums *s = &x->sums;
	struct ear_frame f = {.samples = samples, .power = x->power};
	f.rms = frame_rms(x, samples);
	f.active = f.rms > 0 && 20 * log10(f.rms) > -70;
	kernel_multiply(fft_input(x->fft), samples, x->window, EAR_FFT);
	fft_run(x->fft);
	kernel_power(x->power, fft_output(x->fft), 16.0f / ((float)EAR_FFT * EAR_FFT),
		EAR_BINS);
	f.floor = 1e-7f * kernel_max(x->power + 1, EAR_BINS - 1) + 1e-15f;
	timbre_frame(&x->timbre, &s->timbre, &f);
	contrast_frame(&x->contrast, &s->contrast, &f);
	shape_frame(&x->shape, &s->shape, &f);
	rhythm_frame(&x->rhythm, &s->rhythm, &f);
	dynamics_frame(&s->dynamics, &f);
	tempo_frame(&x->tempo, &s->tempo, &f);
	x->frames++;
}

static void add_held(struct features *x)
{
	while (x->next_frame + EAR_FFT <= x->held_n) {
		add_frame(x, x->held + x->next_frame);
		x->next_frame += EAR_HOP;
	}
	while (x->next_chroma + EAR_CHROMA_FFT <= x->held_n) {
		chroma_frame(&x->chroma, &x->sums.chroma, x->held + x->next_chroma);
		x->next_chroma += EAR_CHROMA_HOP;
	}
	/* The chroma's frames are the longest: they never begin behind the others. */
	size_t done = x->next_chroma;
	if (done < HELD / 2)
		return;
	memmove(x->held, x->held + done, (x->held_n - done) * sizeof *x->held);
	x->held_n -= done;
	x->next_frame -= done;
	x->next_chroma = 0;
}

void features_push(struct features *x, const float *mono, size_t n)
{
	x->sums.samples += (double)n;
	while (n > 0) {
		size_t take = HELD - x->held_n < n ? HELD - x->held_n : n;
		memcpy(x->held + x->held_n, mono, take * sizeof *mono);
		x->held_n += take;
		mono += take;
		n -= take;
		add_held(x);
	}
}

void features_finish(struct features *x, struct feature *ret)
{
	rhythm_end(&x->rhythm, &x->sums.rhythm);
	features_solve(&x->sums, ret);
}

struct features_sums *features_sums_create(void)
{
	return xcalloc(1, sizeof(struct features_sums));
}

void features_sums_destroy(struct features_sums *s)
{
	free(s);
}

void features_cut(struct features *x, struct features_sums *ret)
{
	*ret = x->sums;
	memset(&x->sums, 0, sizeof x->sums);
}

void features_sums_add(struct features_sums *into, const struct features_sums *s)
{
	into->samples += s->samples;
	timbre_merge(&into->timbre, &s->timbre);
	contrast_merge(&into->contrast, &s->contrast);
	shape_merge(&into->shape, &s->shape);
	rhythm_merge(&into->rhythm, &s->rhythm);
	chroma_merge(&into->chroma, &s->chroma);
	dynamics_merge(&into->dynamics, &s->dynamics);
	tempo_merge(&into->tempo, &s->tempo);
}

void features_solve(const struct features_sums *s, struct feature *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->version = FEATURE_VERSION;
	ret->duration_s = s->samples / FEATURE_RATE_HZ;
	double level = dynamics_level(&s->dynamics);
	timbre_solve(&s->timbre, ret);
	contrast_solve(&s->contrast, level, ret);
	shape_solve(&s->shape, ret);
	rhythm_solve(&s->rhythm, ret);
	chroma_solve(&s->chroma, ret);
	dynamics_solve(&s->dynamics, ret);
	tempo_solve(&s->tempo, ret);
}
