/* The implementations behind decoder.c, one file each. */
#ifndef CODEC_DECODERS_H
#define CODEC_DECODERS_H

#include "codec/decoder.h"

extern const struct decoder_ops decoder_mpg123;  /* MP3 */
extern const struct decoder_ops decoder_sndfile; /* FLAC, Opus, WAV, AIFF */
extern const struct decoder_ops decoder_vorbis;  /* Ogg Vorbis */
extern const struct decoder_ops decoder_av;      /* what libavcodec knows */
extern const struct decoder_ops decoder_openmpt; /* tracker modules */

enum {
	DECODER_CHANNELS_MAX = 8,
	DECODER_RATE_MIN_HZ = 1000,
	DECODER_RATE_MAX_HZ = 768000
};
/* More frames than any file holds; sums and products of fewer do not overflow. */
#define DECODER_FRAMES_MAX ((int64_t)1 << 40)

/* Refuses what no output could play; every open() asks once it knows the format. */
enum err_code decoder_check_format(int rate_hz, int channels, struct err *why);

/* What is said of a file whose end is missing; nobody knows how much that is. */
enum err_code decoder_cut(struct err *why);

/* Of one that was played but for some damaged stretches. */
enum err_code decoder_damaged(struct err *why);

/* So many frames less than were promised are worth a word: more than a tenth or a second
 * of them. */
bool decoder_lacks(int64_t frames, int64_t promised, int rate_hz);

/*
 * Vorbis and Opus order channels by position, everybody else (WAV, FLAC, devices) by a
 * mask: out[c] = in[decoder_vorbis_order(channels)[c]].
 */
const unsigned char *decoder_vorbis_order(int channels);

#endif
