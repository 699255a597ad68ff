/*
 * What is done to the music behind the joins, at the stream's rate: equalizer and speed.
 * One of each for all tracks, so that a join stays exact whatever the tracks' rates.
 * Neither exists while it is off. Private to player/; the pump's alone.
 *
 * Frames before them are the music's, frames behind them the timeline's; both count from
 * the same frame after a reset.
 */
#ifndef PLAYER_EFFECTS_H
#define PLAYER_EFFECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "player/player.h"

struct effects {
	struct equalizer *equalizer; /* owned; NULL: off */
	struct stretch *stretch;     /* owned; NULL: speed 1 */
	float *scratch;              /* owned; what goes into the stretch */
	float band_db[PLAYER_BANDS]; /* the equalizer's */
	int rate_hz;                 /* of both; 0: neither was made */
	double speed;                /* as asked for, 1 or the stretch's */
	uint64_t origin;             /* frame after the reset, of both counts */
};

/* Are those settings what it does now? */
bool effects_are(const struct effects *e, const struct player_sound *s);
/* Forgets what went through, and does as the settings say; music frame `at` is the next.
 * An error means that the speed cannot be had: it is 1. */
enum err_code effects_reset(struct effects *e, const struct player_sound *s,
	int rate_hz, uint64_t at, struct err *why);
void effects_finish(struct effects *e);
/* The timeline's frame at which a music frame sounds. */
uint64_t effects_place(const struct effects *e, uint64_t music);
/* In place; (frames, 2). */
void effects_equalize(struct effects *e, float *pcm, size_t frames);

#endif
