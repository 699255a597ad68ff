/* The rows of the table in output.c. */
#ifndef AUDIO_OUTPUTS_H
#define AUDIO_OUTPUTS_H

#include "audio/output.h"

#ifdef HAVE_LIBPULSE
extern const struct output_ops output_pulse;
#endif
extern const struct output_ops output_portaudio;
extern const struct output_ops output_null;      /* real time */
extern const struct output_ops output_null_fast; /* as fast as the pump feeds it */
extern const struct output_ops output_wav;       /* 32-bit float */
extern const struct output_ops output_wav16;     /* 16 bit, dithered */

#endif
