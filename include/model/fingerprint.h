/*
 * How music sounds, in 32 bits for each eighth of a second (Chromaprint's, over the first
 * two minutes): encodings of one recording differ in few bits, different recordings in
 * nearly half of them.
 *
 * Compared as in Haitsma and Kalker, A Highly Robust Audio Fingerprinting System, ISMIR
 * 2002: the rate of bit errors at the best offset, below a threshold. Theirs is .35 on 3 s
 * under distortion; over two minutes of what only codecs changed ours can be far stricter
 * (FINGERPRINT_SAME). How the bits come about: L. Lalinsky, How does Chromaprint work,
 * 2011. As in acoustid's own comparison, what is too even to tell is not compared.
 */
#ifndef MODEL_FINGERPRINT_H
#define MODEL_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum {
	FINGERPRINT_VERSION = 1,
	FINGERPRINT_SECONDS = 120, /* of the beginning */
	FINGERPRINT_MAX = 1024,    /* items at most */
	FINGERPRINT_STEP = 4,      /* a thinned one keeps each 4th */
	FINGERPRINT_THIN_MAX = FINGERPRINT_MAX / FINGERPRINT_STEP,
	FINGERPRINT_WORDS = 16,
	FINGERPRINT_SAME = 70,      /* bit errors of 1000: the same sound up to here */
	FINGERPRINT_SAME_MS = 3000, /* and lengths not further apart */
	FINGERPRINT_UNLIKE = 1000   /* cannot be compared */
};

struct fingerprint {
	size_t n;
	uint32_t item[FINGERPRINT_MAX];
};

/* False: too short (under 10 s) or too even (silence, a tone) to tell anything. */
bool fingerprint_usable(const struct fingerprint *f);
/* Every 4th item, for storing: out (FINGERPRINT_THIN_MAX); returns how many. */
size_t fingerprint_thin(const struct fingerprint *f, uint32_t *out);
/* Bit errors of 1000 between one and a thinned one, at the best offset within 3 s;
 * FINGERPRINT_UNLIKE where too little of them overlaps. */
int fingerprint_errors(const struct fingerprint *f, const uint32_t *thin, size_t n);
/* The FINGERPRINT_WORDS distinct items with the smallest hashes: two of the same sound
 * have some of them in common (Broder, On the resemblance and containment of documents,
 * 1997). Returns how many. */
size_t fingerprint_words(const struct fingerprint *f, uint32_t *out);

/* What the analysis of a file says of its identity. */
struct identity {
	int64_t file_bytes; /* of the file that was read */
	bool has_whole;
	uint64_t whole; /* digest of all of the payload */
	bool has_print; /* it was asked for; version 0: it cannot be made here */
	int print_version;
	struct fingerprint print;
};
void identity_put(struct str *b, const struct identity *i);
void identity_get(struct bytes_reader *r, struct identity *ret);

#endif
