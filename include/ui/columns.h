/*
 * Columns of a list: the format string of the options "columns.…". Words of NAME or
 * NAME:WIDTH; a width is what a flexible column would like. With more room every
 * flexible column grows in proportion, with less the reason shrinks first, then album,
 * artist, and the title last; what has no room for its least width is left out.
 */
#ifndef UI_COLUMNS_H
#define UI_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define FIELD_LIST(X)                                                                  \
	X(FIELD_TITLE, "title")                                                        \
	X(FIELD_ARTIST, "artist")                                                      \
	X(FIELD_ALBUM, "album")                                                        \
	X(FIELD_REASON, "reason")                                                      \
	X(FIELD_GENRE, "genre")                                                        \
	X(FIELD_DURATION, "duration")                                                  \
	X(FIELD_NUMBER, "number")                                                      \
	X(FIELD_YEAR, "year")                                                          \
	X(FIELD_COUNT, "count")                                                        \
	X(FIELD_CODEC, "codec")                                                        \
	X(FIELD_WHEN, "when")                                                          \
	X(FIELD_HEARD, "heard")                                                        \
	X(FIELD_OUTCOME, "outcome")

enum field {
#define X(name, text) name,
	FIELD_LIST(X)
#undef X
		FIELD__COUNT
};

struct column {
	enum field field;
	int like;     /* columns it would like */
	bool right;   /* numbers */
	int x, width; /* of the last columns_layout(); width 0: left out */
};

enum { COLUMNS_MAX = 12, COLUMNS_NARROW = 60 };

struct columns {
	struct column column[COLUMNS_MAX];
	size_t n;
};

enum err_code columns_parse(struct columns *c, const char *format, struct err *why);
/* Places the columns within `width`. Below COLUMNS_NARROW columns of the screen only
 * title, artist and numbers are shown. */
void columns_layout(struct columns *c, int width, int screen_width);

#endif
