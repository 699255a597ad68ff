/*
 * Covers: 16 colours between two hues, a pattern for each style, as PNG. The pixels are
 * stored, not compressed: 4 bits each is small enough.
 */
#include <math.h>

#include "base/hash.h"
#include "base/rng.h"
#include "demo_parts.h"

enum { SIDE = 160, COLOURS = 16, ROW = 1 + SIDE / 2, STORED_MAX = 65535 };

/* ---- PNG (ISO/IEC 15948) */

static void put_be32(struct str *s, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		str_append_c(s, (char)(v >> shift & 0xFF));
}

static uint32_t crc_of(const char *p, size_t n)
{
	uint32_t crc = 0xFFFFFFFFu;
	for (size_t i = 0; i < n; i++) {
		crc ^= (unsigned char)p[i];
		for (int k = 0; k < 8; k++)
			crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
	}
	return ~crc;
}

static void put_chunk(struct str *out, const char *type, const struct str *data)
{
	put_be32(out, (uint32_t)data->len);
	size_t from = out->len;
	str_append(out, type);
	if (data->len > 0)
		str_append_n(out, data->data, data->len);
	put_be32(out, crc_of(out->data + from, out->len - from));
}

/* The zlib stream of one stored block. */
static void put_stored(struct str *out, const struct str *raw)
{
	_Static_assert(ROW * SIDE <= STORED_MAX, "the picture fits into one block");
	uint32_t a = 1, b = 0, n = (uint32_t)raw->len;
	for (size_t i = 0; i < raw->len; i++) {
		a = (a + (unsigned char)raw->data[i]) % 65521;
		b = (b + a) % 65521;
	}
	str_append_n(out, "\x78\x01\x01", 3);
	const char length[4] = {(char)(n & 0xFF), (char)(n >> 8), (char)(~n & 0xFF),
		(char)(~n >> 8 & 0xFF)};
	str_append_n(out, length, sizeof length);
	str_append_n(out, raw->data, raw->len);
	put_be32(out, b << 16 | a);
}

/* ---- the picture */

static double wave(double x)
{
	return .5 + .5 * sin(x);
}

/* Brightness 0…1 at x, y in -1…1. */
static double shade(
	enum synth_style style, double x, double y, const double *p, uint64_t seed)
{
	double far = sqrt(x * x + y * y);
	switch (style) {
	case SYNTH_AMBIENT:
		return .15 +
		       .35 * (1 - y) * wave(3 * y + p[0] * 6 + sin(2 * x + p[1] * 6));
	case SYNTH_TECHNO:
		return wave(far * (18 + 10 * p[0]) + (x > 0 ? 3.14 : 0)) > .5 ? .9 : .1;
	case SYNTH_BAROQUE:
		return .3 + .6 * wave((8 + 4 * p[0]) * (x + y)) *
				    wave((8 + 4 * p[1]) * (x - y));
	case SYNTH_METAL:
		return fabs(x + .35 * sin(9 * y + 6 * p[0]) * sin(23 * y)) <
				       .25 + .2 * y
			       ? 1
			       : .1;
	default: {
		int64_t column = (int64_t)(fabs(x) * 6), row = (int64_t)((y + 1) * 6);
		return hash_u64(seed + (uint64_t)(column * 31 + row)) & 1 && far < 1.1
			       ? .95
			       : .12;
	}
	}
}

static void put_palette(struct str *s, double hue, double other)
{
	for (int i = 0; i < COLOURS; i++) {
		double t = i / (double)(COLOURS - 1), h = hue + (other - hue) * t;
		for (int c = 0; c < 3; c++) {
			double tint = wave(6.2832 * (h + c / 3.));
			double v = t * (.45 + .55 * tint) + .08 * tint;
			str_append_c(s, (char)(unsigned char)(255 * (v > 1 ? 1 : v)));
		}
	}
}

void demo_cover(enum synth_style style, uint64_t seed, struct str *out)
{
	struct rng r;
	rng_seed(&r, seed);
	double p[2] = {rng_double(&r), rng_double(&r)}, hue = rng_double(&r);
	struct str head = {0}, palette = {0}, raw = {0}, data = {0}, none = {0};
	put_be32(&head, SIDE);
	put_be32(&head, SIDE);
	str_append_n(&head, "\x04\x03\0\0\0", 5); /* 4 bits, palette */
	put_palette(&palette, hue, hue + .25);
	for (int y = 0; y < SIDE; y++) {
		str_append_c(&raw, 0); /* no filter */
		for (int x = 0; x < SIDE; x += 2) {
			unsigned pair = 0;
			for (int k = 0; k < 2; k++) {
				double v = shade(style, 2. * (x + k) / SIDE - 1,
					2. * y / SIDE - 1, p, seed);
				int level = (int)(v * COLOURS);
				level = level < 0 ? 0 : level > 15 ? 15 : level;
				pair = pair << 4 | (unsigned)level;
			}
			str_append_c(&raw, (char)pair);
		}
	}
	put_stored(&data, &raw);
	str_append_n(out, "\x89PNG\r\n\x1A\n", 8);
	put_chunk(out, "IHDR", &head);
	put_chunk(out, "PLTE", &palette);
	put_chunk(out, "IDAT", &data);
	put_chunk(out, "IEND", &none);
	str_finish(&head);
	str_finish(&palette);
	str_finish(&raw);
	str_finish(&data);
}
