/*
 * Changing what a file's tags say, in place. Whoever calls it works on a copy and puts
 * that in the file's place (library/retag.h). Everything that is not changed stays:
 * other fields, pictures, gains, unknown frames, the version of ID3v2.
 */
#ifndef CODEC_RETAG_H
#define CODEC_RETAG_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/sniff.h"

/* The fields that can be changed, in the order in which people are shown them. */
enum retag_field {
	RETAG_TITLE,
	RETAG_ARTIST,
	RETAG_ALBUM,
	RETAG_ALBUM_ARTIST,
	RETAG_DATE,
	RETAG_TRACK, /* "3" or "3/12" */
	RETAG_DISC,
	RETAG_GENRE,
	RETAG_COMPOSER,
	RETAG_COMMENT,
	RETAG__COUNT
};

/* owned texts in UTF-8; several values of a field with '\n' between two. In what was
 * read NULL is "the tags do not have it"; in a change NULL is "stays as it is", and ""
 * takes the field away. */
struct retag {
	char *value[RETAG__COUNT];
};
void retag_finish(struct retag *r);
/* "title" "artist" "album" "albumartist" "date" "track" "disc" "genre" "composer"
 * "comment"; "" for a number that is none of them. */
const char *retag_name(int field);
int retag_by_name(const char *name); /* -1: none */

enum { RETAG_VALUE_MAX = 4000 };
/* What somebody typed as a value: artists, genres and composers with ';' between two.
 * Caller frees *ret. ERR_USAGE: such a field does not hold it. */
enum err_code retag_value(int field, const char *text, char **ret, struct err *why);
/* The way back: "A; B". NULL gives nothing. */
void retag_show(const char *value, struct str *out);
/* Do these say the same? Track and disc are numbers: 03/12 is 3/12. NULL is "". */
bool retag_same(int field, const char *a, const char *b);
/* The first field of `change` that says something else in `now`; -1: none. */
int retag_missed(const struct retag *change, const struct retag *now);
/* What of `wanted` is not there yet; false: nothing. Caller finishes *ret. */
bool retag_difference(
	const struct retag *before, const struct retag *wanted, struct retag *ret);

/* Wire form between processes. */
void retag_put(struct str *b, const struct retag *r);
void retag_get(struct bytes_reader *r, struct retag *ret);

/* ERR_UNSUPPORTED: nothing can be written into such files. */
enum err_code retag_read(int fd, struct retag *ret, struct err *why);
/* `fd` is open for reading and writing, and stays the caller's. Half of it may have been
 * written where it fails. */
enum err_code retag_write(int fd, const struct retag *change, struct err *why);

#endif
