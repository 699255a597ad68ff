/*
 * The length of a track as MP4's boxes say it (ISO 14496-12): libavformat gives only that
 * of the edit list, which most writers round to milliseconds. Private to codec/.
 */
#ifndef CODEC_MP4_LENGTH_H
#define CODEC_MP4_LENGTH_H

#include <stdbool.h>
#include <stdint.h>

struct mp4_length {
	int64_t timescale;
	int64_t media;  /* of the samples, encoder delay included; in the timescale */
	int64_t from;   /* where its only edit begins in them; 0: there is none */
	int64_t edited; /* how long that is; -1: there is none, or several */
	int64_t step;   /* what that is a multiple of */
};

/* False: there is no such track, or nothing that makes sense. */
bool mp4_length(int fd, int64_t file_bytes, uint32_t track, struct mp4_length *ret);

#endif
