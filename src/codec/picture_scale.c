/*
 * Making pictures smaller: each pixel of the source is added to the one pixel that it
 * falls into, weighted by its opacity, row by row, so that a large picture never needs
 * to be held as a whole.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/picture.h"
#include "picture_api.h"

enum { SUMS = 5 /* red, green, blue, opacity, pixels */ };

enum err_code picture_scaler_init(
	struct picture_scaler *s, int64_t w, int64_t h, int side, struct err *why)
{
	*s = (struct picture_scaler){0};
	side = side < 1 ? 1 : side > PICTURE_SIDE_MAX ? PICTURE_SIDE_MAX : side;
	if (w < 1 || h < 1)
		return err_set(why, ERR_FORMAT, "the picture is damaged");
	if (w > PICTURE_EDGE_MAX || h > PICTURE_EDGE_MAX || w * h > PICTURE_PIXELS_MAX)
		return err_set(why, ERR_RANGE,
			"the picture has %lld × %lld pixels, which is too many",
			(long long)w, (long long)h);
	int64_t longest = w > h ? w : h;
	s->from_w = s->w = (int)w;
	s->from_h = s->h = (int)h;
	if (longest > side) {
		s->w = (int)(w * side / longest);
		s->h = (int)(h * side / longest);
		s->w += s->w == 0;
		s->h += s->h == 0;
	}
	s->sum = xcalloc((size_t)s->w * SUMS, sizeof *s->sum);
	s->rgba = xcalloc((size_t)s->w * (size_t)s->h, 4);
	return ERR_OK;
}

static void end_row(struct picture_scaler *s)
{
	unsigned char *to = s->rgba + (size_t)s->row * (size_t)s->w * 4;
	for (int x = 0; x < s->w; x++, to += 4) {
		const uint32_t *sum = s->sum + (size_t)x * SUMS;
		uint32_t opacity = sum[3];
		for (int c = 0; c < 3 && opacity > 0; c++)
			to[c] = (unsigned char)(sum[c] / opacity);
		to[3] = (unsigned char)(sum[4] ? opacity / sum[4] : 0);
	}
	memset(s->sum, 0, (size_t)s->w * SUMS * sizeof *s->sum);
}

/* A pixel's sums stay below 2^32: at most PICTURE_EDGE_MAX² / SIDE² of 255² are added;
 * of pictures made much smaller than that only some of the pixels count. */
void picture_scaler_row(struct picture_scaler *s, const unsigned char *rgba)
{
	enum { TAKEN = 128 /* pixels of the source in each direction */ };
	if (s->y >= s->from_h)
		return;
	int row = (int)((int64_t)s->y * s->h / s->from_h);
	int every_x = 1 + s->from_w / s->w / TAKEN,
	    every_y = 1 + s->from_h / s->h / TAKEN;
	if (row != s->row)
		end_row(s);
	s->row = row;
	for (int x = 0; x < s->from_w && s->y % every_y == 0; x += every_x) {
		const unsigned char *from = rgba + (size_t)x * 4;
		uint32_t *sum = s->sum + (size_t)((int64_t)x * s->w / s->from_w) * SUMS;
		for (int c = 0; c < 3; c++)
			sum[c] += (uint32_t)from[c] * from[3];
		sum[3] += from[3];
		sum[4]++;
	}
	if (++s->y == s->from_h)
		end_row(s);
}

void picture_scaler_take(struct picture_scaler *s, struct picture *ret)
{
	if (s->y > 0 && s->y < s->from_h)
		end_row(s); /* it was cut off */
	*ret = (struct picture){s->w, s->h, s->rgba};
	s->rgba = NULL;
	picture_scaler_finish(s);
}

void picture_scaler_finish(struct picture_scaler *s)
{
	free(s->sum);
	free(s->rgba);
	*s = (struct picture_scaler){0};
}
