/*
 * Any number of channels to two. Private to player/.
 */
#ifndef PLAYER_MIX_H
#define PLAYER_MIX_H

#include <stddef.h>

/* in: (frames, channels) in the order of WAVE (L R C LFE Ls Rs …), out: (frames, 2).
 * Mono is doubled, more than two are folded by ITU-R BS.775 (centre and surrounds at -3
 * dB, no LFE), scaled so that nothing can clip. */
void mix_to_stereo(const float *in, int channels, float *out, size_t frames);

#endif
