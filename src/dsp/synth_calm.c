/* The quiet styles: ambient pads, baroque strings. */
#include "studio.h"

static const int minor[7] = {0, 2, 3, 5, 7, 8, 10};
static const int major[7] = {0, 2, 4, 5, 7, 9, 11};

/* The MIDI number of a degree of a scale, octaves up and down included. */
static float degree(const int *scale, int root, int d)
{
	int octave = d >= 0 ? d / 7 : -((6 - d) / 7);
	return (float)(root + 12 * octave + scale[d - 7 * octave]);
}

/* ---- ambient */

static void ambient_chord(struct studio *s, struct bus *pad, const struct tone *t,
	struct note n, int root, int step)
{
	static const int voicing[] = {0, 4, 7, 9};
	for (int k = 0; k < 4; k++) {
		n.midi = degree(minor, root, step + voicing[k]);
		n.pan = pick(&s->song, -.6f, .6f);
		n.gain = .16f;
		synth_note(pad, t, &n);
	}
}

void play_ambient(struct studio *s)
{
	struct tone pad_tone = {
		.wave = pick_int(&s->band, 0, 2) ? WAVE_SAW : WAVE_TRIANGLE,
		.voices = 2,
		.detune_cents = pick(&s->band, 14, 26),
		.spread = .7f,
		.attack_s = pick(&s->band, 1.8f, 3),
		.decay_s = 4,
		.sustain = .7f,
		.release_s = 2,
		.cutoff_hz = pick(&s->band, 260, 480),
		.cutoff_peak = 1.6f,
		.cutoff_decay_s = 3,
		.resonance = .15f};
	struct tone drone = {.wave = WAVE_SINE,
		.voices = 2,
		.detune_cents = 7,
		.attack_s = 3,
		.decay_s = 1,
		.sustain = 1,
		.release_s = 3};
	struct tone bell = {.wave = WAVE_SINE,
		.voices = 1,
		.attack_s = .3f,
		.decay_s = 1.2f,
		.release_s = 2};
	int root = pick_int(&s->song, 38, 46);
	struct bus wet;
	bus_init(&wet, s->out.n, s->out.rate_hz);
	struct note low = {
		.length_s = s->seconds, .midi = (float)root - 12, .gain = .3f};
	synth_note(&s->out, &drone, &low);
	static const int steps[] = {0, 5, 3, 2, 4, 6};
	double length = pick(&s->song, 6.5f, 9);
	for (int k = 0; k * length < s->seconds; k++) {
		double at = k * length;
		struct note n = {.at_s = at, .length_s = length};
		ambient_chord(
			s, &wet, &pad_tone, n, root, steps[pick_int(&s->song, 0, 5)]);
		n = (struct note){.at_s = at + pick(&s->song, 1, 5),
			.length_s = 1.5,
			.midi = degree(minor, root + 24, pick_int(&s->song, 0, 9)),
			.gain = .035f,
			.pan = pick(&s->song, -.8f, .8f)};
		synth_note(&wet, &bell, &n);
	}
	bus_add(&s->out, &wet, .5f);
	bus_reverb(&wet, .95f, .55f);
	bus_add(&s->out, &wet, .7f);
	bus_lowpass(&s->out, 1400);
	bus_master(&s->out, .5f, 2.5, 4);
	bus_finish(&wet);
}

/* ---- baroque */

struct harpsichord {
	float bright, ring_s;
};

/* A bar: the bass on its beats, broken chords above it, a tune on top. */
static void baroque_bar(struct studio *s, const struct harpsichord *h, const int *scale,
	int root, int chord, double at, double beat)
{
	static const int pattern[8] = {0, 2, 4, 7, 4, 2, 4, 2};
	struct note n = {.gain = .5f, .pan = -.3f};
	for (int k = 0; k < 2; k++) {
		n.at_s = at + 2 * k * beat;
		n.length_s = 1.9 * beat;
		n.midi = degree(scale, root - 24, k ? chord + 4 : chord);
		synth_pluck(&s->out, &n, h->bright, h->ring_s, &s->song);
	}
	for (int k = 0; k < 8; k++) {
		n = (struct note){.at_s = at + k * beat / 2 + pick(&s->song, 0, .008f),
			.length_s = .9 * beat,
			.midi = degree(scale, root, chord + pattern[k]),
			.gain = pick(&s->song, .22f, .32f),
			.pan = .1f};
		synth_pluck(&s->out, &n, h->bright, h->ring_s, &s->song);
	}
	for (int k = 0; k < 4; k++) {
		bool run = pick_int(&s->song, 0, 2) == 0;
		int d = chord + 7 + 2 * pick_int(&s->song, 0, 3);
		for (int i = 0; i <= (run ? 1 : 0); i++) {
			n = (struct note){.at_s = at + (k + .5 * i) * beat,
				.length_s = run ? .45 * beat : .9 * beat,
				.midi = degree(scale, root, d + i),
				.gain = .42f,
				.pan = .35f};
			synth_pluck(&s->out, &n, h->bright, h->ring_s, &s->song);
		}
	}
}

void play_baroque(struct studio *s)
{
	static const int cadence[4][4] = {
		{0, 3, 4, 0}, {0, 5, 3, 4}, {0, 4, 5, 2}, {0, 1, 4, 0}};
	const int *scale = pick_int(&s->song, 0, 1) ? major : minor;
	struct harpsichord h = {pick(&s->band, .55f, .95f), pick(&s->band, 1.6f, 2.8f)};
	int root = pick_int(&s->song, 57, 65);
	double beat = 60 / (double)pick(&s->song, 84, 108);
	for (int bar = 0; 4 * bar * beat < s->seconds - 2; bar++) {
		int row = pick_int(&s->song, 0, 3);
		baroque_bar(s, &h, scale, root, bar == 0 ? 0 : cadence[row][bar % 4],
			4 * bar * beat, beat);
	}
	struct bus wet;
	bus_init(&wet, s->out.n, s->out.rate_hz);
	bus_add(&wet, &s->out, .3f);
	bus_reverb(&wet, .35f, .3f);
	bus_add(&s->out, &wet, .5f);
	bus_highpass(&s->out, 60);
	bus_master(&s->out, 2.5f, 0, 0);
	bus_distort(&s->out, 1); /* evens out the attacks */
	bus_master(&s->out, .8f, .005, 1.5);
	bus_finish(&wet);
}
