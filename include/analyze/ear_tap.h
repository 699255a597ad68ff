/*
 * The ear as a tap of the pump.
 */
#ifndef ANALYZE_EAR_TAP_H
#define ANALYZE_EAR_TAP_H

#include "analyze/ear.h"
#include "audio/tap.h"

/* The ear stays the caller's and must outlive the player that the tap is given to. */
struct audio_tap ear_tap(struct ear *e);

#endif
