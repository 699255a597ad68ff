/* Parts of the audio identity. Private to codec/. */
#ifndef PAYLOAD_RANGE_H
#define PAYLOAD_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/sniff.h"

/* Where the payload of the file lies, without its tags; false: there is none. */
bool payload_range(int fd, enum format f, int64_t *ret_from, int64_t *ret_to);
/* In Ogg pages, whose numbers and sums change with the tags in front of them. */
bool payload_is_ogg(enum format f);

/* A digest of bytes that come in pieces. Four interleaved multiplicative chains: a few
 * microseconds where one byte after the other takes twenty, for each file of a scan. */
enum { DIGEST_LANES = 4, DIGEST_BLOCK = 8 * DIGEST_LANES };
struct digest {
	uint64_t lane[DIGEST_LANES], seed;
	unsigned char rest[DIGEST_BLOCK];
	size_t n_rest;
};
void digest_init(struct digest *d, uint64_t seed);
void digest_add(struct digest *d, const unsigned char *p, size_t n);
uint64_t digest_end(struct digest *d);

#endif
