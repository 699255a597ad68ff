/*
 * A decoded picture, small enough for a screen.
 */
#ifndef MODEL_PICTURE_H
#define MODEL_PICTURE_H

#include "base/bytes.h"
#include "base/str.h"

enum { PICTURE_SIDE_MAX = 512 };

struct picture {
	int width, height;   /* pixels, 1 … PICTURE_SIDE_MAX; 0: no picture */
	unsigned char *rgba; /* owned; (height, width, 4), not premultiplied */
};
void picture_finish(struct picture *p);

/* Wire form between processes. */
void picture_put(struct str *b, const struct picture *p);
void picture_get(struct bytes_reader *r, struct picture *ret);

#endif
