#include "base/pace.h"

#include <math.h>
#include <string.h>

enum { APART_US = 500000 };

void pace_tell(struct pace *p, int64_t now_us, int64_t done)
{
	if (p->n > 0 && (done < p->done || now_us < p->us))
		*p = (struct pace){0};
	p->us = now_us;
	p->done = done;
	if (p->n > 0 && now_us - p->sample[p->n - 1].us < APART_US)
		return;
	if (p->n == PACE_SAMPLES)
		memmove(p->sample, p->sample + 1, --p->n * sizeof *p->sample);
	p->sample[p->n].us = now_us;
	p->sample[p->n].done = done;
	p->n++;
}

double pace_rate(const struct pace *p)
{
	if (p->n == 0 || p->us - p->sample[0].us < APART_US)
		return 0;
	return (double)(p->done - p->sample[0].done) * 1e6 /
	       (double)(p->us - p->sample[0].us);
}

int64_t pace_left_s(const struct pace *p, int64_t total)
{
	double rate = pace_rate(p);
	if (rate <= 0 || total < p->done)
		return -1;
	return (int64_t)ceil((double)(total - p->done) / rate);
}
