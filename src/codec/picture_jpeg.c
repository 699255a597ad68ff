/*
 * JPEG. The library makes it up to eight times smaller by itself, which is fast and
 * takes little memory; progressive files with more scans than anybody needs are refused.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/picture.h"
#include "picture_api.h"

#ifdef HAVE_LIBJPEG

enum { SCANS_MAX = 200, MEMORY_MAX = 512 << 20 };

struct decoding {
	struct jpeg_decompress_struct d; /* first: the library knows it only */
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf out;
	struct jpeg_api api;
	struct picture_scaler scaler;
	unsigned char *line, *rgba; /* owned */
	struct picture *ret;
	int side;
	struct err why;
};

static void on_error(j_common_ptr c)
{
	struct decoding *j = (struct decoding *)c;
	if (j->why.code == ERR_OK)
		err_set(&j->why, ERR_FORMAT, "the JPEG picture is damaged");
	longjmp(j->out, 1);
}

static void be_quiet(j_common_ptr c)
{
	(void)c;
}

static void on_warning(j_common_ptr c, int level)
{
	(void)c;
	(void)level;
}

static void on_progress(j_common_ptr c)
{
	struct decoding *j = (struct decoding *)c;
	if (j->d.input_scan_number > SCANS_MAX) {
		err_set(&j->why, ERR_RANGE, "the JPEG picture has too many scans");
		longjmp(j->out, 1);
	}
}

static void to_rgba(const struct decoding *j)
{
	const unsigned char *p = j->line;
	unsigned char *to = j->rgba;
	bool inks = j->d.out_color_space == JCS_CMYK;
	/* Adobe writes inks inverted: 255 is paper. */
	bool inverted = j->d.saw_Adobe_marker;
	for (JDIMENSION x = 0; x < j->d.output_width; x++, to += 4) {
		for (int c = 0; inks && c < 3; c++) {
			int ink = inverted ? p[c] : 255 - p[c],
			    black = inverted ? p[3] : 255 - p[3];
			to[c] = (unsigned char)(ink * black / 255);
		}
		if (!inks)
			memcpy(to, p, 3);
		to[3] = 255;
		p += j->d.output_components;
	}
}

/* How much smaller the library shall make it: still at least as large as wanted. */
static unsigned denominator(const struct decoding *j)
{
	unsigned by = 1, longest = j->d.image_width > j->d.image_height
					   ? j->d.image_width
					   : j->d.image_height;
	while (by < 8 && longest / (by * 2) >= (unsigned)j->side)
		by *= 2;
	return by;
}

/* Leaves by a jump where something is wrong. */
static void decode(struct decoding *j, const void *bytes, size_t n)
{
	struct jpeg_decompress_struct *d = &j->d;
	j->api.create(d, JPEG_LIB_VERSION, sizeof *d);
	d->progress = &j->progress;
	d->mem->max_memory_to_use = MEMORY_MAX;
	j->api.mem_src(d, bytes, n);
	j->api.read_header(d, TRUE);
	if (picture_scaler_init(&j->scaler, d->image_width, d->image_height, j->side,
		    &j->why) != ERR_OK)
		longjmp(j->out, 1);
	picture_scaler_finish(&j->scaler);
	bool inks = d->jpeg_color_space == JCS_CMYK || d->jpeg_color_space == JCS_YCCK;
	d->out_color_space = inks ? JCS_CMYK : JCS_RGB;
	d->scale_num = 1;
	d->scale_denom = denominator(j);
	d->dct_method = JDCT_IFAST;
	j->api.start(d);
	if (picture_scaler_init(&j->scaler, d->output_width, d->output_height, j->side,
		    &j->why) != ERR_OK)
		longjmp(j->out, 1);
	j->line = xcalloc(d->output_width, (size_t)d->output_components);
	j->rgba = xcalloc(d->output_width, 4);
	while (d->output_scanline < d->output_height) {
		JSAMPROW row = j->line;
		if (j->api.read_lines(d, &row, 1) != 1)
			break;
		to_rgba(j);
		picture_scaler_row(&j->scaler, j->rgba);
	}
}

enum err_code picture_from_jpeg(
	const void *bytes, size_t n, int side, struct picture *ret, struct err *why)
{
	struct decoding *j = xcalloc(1, sizeof *j);
	enum err_code code = jpeg_api_load(&j->api, why);
	if (code != ERR_OK) {
		free(j);
		return code;
	}
	j->side = side;
	j->d.err = j->api.std_error(&j->errors);
	j->errors.error_exit = on_error;
	j->errors.output_message = be_quiet;
	j->errors.emit_message = on_warning;
	j->progress.progress_monitor = on_progress;
	if (setjmp(j->out) == 0)
		decode(j, bytes, n);
	j->api.destroy(&j->d);
	/* What came before the damage is better than nothing. */
	if (j->scaler.y > 0) {
		picture_scaler_take(&j->scaler, ret);
		j->why.code = ERR_OK;
	} else {
		picture_scaler_finish(&j->scaler);
		if (j->why.code == ERR_OK)
			err_set(&j->why, ERR_FORMAT, "the JPEG picture is damaged");
		code = err_set(why, j->why.code, "%s", j->why.msg);
	}
	free(j->line);
	free(j->rgba);
	free(j);
	return code;
}

#else

enum err_code picture_from_jpeg(
	const void *bytes, size_t n, int side, struct picture *ret, struct err *why)
{
	(void)bytes;
	(void)n;
	(void)side;
	(void)ret;
	return jpeg_api_there(why);
}

#endif
