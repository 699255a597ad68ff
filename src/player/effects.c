#include "effects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/equalizer.h"
#include "dsp/stretch.h"

_Static_assert((int)PLAYER_BANDS == (int)EQUALIZER_BANDS, "the same bands");

static const double SLOWEST = .5, FASTEST = 2;

static double clamped_speed(const struct player_sound *s)
{
	if (!(s->speed > 0))
		return 1;
	return fmin(fmax(s->speed, SLOWEST), FASTEST);
}

static bool wants_equalizer(const struct player_sound *s)
{
	return s->equalizer && !equalizer_flat(s->band_db);
}

bool effects_are(const struct effects *e, const struct player_sound *s)
{
	if (wants_equalizer(s) != (e->equalizer != NULL) ||
		clamped_speed(s) != (e->speed > 0 ? e->speed : 1))
		return false;
	return !e->equalizer || memcmp(e->band_db, s->band_db, sizeof e->band_db) == 0;
}

void effects_finish(struct effects *e)
{
	equalizer_destroy(e->equalizer);
	stretch_destroy(e->stretch);
	free(e->scratch);
	*e = (struct effects){0};
}

static void use_equalizer(struct effects *e, const struct player_sound *s)
{
	if (!wants_equalizer(s)) {
		equalizer_destroy(e->equalizer);
		e->equalizer = NULL;
		return;
	}
	if (!e->equalizer)
		e->equalizer = equalizer_create(e->rate_hz);
	memcpy(e->band_db, s->band_db, sizeof e->band_db);
	equalizer_set(e->equalizer, e->band_db);
	equalizer_reset(e->equalizer);
}

static enum err_code use_speed(struct effects *e, double speed, struct err *why)
{
	enum err_code code = ERR_OK;
	if (speed != 1 && e->stretch)
		code = stretch_restart(e->stretch, speed, why);
	else if (speed != 1)
		code = stretch_create(e->rate_hz, speed, &e->stretch, why);
	if (speed == 1 || code != ERR_OK) {
		stretch_destroy(e->stretch);
		free(e->scratch);
		e->stretch = NULL;
		e->scratch = NULL;
		return code;
	}
	if (!e->scratch)
		e->scratch = xcalloc(STRETCH_BLOCK, 2 * sizeof *e->scratch);
	return ERR_OK;
}

enum err_code effects_reset(struct effects *e, const struct player_sound *s,
	int rate_hz, uint64_t at, struct err *why)
{
	if (e->rate_hz != rate_hz)
		effects_finish(e);
	e->rate_hz = rate_hz;
	e->origin = at;
	use_equalizer(e, s);
	e->speed = clamped_speed(s);
	return use_speed(e, e->speed, why);
}

uint64_t effects_place(const struct effects *e, uint64_t music)
{
	if (!e->stretch)
		return music;
	return e->origin + (uint64_t)llround((double)(music - e->origin) / e->speed);
}

void effects_equalize(struct effects *e, float *pcm, size_t frames)
{
	if (e->equalizer)
		equalizer_process(e->equalizer, pcm, frames);
}
