/*
 * CUE sheets through libcue. What people write differs from what libcue understands (it
 * stops at unknown words, loses FILEs and prints to stderr), so the text is first
 * brought into the form that it does; untrusted sheets belong into the tags worker
 * nevertheless: its parser keeps state between calls.
 */
#ifndef CODEC_CUE_H
#define CODEC_CUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/cue.h"

/* Is libcue built in? */
bool cue_available(void);
/* Parses n bytes of UTF-8, UTF-16 with its mark, or Windows-1252. *ret is set on
 * ERR_OK only (finish it) and holds at least one audio track. ERR_UNSUPPORTED: built
 * without libcue; ERR_FORMAT: it is no sheet, with a sentence. */
enum err_code cue_parse(
	const char *text, size_t n, struct cue_sheet *ret, struct err *why);
/* The same for an open file, which stays the caller's. */
enum err_code cue_parse_fd(int fd, struct cue_sheet *ret, struct err *why);

#endif
