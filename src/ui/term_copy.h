/* The terminal's clipboard. Private to the terminal. */
#ifndef UI_TERM_COPY_H
#define UI_TERM_COPY_H

#include <stddef.h>

#include "base/str.h"

/* Appends what puts the text into the clipboard (OSC 52). Within tmux (its environment
 * variable, NULL: not) twice: tmux keeps the first itself where set-clipboard allows it,
 * and hands the second on where allow-passthrough does. */
void term_copy_sequence(struct str *out, const char *text, size_t n, const char *tmux);

#endif
