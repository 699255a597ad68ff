/*
 * Frames of libavcodec as interleaved float32 in the order of WAVE, which is also
 * libavcodec's. Private to codec/.
 */
#ifndef CODEC_AV_PCM_H
#define CODEC_AV_PCM_H

#include "av_api.h"

#ifdef CODEC_HAVE_AV

#include <stdbool.h>

/* Is there a conversion? (There is for all that audio decoders give.) */
bool av_pcm_known(int sample_format);
/* Integers are scaled by a power of two, full scale to 1: 8 to 24 bits exactly, 32 to
 * the nearest float. out: (frame->nb_samples, channels). */
void av_pcm_take(const AVFrame *frame, float *out);

#endif
#endif
