/*
 * Private to the terminal: what curses says of a key, as a chord.
 */
#ifndef UI_TERM_KEYS_H
#define UI_TERM_KEYS_H

#include <stdint.h>

#include "conf/keys.h"

/* A KEY_… code and its keyname() (NULL: none); 0 for what has no name here. */
uint32_t keys_from_curses(int code, const char *name);
/* A code point or control character as typed. */
uint32_t keys_from_character(uint32_t c);

#endif
