/*
 * Which parts of an Opus file were coded as speech. Private to codec/.
 */
#ifndef CODEC_OPUS_MODES_H
#define CODEC_OPUS_MODES_H

#include <stdbool.h>
#include <stdint.h>

/* Does any packet that ends at or behind granule position `from` (48 kHz, pre-skip
 * included) and begins before `to` use SILK, alone or with CELT? True where the pages cannot
 * be made out. Reads a few pages. */
bool opus_has_speech(int fd, int64_t from, int64_t to);

#endif
