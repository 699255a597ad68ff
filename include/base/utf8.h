/*
 * UTF-8: decoding that never fails to advance, validity, repair.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Reads one code point of s (n > 0 bytes). Returns the bytes consumed, at least 1; an
 * invalid byte gives U+FFFD and 1. */
size_t utf8_decode(const char *s, size_t n, uint32_t *ret_cp);
size_t utf8_encode(uint32_t cp, char out[4]);
bool utf8_valid(const char *s, size_t n);
/* Appends s with invalid bytes as U+FFFD; control characters (below 0x20, DEL, C1) too
 * when `no_controls`. */
void utf8_repair(struct str *out, const char *s, size_t n, bool no_controls);

#endif
