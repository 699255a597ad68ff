/*
 * One ASCII character for a grapheme: where the terminal has no UTF-8.
 */
#ifndef UI_ASCII_H
#define UI_ASCII_H

char ascii_of(const char *grapheme);

#endif
