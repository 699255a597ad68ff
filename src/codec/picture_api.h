/*
 * libjpeg and libpng as structs of functions, loaded when a picture is first decoded, or
 * before the process is confined. Private to codec/.
 */
#ifndef CODEC_PICTURE_API_H
#define CODEC_PICTURE_API_H

#include <stddef.h>
#include <stdio.h> /* jpeglib.h wants it */

#include "base/err.h"
#include "model/picture.h"

#ifdef HAVE_LIBJPEG
#include <jpeglib.h>

struct jpeg_api {
	__typeof__(jpeg_std_error) *std_error;
	__typeof__(jpeg_CreateDecompress) *create;
	__typeof__(jpeg_mem_src) *mem_src;
	__typeof__(jpeg_read_header) *read_header;
	__typeof__(jpeg_start_decompress) *start;
	__typeof__(jpeg_read_scanlines) *read_lines;
	__typeof__(jpeg_destroy_decompress) *destroy;
};
#endif

#ifdef HAVE_LIBPNG
#include "png_header.h"

/* The simplified interface: no jumps, and one way through all kinds of PNG. */
struct png_api {
	__typeof__(png_image_begin_read_from_memory) *begin;
	__typeof__(png_image_finish_read) *finish;
	__typeof__(png_image_free) *free;
};
#endif

#ifdef HAVE_LIBJPEG
enum err_code jpeg_api_load(struct jpeg_api *ret, struct err *why);
#endif
#ifdef HAVE_LIBPNG
enum err_code png_api_load(struct png_api *ret, struct err *why);
#endif
/* Whether they are there; why says what to install. */
enum err_code jpeg_api_there(struct err *why);
enum err_code png_api_there(struct err *why);

/* picture_jpeg.c, picture_png.c */
enum err_code picture_from_jpeg(
	const void *bytes, size_t n, int side, struct picture *ret, struct err *why);
enum err_code picture_from_png(
	const void *bytes, size_t n, int side, struct picture *ret, struct err *why);

/* ---- picture_scale.c: rows of RGBA come one by one and are averaged */
struct picture_scaler {
	int from_w, from_h, w, h, y; /* y: of the source, next */
	uint32_t *sum;       /* owned; (w, 5): of the row that is made; pixels */
	int row;             /* that is made */
	unsigned char *rgba; /* owned; (h, w, 4) */
};
/* ERR_RANGE for pictures that are too large or too thin. */
enum err_code picture_scaler_init(
	struct picture_scaler *s, int64_t w, int64_t h, int side, struct err *why);
void picture_scaler_row(struct picture_scaler *s, const unsigned char *rgba);
/* Moves the picture out; what was not given stays black and transparent. */
void picture_scaler_take(struct picture_scaler *s, struct picture *ret);
void picture_scaler_finish(struct picture_scaler *s);

#endif
