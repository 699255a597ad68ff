/*
 * Which of several files with the same music to keep. Nothing here deletes anything.
 */
#ifndef LIBRARY_DUPLICATES_H
#define LIBRARY_DUPLICATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/duplicates.h"

enum duplicate_kind {
	DUPLICATE_SOUND, /* the same sound in different encodings */
	DUPLICATE_AUDIO, /* the same audio, byte for byte */
	DUPLICATE_LIKELY /* the same length and middle; not all of it was compared yet */
};

struct duplicate_choice {
	enum duplicate_kind kind;
	size_t keep;         /* index of the file to keep */
	const char *reason;  /* static: why that one */
	int64_t spare_bytes; /* of the others, without hard links */
};

/* Lossless before lossy; of lossless ones more bits, then the higher rate; of lossy ones
 * the higher bitrate, by what the codec makes of it; then more complete tags; then what
 * was there first. n at least 2. */
struct duplicate_choice duplicates_choose(const struct duplicate_file *file, size_t n);
/* Another name of the same file as one before it. */
bool duplicates_is_link(const struct duplicate_file *file, size_t i);
bool duplicates_is_lossless(const char *codec);

#endif
