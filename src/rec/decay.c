#include "rec/decay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Far below what a double holds (2^1023), so that sums have room. */
static const double REBASE_AT = 400.0;

void decay_init(struct decay *d, size_t n, double half_life)
{
	*d = (struct decay){.half_life = half_life, .n = n};
	d->value = xcalloc(n ? n : 1, sizeof *d->value);
}

void decay_finish(struct decay *d)
{
	free(d->value);
	*d = (struct decay){0};
}

static void rebase(struct decay *d, double time)
{
	double scale = decay_scale(d, time);
	for (size_t i = 0; i < d->n; i++)
		d->value[i] *= scale;
	d->origin = time;
}

void decay_add(struct decay *d, int32_t i, double time, double amount)
{
	double halvings = (time - d->origin) / d->half_life;
	if (halvings > REBASE_AT) {
		rebase(d, time);
		halvings = 0.0;
	}
	d->value[i] += amount * exp2(halvings);
}

double decay_scale(const struct decay *d, double time)
{
	return exp2(-(time - d->origin) / d->half_life);
}

void decay_actr(const struct stream *s, double day, double power, double floor_hours,
	double *out)
{
	memset(out, 0, s->n_items * sizeof *out);
	for (size_t p = 0; p < s->n; p++) {
		double hours = fmax((day - s->day[p]) * 24.0, floor_hours);
		out[s->item[p]] += exp2(-power * log2(hours));
	}
}
