/*
 * Where a packet's sound lies: the raw place of a sample is its number among all that
 * the decoder gives from the first packet on, encoder delay included. Private to
 * codec/.
 *
 * Times of packets tell it where they are exact or can be rounded to the packets' grid
 * (Matroska counts milliseconds); elsewhere packets are counted from the start without
 * decoding them; where even that does not tell, all is decoded.
 */
#ifndef CODEC_AV_PLACE_H
#define CODEC_AV_PLACE_H

#include "av_file.h"

#ifdef CODEC_HAVE_AV

enum place_how { PLACE_TIME, PLACE_COUNT, PLACE_DECODE };

struct av_place {
	enum place_how how;
	int rate_hz;      /* of raw samples */
	int64_t packet;   /* samples of the first packet */
	int64_t grid;     /* places are multiples of it */
	bool indexed;     /* packets of one size have a number in the file's index */
	int64_t first_ts; /* of the first packet, in units of time_base */
	AVRational time_base;
	int64_t near;                 /* a difference to the count that is no gap */
	bool flac;                    /* its frames are numbered */
	int64_t flac_block;           /* samples of each but the last; 0: they differ */
	AVVorbisParseContext *vorbis; /* owned */
	const struct av_api *api;     /* borrowed */
};

/* After the first frame was decoded, from f->packet or one before it. */
void av_place_init(struct av_place *p, const struct av_file *f, int64_t first_ts,
	int rate_hz, int64_t packet);
void av_place_finish(struct av_place *p);
/* Samples that the packet becomes, -1 unknown. Calls are in order of the packets. */
int64_t av_place_samples(struct av_place *p, const struct av_file *f);
/* The place that the packet's time says; `count` where it says none, or nearly that. */
int64_t av_place_of(const struct av_place *p, const struct av_file *f, int64_t count);
/* The time to look for. */
int64_t av_place_time(const struct av_place *p, const struct av_file *f, int64_t raw);

/* Raw samples in front of the music. `first` is the stream's first packet. */
int64_t av_lead(const struct av_file *f, const AVPacket *first, int rate_hz);
/* Samples of music, -1 unknown. Moves in the file. */
int64_t av_total(struct av_file *f, struct av_place *p, int64_t lead);

#endif
#endif
