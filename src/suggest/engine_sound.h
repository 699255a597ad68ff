/* The engines of sound: rows of the table in engine.c. */
#ifndef SUGGEST_ENGINE_SOUND_H
#define SUGGEST_ENGINE_SOUND_H

#include "suggest/engine.h"

extern const struct engine_ops engine_sound, engine_cluster;
/* MP(1 - cos) up to which two tracks are called alike. */
extern const float SOUND_ALIKE;

#endif
