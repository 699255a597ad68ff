/*
 * What the pages of an Opus file tell: which parts were coded as speech. Private to codec/.
 */
#ifndef CODEC_OPUS_MODES_H
#define CODEC_OPUS_MODES_H

#include <stdbool.h>
#include <stdint.h>

/* Does any packet that ends at or behind granule position `from` (48 kHz, pre-skip
 * included) and begins before `to` use SILK, alone or with CELT? True where the pages cannot
 * be made out. Reads a few pages. */
bool opus_has_speech(int fd, int64_t from, int64_t to);
/* Does no page's granule position lie more than an hour behind that of the page before?
 * Reads all headers of pages. */
bool opus_is_gapless(int fd);

#endif
