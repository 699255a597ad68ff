/*
 * Reading (and, for rendered demo tracks, writing) tags through TagLib, which is C++:
 * its one file is src/codec/tags.cpp.
 */
#ifndef CODEC_TAGS_H
#define CODEC_TAGS_H

#include <stddef.h>

#include "base/err.h"
#include "model/tags.h"

/* Reads tags, audio properties and identity of an open file; the descriptor stays the
 * caller's. Damaged text is repaired, absurd numbers dropped. ERR_FORMAT: no audio
 * here. */
enum err_code tags_read_fd(int fd, struct tags *ret, struct err *why);
/* Loads what telling the length of tracker modules takes; before a process that reads tags
 * is confined. */
void tags_preload(void);
/* Writes the texts, numbers and a JPEG or PNG cover (NULL: none) into an audio file. */
enum err_code tags_write(const char *path, const struct tags *t, const void *cover,
	size_t cover_n, struct err *why);

#endif
