/* What is to be known of libavcodec's codecs beside how to decode them. Private to
 * codec/. */
#ifndef CODEC_AV_CODEC_H
#define CODEC_AV_CODEC_H

#include <stdbool.h>

#include "av_api.h"

#ifdef CODEC_HAVE_AV

/* Static, as codec_name() (model/tags.h) knows it. */
const char *av_codec_name(enum AVCodecID id);
bool av_codec_is_dsd(enum AVCodecID id);
/* Every sample comes back; DSD is not counted here, which is resampled. */
bool av_codec_is_lossless(enum AVCodecID id);

#endif
#endif
