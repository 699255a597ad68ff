/*
 * What a file is, from its first bytes (ID3v2 skipped), and where its audio payload
 * lies.
 */
#ifndef CODEC_SNIFF_H
#define CODEC_SNIFF_H

#include <stdint.h>

#include "base/err.h"

enum format {
	FORMAT_UNKNOWN,
	FORMAT_MP3,
	FORMAT_FLAC,
	FORMAT_VORBIS,
	FORMAT_OPUS,
	FORMAT_WAV, /* RIFF, RF64, W64 */
	FORMAT_AIFF,
	FORMAT__COUNT
};

/* Reads at most 128 kB from the descriptor with pread. */
enum format sniff_fd(int fd);
const char *format_name(enum format f); /* "mp3" …; "" unknown */

struct payload {
	int64_t bytes; /* without tags */
	/* of its middle 16 kB and its length: unchanged by retagging */
	uint64_t digest;
};
enum err_code payload_of(int fd, enum format f, struct payload *ret, struct err *why);

#endif
