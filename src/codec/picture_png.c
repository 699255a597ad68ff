/* PNG, through libpng's simplified interface: it holds the whole picture, so the number
 * of pixels is bounded before. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/picture.h"
#include "picture_api.h"

#ifdef HAVE_LIBPNG

enum { PIXELS_MAX = 32 << 20 /* 128 MB */ };

enum err_code picture_from_png(
	const void *bytes, size_t n, int side, struct picture *ret, struct err *why)
{
	struct png_api api;
	png_image image = {.version = PNG_IMAGE_VERSION};
	struct picture_scaler s = {0};
	unsigned char *all = NULL;
	enum err_code code = png_api_load(&api, why);
	if (code != ERR_OK)
		return code;
	if (!api.begin(&image, bytes, n)) {
		code = err_set(why, ERR_FORMAT, "the PNG picture is damaged");
		goto out;
	}
	code = picture_scaler_init(&s, image.width, image.height, side, why);
	if (code == ERR_OK && (int64_t)image.width * image.height > PIXELS_MAX)
		code = err_set(why, ERR_RANGE,
			"the PNG picture has %u × %u pixels, which is too many",
			(unsigned)image.width, (unsigned)image.height);
	if (code != ERR_OK)
		goto out;
	image.format = PNG_FORMAT_RGBA;
	size_t row = (size_t)image.width * 4;
	all = xcalloc(image.height, row);
	if (!api.finish(&image, NULL, all, 0, NULL)) {
		code = err_set(why, ERR_FORMAT, "the PNG picture is damaged");
		goto out;
	}
	for (size_t y = 0; y < image.height; y++)
		picture_scaler_row(&s, all + y * row);
	picture_scaler_take(&s, ret);
out:
	api.free(&image);
	picture_scaler_finish(&s);
	free(all);
	return code;
}

#else

enum err_code picture_from_png(
	const void *bytes, size_t n, int side, struct picture *ret, struct err *why)
{
	(void)bytes;
	(void)n;
	(void)side;
	(void)ret;
	return png_api_there(why);
}

#endif
