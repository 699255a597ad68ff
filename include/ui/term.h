/*
 * The terminal: curses on one side, the grid on the other.
 *
 * Curses writes each frame into memory; from there it goes to the terminal without ever
 * waiting. While an earlier frame is still on its way (a stalled ssh, ^S) new frames
 * are dropped, and the newest state is drawn once the terminal takes output again.
 * Signals are the caller's: nothing here installs a handler.
 */
#ifndef UI_TERM_H
#define UI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "conf/theme.h"
#include "ui/grid.h"

struct term;

struct term_config {
	int escdelay_ms;
	bool mouse;
	bool title; /* set and restore the terminal's title */
};

enum term_event_kind {
	TERM_KEY,
	TERM_CLICK,
	TERM_DOUBLE_CLICK,
	TERM_WHEEL_UP,
	TERM_WHEEL_DOWN
};

struct term_event {
	enum term_event_kind kind;
	uint32_t chord; /* TERM_KEY: conf/keys.h */
	int x, y;       /* of the mouse */
};

/* Opens the terminal of standard input and output, else /dev/tty. ERR_UNSUPPORTED for a
 * terminal type that nobody knows. */
enum err_code term_open(
	const struct term_config *c, struct term **ret, struct err *why);
void term_close(
	struct term *t); /* restores the terminal; waits half a second at most */

int term_fd(const struct term *t); /* readable: keys; writable while term_pending() */
bool term_pending(const struct term *t); /* output waits for the terminal */
/* Writes what waits as far as the terminal takes it. False: the terminal is gone. */
bool term_write(struct term *t);
/* The next key or click; false: none waits. */
bool term_read(struct term *t, struct term_event *ret);
/* False at the end of input: the terminal was closed. */
bool term_alive(const struct term *t);

/* Shows the grid; false: dropped, because output still waits. */
bool term_show(struct term *t, const struct grid *g);
void term_redraw(struct term *t); /* the next frame is drawn from scratch */
void term_set_theme(struct term *t, const struct theme *theme);
void term_set_title(struct term *t, const char *title); /* "": the old one again */
/* Into the clipboard of the terminal (OSC 52), through tmux, too. Whether the
 * terminal takes it nobody tells. */
void term_copy(struct term *t, const char *text, size_t n);
/* The size now, asked of the kernel; LINES and COLUMNS where it does not know. */
void term_size(struct term *t, int *ret_width, int *ret_height);
void term_resized(struct term *t, int width, int height);
bool term_is_ascii(const struct term *t); /* the locale has no UTF-8 */

/* ---- pictures of pixels, over the cells of the grid */
struct term_overlay {
	int x, y, width, height; /* cells */
	uint64_t number;         /* another picture has another one */
	const char *bytes;       /* borrowed: until term_show(); (n) */
	size_t n;
};
enum { TERM_OVERLAYS = 64 };
/* What the next frame shows; what is no longer among them is taken away with it. */
void term_set_overlays(struct term *t, const struct term_overlay *o, size_t n);

/* Asks the terminal what it is (DA1); it answers among the keys, if at all. */
enum term_answer { TERM_ANSWER_UNKNOWN, TERM_ANSWER_PLAIN, TERM_ANSWER_SIXEL };
void term_ask(struct term *t);
enum term_answer term_answer(const struct term *t);
int term_colors(const struct term *t); /* 0: none, or NO_COLOR */
int term_type_colors(void); /* the same of the terminal type, without opening it */
/* False: it does not say; then nothing is written. */
bool term_cell_size(const struct term *t, int *ret_width, int *ret_height);

/* Gives the terminal to the shell, and takes it back. */
void term_suspend(struct term *t);
void term_resume(struct term *t);

/* For handlers of fatal signals, async-signal-safe: gives the terminal back by write()
 * and tcsetattr() only. Does nothing while no terminal is open. */
void term_panic(void);

#endif
