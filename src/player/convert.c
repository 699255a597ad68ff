#include "convert.h"

#include <math.h>
#include <string.h>

#include "dsp/resample.h"

/* No filter holds more than so much: a second and a half at 768 kHz. */
enum { FLUSH_BLOCKS = 256 };

bool convert_fits(const struct convert *c, int from_hz, int to_hz)
{
	return c->from_hz == 0 || (c->from_hz == from_hz && c->to_hz == to_hz);
}

/* How long the run is, if it ends here; ret_left: what the next one is given. */
static uint64_t run_frames(const struct convert *c, double *ret_left)
{
	uint64_t from = (uint64_t)c->from_hz, to = (uint64_t)c->to_hz;
	double rest = c->left + (double)(c->put % from * to % from) / (double)from;
	double more = floor(rest + .5);
	*ret_left = rest - more;
	return convert_position(c) - c->origin + (uint64_t)(int64_t)more;
}

enum err_code convert_begin(
	struct convert *c, int from_hz, int to_hz, uint64_t at, struct err *why)
{
	if (c->from_hz == from_hz && c->to_hz == to_hz)
		return ERR_OK;
	double left = 0;
	if (c->from_hz != 0)
		run_frames(c, &left);
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
	c->left = left;
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
	c->made += made;
	return made;
}

/* Silence behind the end pushes out what is inside, and a frame more where rounding has
 * left so much. */
size_t convert_flush(struct convert *c, float *out, size_t frames)
{
	size_t taken, made = 0;
	double left;
	if (!c->resample)
		return 0;
	uint64_t whole = run_frames(c, &left);
	if (frames > whole - c->made)
		frames = (size_t)(whole - c->made);
	memset(c->in, 0, sizeof c->in);
	for (int i = 0; i < FLUSH_BLOCKS && frames > 0 && made == 0; i++)
		resample_process(
			c->resample, c->in, SOURCE_BLOCK, &taken, out, frames, &made);
	c->made += made;
	return made;
}

void convert_reset(struct convert *c)
{
	resample_destroy(c->resample);
	c->resample = NULL;
	c->from_hz = c->to_hz = 0;
	c->put = c->made = 0;
	c->left = 0;
	c->at = c->n = 0;
}
