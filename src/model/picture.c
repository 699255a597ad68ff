#include "model/picture.h"

#include <stdlib.h>

#include "base/mem.h"

void picture_finish(struct picture *p)
{
	free(p->rgba);
	*p = (struct picture){0};
}

void picture_put(struct str *b, const struct picture *p)
{
	bytes_put_u32(b, (uint32_t)p->width);
	bytes_put_u32(b, (uint32_t)p->height);
	bytes_put_blob(b, p->rgba, (size_t)p->width * (size_t)p->height * 4);
}

void picture_get(struct bytes_reader *r, struct picture *ret)
{
	uint32_t w = bytes_get_u32(r), h = bytes_get_u32(r);
	size_t n;
	const void *rgba = bytes_get_blob(r, &n);
	*ret = (struct picture){0};
	if (r->bad || w < 1 || h < 1 || w > PICTURE_SIDE_MAX || h > PICTURE_SIDE_MAX ||
		n != (size_t)w * h * 4) {
		r->bad = true;
		return;
	}
	*ret = (struct picture){(int)w, (int)h, xmemdup(rgba, n)};
}
