/*
 * What sniffing and payloads share: numbers in files, tags in front of the audio,
 * frames of MPEG audio, pages of Ogg.
 */
#ifndef CODEC_CONTAINER_H
#define CODEC_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint32_t container_be32(const unsigned char *p);
uint64_t container_be64(const unsigned char *p);
uint32_t container_le32(const unsigned char *p);
uint64_t container_le64(const unsigned char *p);

/* Where what follows the ID3v2 tags (there may be several, and an APE tag) at the front
 * begins; 0 where there are none. */
int64_t container_front_end(int fd);
/* Where the tags at the end (ID3v1, Lyrics3 v2, APE) of a file of that size begin. */
int64_t container_back_end(int fd, int64_t size);

/* The chunk `id` of the RIFF (sizes are little-endian) or FORM (big-endian) file that
 * begins at `from`: where its data begin, and how long they say they are. */
bool container_chunk(int fd, int64_t from, const char *id, bool big, int64_t *ret_at,
	int64_t *ret_bytes);

struct mpeg_frame {
	int version; /* 1: MPEG 1, 2: MPEG 2, 3: MPEG 2.5 */
	int layer;   /* 1…3 */
	int rate_hz;
	int bytes; /* to the next frame */
};
/* Reads a header of 4 bytes; false: none (free-format streams count as none). */
bool mpeg_parse(const unsigned char *header, struct mpeg_frame *ret);
/* Do frames of one stream follow each other from p on? Fewer than four are believed
 * only where they end with the file. */
bool mpeg_verify(const unsigned char *p, size_t n, bool at_file_end);

struct ogg_page {
	int64_t at;
	int64_t granule; /* position at the end of its last packet; -1: none ends here */
	int header_bytes, body_bytes;
	int packets_ended;
	uint32_t serial;
	bool begins_stream;
};
/* Reads the page header at an offset; false: there is none. */
bool ogg_page_at(int fd, int64_t at, struct ogg_page *ret);
/* Does the file end in the middle of a page? */
bool ogg_is_cut(int fd);

#endif
