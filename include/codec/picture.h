/*
 * Pictures and lyrics in files: cover art in tags or as JPEG and PNG files, texts in
 * tags. They come from strangers: to be called in a confined process.
 */
#ifndef CODEC_PICTURE_H
#define CODEC_PICTURE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "model/picture.h"

enum {
	PICTURE_FILE_MAX = 32 << 20, /* bytes of a JPEG or PNG */
	PICTURE_PIXELS_MAX = 100 << 20,
	PICTURE_EDGE_MAX = 20000
};

/* Decodes JPEG or PNG, made smaller so that no side is longer than `side` (at most
 * PICTURE_SIDE_MAX). ERR_UNSUPPORTED: another kind; ERR_FORMAT: damaged; ERR_RANGE: too
 * large. */
enum err_code picture_decode(
	const void *bytes, size_t n, int side, struct picture *ret, struct err *why);
/* A file that is a picture, or the front cover (else the first picture) in the tags of
 * an audio file. ERR_NOT_FOUND: there is none. The descriptor stays the caller's. */
enum err_code picture_read_fd(int fd, int side, struct picture *ret, struct err *why);
/* Loads what decoding takes, before a process is confined. */
void picture_preload(void);
/* "libjpeg 62, libpng 1.6.39", or what is missing and how to get it. */
const char *picture_libraries(struct str *buffer);

/* The lyrics in the tags of an audio file, appended as text for lyrics_parse(); those
 * with times before those without. ERR_NOT_FOUND: there are none. */
enum err_code lyrics_read_fd(int fd, struct str *out, struct err *why);

#endif
