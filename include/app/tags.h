/*
 * The tag editor: what is selected is read, fields are given other values, and then all of
 * it is written at once, or nothing. Files are read and written on a thread of its own,
 * which begins with the first question.
 */
#ifndef APP_TAGS_H
#define APP_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/app.h"
#include "codec/retag.h"

struct app_tag_field {
	const char *value;  /* borrowed; NULL: none, or several */
	const char *wanted; /* borrowed; NULL: stays */
	bool several;       /* not the same in all files */
};

struct app_tags {
	bool ready;   /* the files have been read */
	size_t files; /* that can be changed, as far as is known */
	size_t left;  /* tracks of CUE sheets, missing and other files: left out */
	bool changed; /* something is wanted that differs */
	struct app_tag_field field[RETAG__COUNT];
};

/* Reads the files of the selection; APP_CHANGED_ROWS tells when they are there, or that
 * there are none (then it was said why, and app_tags gives NULL). */
void app_tags_open(struct app *a);
/* NULL: nothing is being edited. */
const struct app_tags *app_tags(struct app *a);
/* A value as it is typed (retag_value): "" takes the field away, in all the files; NULL:
 * it stays as it is. Nothing is written yet. */
enum err_code app_tags_want(
	struct app *a, int field, const char *text, struct err *why);
/* Writes what is wanted, and is done with it. */
void app_tags_write(struct app *a);
void app_tags_close(struct app *a);

#endif
