/* Dynamics: how the level of the frames is spread; zero crossings. */
#include <math.h>

#include "ear.h"
#include "kernel.h"

void dynamics_frame(struct dynamics_sums *s, const struct ear_frame *f)
{
	if (!f->active)
		return;
	double level = 20 * log10(fmax(f->rms, 1e-5));
	int slot = (int)((level + 100) * 3);
	s->frames++;
	s->rms += f->rms;
	moment_add(&s->level, level);
	s->histogram[slot < LEVEL_SLOTS ? slot : LEVEL_SLOTS - 1]++;
	moment_add(
		&s->crossings, kernel_crossings(f->samples, EAR_HOP) / (double)EAR_HOP);
}

void dynamics_merge(struct dynamics_sums *into, const struct dynamics_sums *s)
{
	into->frames += s->frames;
	into->rms += s->rms;
	moment_merge(&into->level, &s->level, 1);
	moment_merge(&into->crossings, &s->crossings, 1);
	for (int i = 0; i < LEVEL_SLOTS; i++)
		into->histogram[i] += s->histogram[i];
}

double dynamics_level(const struct dynamics_sums *s)
{
	return 20 * log10((s->frames > 0 ? s->rms / s->frames : 0) + 1e-6);
}

/* The level below which `share` of the frames lie, on a straight line within a slot. */
static double percentile(const struct dynamics_sums *s, double share)
{
	double want = share * s->frames, below = 0;
	for (int i = 0; i < LEVEL_SLOTS; i++) {
		if (s->histogram[i] > 0 && below + s->histogram[i] >= want)
			return -100 + (i + (want - below) / s->histogram[i]) / 3;
		below += s->histogram[i];
	}
	return -100;
}

/* The share of frames below a level, whole slots of them. */
static double share_below(const struct dynamics_sums *s, double level_db)
{
	double at = (level_db + 100) * 3, below = 0;
	for (int i = 0; i < LEVEL_SLOTS && i < at; i++)
		below += s->histogram[i];
	return s->frames > 0 ? below / s->frames : 0;
}

void dynamics_solve(const struct dynamics_sums *s, struct feature *ret)
{
	static const double share[5] = {0.05, 0.25, 0.50, 0.75, 0.95};
	float *out = ret->vector + 224;
	double level = dynamics_level(s);
	out[0] = (float)(moment_mean(&s->level, s->frames) - level);
	out[1] = (float)moment_std(&s->level, s->frames);
	out[2] = (float)share_below(s, level - 6);
	for (int i = 0; i < 5; i++)
		out[3 + i] = (float)(percentile(s, share[i]) - level);
	out[8] = (float)moment_mean(&s->crossings, s->frames);
	out[9] = (float)moment_std(&s->crossings, s->frames);
	ret->level_db = (float)level;
	ret->active_frames = (int)s->frames;
}
