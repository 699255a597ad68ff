/* The styles with a beat: techno, metal, chiptune. */
#include "studio.h"

/* ---- techno */

struct techno {
	struct tone bass, stab;
	float kick_hz, hat_hz;
	int root;
	double beat;
};

static void techno_drums(struct studio *s, const struct techno *t, struct bus *drums,
	double at, int beat_number)
{
	struct hit h = {.at_s = at, .gain = .95f};
	synth_kick(drums, h, t->kick_hz, .11f, .35f);
	for (int k = 0; k < 4; k++) {
		h = (struct hit){.at_s = at + k * t->beat / 4,
			.gain = k % 2 ? .22f : .14f,
			.pan = .25f};
		synth_cymbal(drums, h, t->hat_hz, .02f, &s->song);
	}
	h = (struct hit){.at_s = at + t->beat / 2, .gain = .42f, .pan = -.15f};
	synth_cymbal(drums, h, t->hat_hz, .09f, &s->song);
	if (beat_number % 2) {
		h = (struct hit){.at_s = at, .gain = .4f};
		synth_snare(drums, h, 320, .07f, &s->song);
	}
}

void play_techno(struct studio *s)
{
	struct techno t = {.bass = {.wave = WAVE_SAW,
				   .voices = 1,
				   .attack_s = .003f,
				   .decay_s = .1f,
				   .sustain = .3f,
				   .release_s = .03f,
				   .cutoff_hz = pick(&s->band, 220, 420),
				   .cutoff_peak = 5,
				   .cutoff_decay_s = .06f,
				   .resonance = pick(&s->band, .5f, .8f)},
		.stab = {.wave = WAVE_SAW,
			.voices = 3,
			.detune_cents = 18,
			.spread = .8f,
			.attack_s = .004f,
			.decay_s = .12f,
			.sustain = .1f,
			.release_s = .08f,
			.cutoff_hz = pick(&s->band, 1500, 3000),
			.cutoff_peak = 3,
			.cutoff_decay_s = .1f,
			.resonance = .3f},
		.kick_hz = pick(&s->band, 46, 54),
		.hat_hz = pick(&s->band, 7000, 8500),
		.root = pick_int(&s->song, 33, 40),
		.beat = 60 / (double)pick(&s->song, 124, 134)};
	static const int chord[3] = {0, 3, 7};
	int line[16], rhythm = pick_int(&s->song, 0, 0xFFFF) | 0x11;
	for (int k = 0; k < 16; k++)
		line[k] = pick_int(&s->song, 0, 3)   ? 0
			  : pick_int(&s->song, 0, 1) ? 12
						     : 3;
	struct bus stabs;
	bus_init(&stabs, s->out.n, s->out.rate_hz);
	for (int number = 0; number * t.beat < s->seconds; number++) {
		double at = number * t.beat;
		techno_drums(s, &t, &s->out, at, number);
		for (int k = 0; k < 4; k++) {
			int sixteenth = number % 4 * 4 + k;
			struct note n = {.at_s = at + k * t.beat / 4,
				.length_s = t.beat / 5,
				.midi = (float)(t.root + line[sixteenth]),
				.gain = k ? .42f : .2f};
			synth_note(&s->out, &t.bass, &n);
			n.gain = .16f;
			for (int c = 0;
				rhythm >> sixteenth & 1 && number / 8 % 2 && c < 3;
				c++) {
				n.midi = (float)(t.root + 36 + chord[c]);
				synth_note(&stabs, &t.stab, &n);
			}
		}
	}
	bus_echo(&stabs, t.beat * .75, .55f, .6f);
	bus_add(&s->out, &stabs, 1);
	bus_distort(&s->out, 1.1f);
	bus_master(&s->out, .9f, .005, 1);
	bus_finish(&stabs);
}

/* ---- metal */

static void power_chord(struct bus *b, const struct tone *t, struct note n)
{
	static const float interval[3] = {0, 7, 12};
	for (int k = 0; k < 3; k++) {
		struct note one = n;
		one.midi += interval[k];
		synth_note(b, t, &one);
	}
}

static void metal_drums(
	struct studio *s, double at, double beat, int number, bool double_bass)
{
	struct hit h = {.at_s = at, .gain = .8f};
	for (int k = 0; k < (double_bass ? 4 : 2); k++) {
		h.at_s = at + k * beat / (double_bass ? 4 : 2);
		synth_kick(&s->out, h, 62, .05f, .8f);
	}
	h = (struct hit){.at_s = at, .gain = .9f};
	if (number % 2)
		synth_snare(&s->out, h, 190, .11f, &s->song);
	h = (struct hit){.at_s = at, .gain = .4f, .pan = .4f};
	synth_cymbal(&s->out, h, 3500, number % 8 ? .16f : .7f, &s->song);
}

void play_metal(struct studio *s)
{
	struct tone guitar = {.wave = WAVE_SAW,
		.voices = 2,
		.detune_cents = pick(&s->band, 8, 16),
		.spread = 1,
		.attack_s = .002f,
		.decay_s = .6f,
		.sustain = .6f,
		.release_s = .03f};
	struct tone muted = guitar;
	muted.decay_s = .05f;
	muted.sustain = .1f;
	float drive = pick(&s->band, 14, 26), cabinet_hz = pick(&s->band, 3600, 5200);
	static const int riff_steps[] = {0, 0, 0, 1, 3, 5, 6, 8};
	int root = pick_int(&s->song, 28, 33), riff[16];
	double beat = 60 / (double)pick(&s->song, 152, 184);
	for (int k = 0; k < 16; k++)
		riff[k] = riff_steps[pick_int(&s->song, 0, 7)];
	struct bus guitars;
	bus_init(&guitars, s->out.n, s->out.rate_hz);
	for (int number = 0; number * beat < s->seconds; number++) {
		double at = number * beat;
		bool chorus = number / 16 % 2;
		metal_drums(s, at, beat, number, !chorus);
		for (int k = 0; k < (chorus ? 1 : 4); k++) {
			int step = riff[(chorus ? number : number * 4 + k) % 16];
			struct note n = {.at_s = at + k * beat / 4,
				.length_s = chorus ? .95 * beat : .2 * beat,
				.midi = (float)(root + 12 + step),
				.gain = .4f};
			power_chord(&guitars, chorus || k == 0 ? &guitar : &muted, n);
		}
	}
	bus_highpass(&guitars, 90);
	bus_distort(&guitars, drive);
	bus_lowpass(&guitars, cabinet_hz);
	bus_add(&s->out, &guitars, .55f);
	bus_distort(&s->out, 1.8f);
	bus_master(&s->out, .98f, .003, .8);
	bus_finish(&guitars);
}

/* ---- chiptune */

static void chip_arpeggio(struct studio *s, const struct tone *t, double at,
	double length, float root, bool is_minor)
{
	static const int chord[2][4] = {{0, 4, 7, 12}, {0, 3, 7, 12}};
	double step = 1 / 30.; /* two pictures of an old console */
	for (int k = 0; (k + 1) * step <= length; k++) {
		struct note n = {.at_s = at + k * step,
			.length_s = step * .95,
			.midi = root + (float)chord[is_minor][k % 4],
			.gain = .16f};
		synth_note(&s->out, t, &n);
	}
}

static void chip_drums(struct studio *s, double at, double beat, int number)
{
	struct hit h = {.at_s = at, .gain = .3f};
	synth_chip_noise(
		&s->out, h, number % 2 ? 3 : 14, number % 2 ? .05f : .03f, &s->song);
	h = (struct hit){.at_s = at + beat / 2, .gain = .13f};
	synth_chip_noise(&s->out, h, 1, .012f, &s->song);
}

void play_chiptune(struct studio *s)
{
	static const float widths[] = {.125f, .25f, .5f};
	struct tone lead = {.wave = WAVE_PULSE,
		.voices = 1,
		.width = widths[pick_int(&s->band, 0, 2)],
		.attack_s = .002f,
		.decay_s = .15f,
		.sustain = .6f,
		.release_s = .01f};
	struct tone arpeggio = lead, bass = lead;
	arpeggio.width = widths[pick_int(&s->band, 0, 1)];
	arpeggio.sustain = 1;
	arpeggio.release_s = .002f;
	bass.wave = WAVE_TRIANGLE;
	bass.sustain = 1;
	static const int progression[2][4] = {{0, 7, 9, 5}, {0, 8, 3, 10}};
	static const int tune_steps[] = {0, 2, 4, 7, 9, 12, 14, 16};
	int mode = pick_int(&s->song, 0, 1), root = pick_int(&s->song, 57, 64),
	    tune[16];
	double beat = 60 / (double)pick(&s->song, 140, 168);
	for (int k = 0; k < 16; k++)
		tune[k] = pick_int(&s->song, 0, 4)
				  ? tune_steps[pick_int(&s->song, 0, 7)]
				  : -1;
	for (int number = 0; number * beat < s->seconds; number++) {
		double at = number * beat;
		int at_chord = progression[mode][number / 4 % 4];
		bool is_minor = mode ? at_chord == 0 : at_chord == 9;
		chip_drums(s, at, beat, number);
		chip_arpeggio(
			s, &arpeggio, at, beat, (float)(root + at_chord), is_minor);
		for (int k = 0; k < 2; k++) {
			struct note n = {.at_s = at + k * beat / 2,
				.length_s = beat * .42,
				.midi = (float)(root - 24 + at_chord + 12 * k),
				.gain = .5f};
			synth_note(&s->out, &bass, &n);
			int step = tune[(number * 2 + k) % 16];
			n.midi = (float)(root + 12 + step - (mode && step % 12 == 4));
			n.gain = .3f;
			if (step >= 0)
				synth_note(&s->out, &lead, &n);
		}
	}
	bus_crush(&s->out, 48);
	bus_master(&s->out, .8f, .002, .3);
}
