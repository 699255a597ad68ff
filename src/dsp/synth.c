#include "dsp/synth.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "studio.h"

static const struct {
	const char *name;
	void (*play)(struct studio *s);
} styles[] = {
	[SYNTH_AMBIENT] = {"Ambient", play_ambient},
	[SYNTH_TECHNO] = {"Techno", play_techno},
	[SYNTH_BAROQUE] = {"Baroque", play_baroque},
	[SYNTH_METAL] = {"Metal", play_metal},
	[SYNTH_CHIPTUNE] = {"Chiptune", play_chiptune},
};
_Static_assert(sizeof styles / sizeof *styles == SYNTH__COUNT, "every style plays");

const char *synth_style_name(enum synth_style s)
{
	return styles[s].name;
}

void bus_init(struct bus *b, size_t n, int rate_hz)
{
	*b = (struct bus){.l = xcalloc(n + 1, sizeof(float)),
		.r = xcalloc(n + 1, sizeof(float)),
		.n = n,
		.rate_hz = rate_hz};
}

void bus_finish(struct bus *b)
{
	free(b->l);
	free(b->r);
	*b = (struct bus){0};
}

int pick_int(struct rng *r, int low, int high)
{
	return low + (int)rng_below(r, (uint64_t)(high - low + 1));
}

float pick(struct rng *r, float low, float high)
{
	return low + (high - low) * (float)rng_double(r);
}

size_t synth_render(const struct synth_song *song, float **ret_pcm)
{
	size_t n = (size_t)(song->seconds * song->rate_hz);
	struct studio s = {.seconds = song->seconds};
	bus_init(&s.out, n, song->rate_hz);
	rng_seed(&s.band, hash_u64(song->band * SYNTH__COUNT + (uint64_t)song->style));
	rng_seed(&s.song, hash_u64(song->seed) ^ song->band);
	styles[song->style].play(&s);
	float *pcm = xmalloc((n + 1) * 2 * sizeof *pcm);
	for (size_t i = 0; i < n; i++) {
		pcm[2 * i] = s.out.l[i];
		pcm[2 * i + 1] = s.out.r[i];
	}
	bus_finish(&s.out);
	*ret_pcm = pcm;
	return n;
}
