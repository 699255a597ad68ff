/*
 * A stream of foreign packets as raw samples, counted from the first packet on
 * (av_place.h). A seek goes to an earlier packet and drops what comes before its target.
 * A packet that cannot be decoded is replaced by silence of its length, so that places
 * stay right. Private to codec/.
 */
#ifndef CODEC_AV_STREAM_H
#define CODEC_AV_STREAM_H

#include "av_place.h"

#ifdef CODEC_HAVE_AV

#include "av_codec.h"
#include "decoders.h"
#include "dsd.h"

enum {
	AV_STREAM_WARM = 8,      /* packets that warm a fresh decoder up */
	AV_STREAM_BAD_MAX = 1000 /* packets in a row that cannot be decoded */
};

struct av_stream {
	struct av_file file;
	struct av_place place;
	struct decoder_info info;
	struct dsd *dsd; /* owned; NULL: none */
	AVFrame *frame;  /* owned */
	int fd;          /* owned once open */
	int raw_rate_hz;
	bool placed, lossless, renews;
	int64_t lead, total; /* in raw samples; total -1: unknown */
	/* Decoded and not taken: raw samples from `at` on. */
	float *held; /* owned; (held_n, channels) from held_from on */
	size_t held_from, held_n, held_cap;
	int64_t at;
	int64_t next; /* raw place of the next packet */
	int64_t want; /* what comes before is dropped */
	int64_t skip; /* packets that end before are not decoded */
	bool first;   /* the stream's first packet comes next */
	bool unread;  /* file.packet was not used yet */
	bool drained, over;
	int bad;
	int64_t lost; /* samples of packets that could not be decoded: silence */
	AVPacket *warm[AV_STREAM_WARM]; /* owned; the last ones, oldest first */
	int n_warm;
};

/* Makes sure that something is held at `want`, or that the stream is over. */
enum err_code av_stream_fill(struct av_stream *a, struct err *why);
/* Decodes file.packet, of so many samples (-1: unknown), and holds what comes of it. */
enum err_code av_stream_decode(struct av_stream *a, int64_t samples, struct err *why);
/* What the codec still has at the end of the stream. */
enum err_code av_stream_drain(struct av_stream *a, struct err *why);
enum err_code av_stream_to_start(struct av_stream *a, struct err *why);
/* What is held next begins at raw sample `to`. */
enum err_code av_stream_go_to(struct av_stream *a, int64_t to, struct err *why);
void av_stream_forget_warm(struct av_stream *a);

#endif
#endif
