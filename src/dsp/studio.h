/*
 * Inside the synthesiser: a bus is a stereo track being mixed, instruments add notes to
 * it, effects change all of it. Times are seconds from the start of the song; what lies
 * outside of the bus is not played.
 */
#ifndef STUDIO_H
#define STUDIO_H

#include <stdbool.h>

#include "base/rng.h"
#include "dsp/synth.h"

struct bus {
	float *l, *r; /* owned; (n) each */
	size_t n;
	int rate_hz;
};
void bus_init(struct bus *b, size_t n, int rate_hz);
void bus_finish(struct bus *b);

/* ---- instruments: synth_voice.c */

enum wave { WAVE_SINE, WAVE_TRIANGLE, WAVE_SAW, WAVE_PULSE };

struct tone {
	enum wave wave;
	int voices;         /* oscillators a note, 1…7 */
	float detune_cents; /* between the outermost of them */
	float spread;       /* 0…1: how far apart they stand */
	float width;        /* of a pulse, 0…1 */
	float attack_s, decay_s, sustain, release_s;
	float cutoff_hz;                 /* low-pass; 0: none */
	float cutoff_peak;               /* the cutoff begins that many times higher */
	float cutoff_decay_s, resonance; /* resonance 0…1 */
};

struct note {
	double at_s, length_s;
	float midi; /* 69 is 440 Hz */
	float gain;
	float pan; /* -1…1 */
};

void synth_note(struct bus *b, const struct tone *t, const struct note *n);
/* A plucked string (Karplus and Strong, 1983). brightness 0…1; ring_s until -60 dB. */
void synth_pluck(struct bus *b, const struct note *n, float brightness, float ring_s,
	struct rng *rng);

/* ---- drums: synth_drum.c */

struct hit {
	double at_s;
	float gain, pan;
};
void synth_kick(struct bus *b, struct hit h, float hz, float decay_s, float click);
void synth_snare(struct bus *b, struct hit h, float hz, float decay_s, struct rng *rng);
/* Noise above cutoff_hz: hats, cymbals, shakers. */
void synth_cymbal(
	struct bus *b, struct hit h, float cutoff_hz, float decay_s, struct rng *rng);
/* Noise of an old sound chip: held for `hold` samples at a time. */
void synth_chip_noise(
	struct bus *b, struct hit h, int hold, float decay_s, struct rng *rng);

/* ---- effects: synth_effect.c */

void bus_add(struct bus *to, const struct bus *from, float gain);
/* Feedback comb and all-pass filters in parallel (Schroeder, 1962); size 0…1. */
void bus_reverb(struct bus *b, float size, float damping);
void bus_echo(struct bus *b, double delay_s, float feedback, float wet);
void bus_distort(struct bus *b, float drive); /* tanh(drive x) */
void bus_lowpass(struct bus *b, float cutoff_hz);
void bus_highpass(struct bus *b, float cutoff_hz);
void bus_crush(struct bus *b, int levels); /* rounds to so many steps */
/* Scales to the peak, fades both ends. */
void bus_master(struct bus *b, float peak, double fade_in_s, double fade_out_s);

/* ---- styles: synth_calm.c, synth_loud.c */

struct studio {
	struct bus out;
	struct rng band, song;
	double seconds;
};
/* A whole number in [low, high]; a number in [low, high). */
int pick_int(struct rng *r, int low, int high);
float pick(struct rng *r, float low, float high);

void play_ambient(struct studio *s);
void play_baroque(struct studio *s);
void play_techno(struct studio *s);
void play_metal(struct studio *s);
void play_chiptune(struct studio *s);

#endif
