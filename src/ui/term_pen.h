/*
 * Private to term_curses.c and term_read.c: the inside of a pen.
 */
#ifndef UI_TERM_PEN_H
#define UI_TERM_PEN_H

#include <curses.h>
#include <stdio.h>

#include "base/hash.h"
#include "term_curses.h"

enum { REPLY_MAX = 64 };

struct pen {
	SCREEN *screen;
	FILE *out, *in;
	WINDOW *keys; /* a pad: reading from it refreshes nothing */
	struct term_config config;
	struct style style[ROLE__COUNT];
	bool colored; /* as of the theme: asking anew for each cell would cost a start 7 % */
	struct cell *shown; /* (height, width); what curses was given last */
	int width, height;
	int cursor_x, cursor_y; /* as curses was told last */
	bool scratch;           /* draw everything */
	struct map pairs;       /* colours of pictures' cells to curses' pairs */
	bool asked;             /* the terminal, what it is */
	enum term_answer answer;
	char reply[REPLY_MAX]; /* of an answer that is being read */
	size_t n_reply;        /* 0: none is */
};

#endif
