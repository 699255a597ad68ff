#include "base/bytes.h"

#include <string.h>

#include "base/mem.h"

static void put_le(struct str *b, uint64_t v, size_t n)
{
	char out[8];
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(v >> (8 * i));
	str_append_n(b, out, n);
}

void bytes_put_u8(struct str *b, uint8_t v)
{
	put_le(b, v, 1);
}

void bytes_put_u32(struct str *b, uint32_t v)
{
	put_le(b, v, 4);
}

void bytes_put_i64(struct str *b, int64_t v)
{
	put_le(b, (uint64_t)v, 8);
}

void bytes_put_f32(struct str *b, float v)
{
	uint32_t u;
	memcpy(&u, &v, sizeof u);
	put_le(b, u, 4);
}

void bytes_put_f64(struct str *b, double v)
{
	uint64_t u;
	memcpy(&u, &v, sizeof u);
	put_le(b, u, 8);
}

void bytes_put_f32s(struct str *b, const float *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes_put_f32(b, v[i]);
}

void bytes_put_blob(struct str *b, const void *p, size_t n)
{
	bytes_put_u32(b, (uint32_t)n);
	str_append_n(b, p, n);
}

void bytes_put_str(struct str *b, const char *s)
{
	if (s)
		bytes_put_blob(b, s, strlen(s));
	else
		bytes_put_u32(b, UINT32_MAX);
}

void bytes_reader_init(struct bytes_reader *r, const void *p, size_t n)
{
	r->p = p;
	r->end = r->p + n;
	r->bad = false;
}

static uint64_t get_le(struct bytes_reader *r, size_t n)
{
	uint64_t v = 0;
	if (r->bad || (size_t)(r->end - r->p) < n) {
		r->bad = true;
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)r->p[i] << (8 * i);
	r->p += n;
	return v;
}

uint8_t bytes_get_u8(struct bytes_reader *r)
{
	return (uint8_t)get_le(r, 1);
}

uint32_t bytes_get_u32(struct bytes_reader *r)
{
	return (uint32_t)get_le(r, 4);
}

int64_t bytes_get_i64(struct bytes_reader *r)
{
	return (int64_t)get_le(r, 8);
}

float bytes_get_f32(struct bytes_reader *r)
{
	uint32_t u = bytes_get_u32(r);
	float v;
	memcpy(&v, &u, sizeof v);
	return v;
}

double bytes_get_f64(struct bytes_reader *r)
{
	uint64_t u = get_le(r, 8);
	double v;
	memcpy(&v, &u, sizeof v);
	return v;
}

void bytes_get_f32s(struct bytes_reader *r, float *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = bytes_get_f32(r);
}

const void *bytes_get_blob(struct bytes_reader *r, size_t *ret_n)
{
	size_t n = bytes_get_u32(r);
	*ret_n = 0;
	if (r->bad || (size_t)(r->end - r->p) < n) {
		r->bad = true;
		return r->p;
	}
	const void *at = r->p;
	r->p += n;
	*ret_n = n;
	return at;
}

char *bytes_get_str(struct bytes_reader *r)
{
	struct bytes_reader ahead = *r;
	if (bytes_get_u32(&ahead) == UINT32_MAX && !ahead.bad) {
		*r = ahead;
		return NULL;
	}
	size_t n;
	const void *at = bytes_get_blob(r, &n);
	return r->bad ? NULL : xstrndup(at, n);
}
