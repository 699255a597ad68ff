/* C++. Tags and properties of what libavcodec and libopenmpt decode. */
#ifndef CODEC_TAG_FOREIGN_H
#define CODEC_TAG_FOREIGN_H

extern "C" {
#include "codec/sniff.h"
}
#include "tag_fields.h"
#include "tag_stream.h"

/* Fills what it finds; a rate of 0 is left where the header makes no sense. */
void tag_read_foreign(FdStream &s, enum format format, raw &r, struct tags *t);

#endif
