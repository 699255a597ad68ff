#include "convert.h"

#include <string.h>

#include "dsp/resample.h"

bool convert_fits(const struct convert *c, int from_hz, int to_hz)
{
	return c->from_hz == 0 || (c->from_hz == from_hz && c->to_hz == to_hz);
}

enum err_code convert_begin(
	struct convert *c, int from_hz, int to_hz, uint64_t at, struct err *why)
{
	if (c->from_hz == from_hz && c->to_hz == to_hz)
		return ERR_OK;
	convert_reset(c);
	if (from_hz != to_hz) {
		enum err_code code = resample_create(
			from_hz, to_hz, 2, RESAMPLE_VERY_HIGH, &c->resample, why);
		if (code != ERR_OK)
			return code;
	}
	c->from_hz = from_hz;
	c->to_hz = to_hz;
	c->origin = at;
	c->put = 0;
	return ERR_OK;
}

uint64_t convert_position(const struct convert *c)
{
	uint64_t from = (uint64_t)c->from_hz, to = (uint64_t)c->to_hz;
	return c->origin + (c->put / from) * to + (c->put % from) * to / from;
}

float *convert_input(struct convert *c)
{
	return c->in;
}

void convert_put(struct convert *c, size_t frames)
{
	c->at = 0;
	c->n = frames;
	c->put += frames;
}

bool convert_waiting(const struct convert *c)
{
	return c->n > 0;
}

size_t convert_take(struct convert *c, float *out, size_t frames)
{
	size_t taken = c->n < frames ? c->n : frames, made = taken;
	if (c->n == 0 || frames == 0)
		return 0;
	if (c->resample)
		resample_process(c->resample, c->in + 2 * c->at, c->n, &taken, out,
			frames, &made);
	else
		memcpy(out, c->in + 2 * c->at, taken * 2 * sizeof *out);
	c->at += taken;
	c->n -= taken;
	return made;
}

size_t convert_flush(struct convert *c, float *out, size_t frames)
{
	size_t taken, made = 0;
	if (c->resample)
		resample_process(c->resample, NULL, 0, &taken, out, frames, &made);
	return made;
}

void convert_reset(struct convert *c)
{
	resample_destroy(c->resample);
	c->resample = NULL;
	c->from_hz = c->to_hz = 0;
	c->at = c->n = 0;
}
