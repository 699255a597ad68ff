/*
 * How this terminal can be given pictures: told from the environment, and by the
 * terminal's own answer where that does not say.
 */
#ifndef UI_PROTOCOL_H
#define UI_PROTOCOL_H

#include <stdbool.h>

#include "base/str.h"
#include "conf/options.h"

enum protocol {
	PROTOCOL_NONE,
	PROTOCOL_BLOCKS, /* cells of two colours */
	PROTOCOL_SIXEL,
	PROTOCOL_KITTY,
	PROTOCOL_ITERM
};
const char *protocol_name(enum protocol p); /* "blocks" "sixel" … */

/* What the terminal's surroundings say; getenv's texts, NULL where there is none. */
struct protocol_hints {
	const char *term, *term_program, *lc_terminal;
	bool kitty, multiplexer; /* KITTY_WINDOW_ID; TMUX or STY */
	bool utf8;
	int colors; /* of the terminal; 0: none, or NO_COLOR */
};
struct protocol_hints protocol_hints_env(bool utf8, int colors);
/* *ret_ask: it may be able to do more (sixel): ask it. */
enum protocol protocol_guess(
	const struct protocol_hints *h, enum option_art wish, bool *ret_ask);

/* Whether libchafa, which draws them, is there. Loads it. */
enum err_code protocol_library(struct err *why);

#endif
