/* Where the audio of the formats lies that libavcodec and libopenmpt decode. */
#ifndef CODEC_PAYLOAD_FOREIGN_H
#define CODEC_PAYLOAD_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/sniff.h"

/* Narrows [*from, *to), which begins behind the tags at the front; false: no audio. */
bool payload_foreign(int fd, enum format f, int64_t *from, int64_t *to);

#endif
