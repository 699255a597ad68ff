/*
 * Fingerprints of sound (model/fingerprint.h) by libchromaprint, which is loaded when the
 * first one is asked for: in workers, because it brings libavcodec with it.
 */
#ifndef CODEC_FINGERPRINT_H
#define CODEC_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/fingerprint.h"

struct fingerprinter;
/* ERR_UNSUPPORTED with what to install. */
enum err_code fingerprinter_create(struct fingerprinter **ret, struct err *why);
void fingerprinter_destroy(struct fingerprinter *f); /* NULL is fine */

/* A track begins, of mono at FEATURE_RATE_HZ, which the extractor hears anyway: the library
 * works at half of that, and to get there from other rates would cost it more than all
 * else. */
void fingerprinter_begin(struct fingerprinter *f);
/* False: it has heard enough (FINGERPRINT_SECONDS), and takes no more. */
bool fingerprinter_push(struct fingerprinter *f, const float *mono, size_t frames);
/* Nothing in it (n 0) where the track was too short. */
void fingerprinter_end(struct fingerprinter *f, struct fingerprint *ret);

/* "1.5.1", or "" and why. Loads it. */
const char *fingerprint_library(struct err *why);

#endif
