/*
 * Private to the terminal: curses behind a file in memory.
 */
#ifndef UI_TERM_CURSES_H
#define UI_TERM_CURSES_H

#include "base/str.h"
#include "ui/term.h"

struct pen; /* curses' screen and what it shows */

/* Curses on `fd` for keys; what it writes collects in memory. */
enum err_code pen_open(
	int fd, const struct term_config *c, struct pen **ret, struct err *why);
void pen_close(struct pen *p, struct str *out);
void pen_suspend(struct pen *p, struct str *out);
void pen_resume(struct pen *p, struct str *out);
/* Draws what differs and appends the bytes that do it. */
void pen_show(struct pen *p, const struct grid *g, struct str *out);
void pen_redraw(struct pen *p);
void pen_resized(struct pen *p, int width, int height, struct str *out);
void pen_set_theme(struct pen *p, const struct theme *theme);
int pen_colors(const struct pen *p);
/* The lines are written anew with the next frame: what lies over them goes. */
void pen_touch(struct pen *p, int y, int height);
bool pen_scratch(const struct pen *p); /* the next frame is drawn from scratch */
/* The terminal was asked what it is: what comes as an answer is no key. */
void pen_expect_answer(struct pen *p);
enum term_answer pen_answer(const struct pen *p);
/* False: no key waits. May leave *ret untouched and say true with kind TERM_KEY, chord
 * 0 for what means nothing. */
bool pen_read(struct pen *p, struct term_event *ret);

#endif
