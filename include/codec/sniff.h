/*
 * What a file is, from its first bytes (ID3v2 skipped), and where its audio payload
 * lies.
 */
#ifndef CODEC_SNIFF_H
#define CODEC_SNIFF_H

#include <stdbool.h>
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
	/* Foreign from here on (format_is_foreign): through libavcodec … */
	FORMAT_OGG_FLAC,
	FORMAT_SPEEX,
	FORMAT_AAC, /* ADTS: frames without a container */
	FORMAT_MP4, /* M4A, M4B: AAC or ALAC as a rule; the decoder tells which */
	FORMAT_ASF, /* WMA */
	FORMAT_WAVPACK,
	FORMAT_APE,
	FORMAT_MUSEPACK, /* SV7 and SV8 */
	FORMAT_TTA,
	FORMAT_DSF,
	FORMAT_DFF,
	FORMAT_MATROSKA, /* WebM too */
	/* … and tracker modules through libopenmpt. */
	FORMAT_MOD,
	FORMAT_XM,
	FORMAT_IT, /* MPTM too */
	FORMAT_S3M,
	FORMAT__COUNT
};

/* Reads at most 128 kB from the descriptor with pread. */
enum format sniff_fd(int fd);
/* As codec_name() (model/tags.h) knows it: "mp3" …, "mp4" and "matroska" where the
 * container does not say what is in it; "" unknown. */
const char *format_name(enum format f);
/* Decoded by a library that is loaded when it is first needed, in playback by the
 * confined `av` worker. */
bool format_is_foreign(enum format f);

struct payload {
	int64_t bytes; /* without tags */
	/* of its middle 16 kB and its length: unchanged by retagging */
	uint64_t digest;
};
enum err_code payload_of(int fd, enum format f, struct payload *ret, struct err *why);
/* A digest of all of it, unchanged by retagging, too; reads the whole file. */
enum err_code payload_whole(int fd, enum format f, uint64_t *ret, struct err *why);

#endif
