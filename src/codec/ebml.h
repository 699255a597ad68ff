/* EBML, the binary XML that Matroska is written in (RFC 8794). */
#ifndef CODEC_EBML_H
#define CODEC_EBML_H

#include <stdbool.h>
#include <stdint.h>

struct ebml {
	uint32_t id;
	int64_t body, size; /* size -1: unknown (live streams) */
};
/* Reads the element's head at an offset below `end`; its body ends with `end` at the
 * latest. False: there is none. */
bool ebml_at(int fd, int64_t at, int64_t end, struct ebml *ret);

enum { /* of Matroska, RFC 9559 */
	EBML_HEADER = 0x1A45DFA3,
	MATROSKA_SEGMENT = 0x18538067,
	MATROSKA_CLUSTER = 0x1F43B675,
	MATROSKA_ELEMENTS_MAX = 100000
};

#endif
