/*
 * Headers that TagLib 1.13 has no class for: Matroska, DSF, DFF, ADTS, and what MP4
 * holds beside AAC and ALAC. Every read is bounded, and so is their number.
 */
#ifndef CODEC_TAG_CONTAINER_H
#define CODEC_TAG_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct container_facts {
	int rate_hz, channels, bits; /* 0: unknown */
	int64_t duration_ms;
	const char *codec; /* as codec_name() knows it; NULL: unknown */
	bool has_picture;
	int64_t id3_at; /* where an ID3v2 tag begins; 0: none */
	/* Texts by the name of a Vorbis comment; not NUL-terminated. */
	void (*text)(void *ctx, const char *name, const char *value, size_t n);
	void *ctx;
};

/* They fill what they find; rate_hz 0: no audio that makes sense. */
void matroska_read(int fd, struct container_facts *f);
void dsf_read(int fd, struct container_facts *f);
void dff_read(int fd, struct container_facts *f);
void adts_read(int fd, struct container_facts *f);
/* What libopenmpt makes of it; untouched where that is not installed. */
void module_read(int fd, struct container_facts *f);
/* Only rate, channels, bits and codec of the first audio track. */
void mp4_read(int fd, struct container_facts *f);
/* Of the header, in the units that it has: 0 is none. */
struct musepack_gain {
	int track_gain, track_peak, album_gain, album_peak;
};
/* False: no stream of version 8 with gains. */
bool musepack_read(int fd, struct musepack_gain *ret);
/* The last granule position of the first stream in an Ogg file; -1: none. */
int64_t ogg_last_granule(int fd);

#ifdef __cplusplus
}
#endif

#endif
