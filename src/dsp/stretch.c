#include "dsp/stretch.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/shared_library.h"

#ifdef HAVE_RUBBERBAND
#include <rubberband/rubberband-c.h>

_Static_assert(RUBBERBAND_API_MAJOR_VERSION == 2, "the soname follows from it");
static const char SONAME[] = "librubberband.so.2";
static const double SLOWEST = .5, FASTEST = 2;

enum { RATE_MIN = 8000, RATE_MAX = 192000, END_BLOCKS = 64 };
/* Values that older headers lack; the library ignores what it does not know. */
enum { WINDOW_SHORT = 0x00100000, ENGINE_FINER = 0x20000000 };

struct library {
	RubberBandState (*create)(
		unsigned, unsigned, RubberBandOptions, double, double);
	void (*destroy)(RubberBandState);
	void (*set_max_process_size)(RubberBandState, unsigned);
	unsigned (*get_latency)(RubberBandState);
	void (*process)(RubberBandState, const float *const *, unsigned, int);
	int (*available)(RubberBandState);
	unsigned (*retrieve)(RubberBandState, float *const *, unsigned);
	/* since 3.0; NULL */
	unsigned (*get_start_pad)(RubberBandState);
	unsigned (*get_start_delay)(RubberBandState);
};

struct stretch {
	struct library library;
	RubberBandState band; /* owned */
	int rate_hz;
	double speed;
	uint64_t put, given; /* frames */
	uint64_t skip; /* frames of the start delay that are still to be dropped */
	bool ended;
	float *plane[2]; /* owned; (STRETCH_BLOCK) */
	float *ready;    /* owned; (ready_cap, 2): n frames from `at` on */
	size_t at, n, ready_cap;
};

static const struct shared_symbol symbols[] = {
	{"rubberband_new", offsetof(struct library, create)},
	{"rubberband_delete", offsetof(struct library, destroy)},
	{"rubberband_set_max_process_size",
		offsetof(struct library, set_max_process_size)},
	{"rubberband_get_latency", offsetof(struct library, get_latency)},
	{"rubberband_process", offsetof(struct library, process)},
	{"rubberband_available", offsetof(struct library, available)},
	{"rubberband_retrieve", offsetof(struct library, retrieve)},
};
static const struct shared_symbol newer[] = {
	{"rubberband_get_preferred_start_pad", offsetof(struct library, get_start_pad)},
	{"rubberband_get_start_delay", offsetof(struct library, get_start_delay)},
};

static bool library_open(struct library *l, struct err *why)
{
	void *handle = shared_library_open(SONAME);
	*l = (struct library){0};
	if (!handle) {
		err_set(why, ERR_UNSUPPORTED,
			"other speeds need Rubber Band: install librubberband2");
		return false;
	}
	if (!shared_library_find(
		    handle, symbols, sizeof symbols / sizeof *symbols, l)) {
		err_set(why, ERR_UNSUPPORTED,
			"this Rubber Band is too old: install a newer librubberband2");
		return false;
	}
	for (size_t i = 0; i < sizeof newer / sizeof *newer; i++)
		(void)shared_library_find(handle, &newer[i], 1, l);
	return true;
}

bool stretch_available(struct err *why)
{
	struct library l;
	return library_open(&l, why);
}

static void feed_silence(struct stretch *s, size_t frames);

/* What goes in first makes the start come out whole; what then comes out first is not
 * the music yet. */
static void skip_start(struct stretch *s)
{
	struct library *l = &s->library;
	unsigned pad = 0;
	if (l->get_start_pad && l->get_start_delay) {
		pad = l->get_start_pad(s->band);
		s->skip = l->get_start_delay(s->band);
	} else {
		s->skip = l->get_latency(s->band);
	}
	feed_silence(s, pad);
}

enum err_code stretch_restart(struct stretch *s, double speed, struct err *why)
{
	struct library *l = &s->library;
	if (!(speed >= SLOWEST && speed <= FASTEST))
		return err_set(why, ERR_RANGE, "a speed is %g to %g", SLOWEST, FASTEST);
	if (s->band)
		l->destroy(s->band);
	/* It only sizes its windows by the rate. */
	int rate = s->rate_hz < RATE_MIN   ? RATE_MIN
		   : s->rate_hz > RATE_MAX ? RATE_MAX
					   : s->rate_hz;
	int options = RubberBandOptionProcessRealTime | RubberBandOptionThreadingNever |
		      RubberBandOptionChannelsTogether | ENGINE_FINER;
	if (speed > 1)
		options |= WINDOW_SHORT;
	s->band = l->create((unsigned)rate, 2, options, 1 / speed, 1);
	l->set_max_process_size(s->band, STRETCH_BLOCK);
	s->speed = speed;
	s->put = s->given = 0;
	s->at = s->n = 0;
	s->ended = false;
	skip_start(s);
	return ERR_OK;
}

enum err_code stretch_create(
	int rate_hz, double speed, struct stretch **ret, struct err *why)
{
	struct stretch *s = xcalloc(1, sizeof *s);
	if (!library_open(&s->library, why)) {
		free(s);
		return ERR_UNSUPPORTED;
	}
	s->rate_hz = rate_hz;
	s->plane[0] = xcalloc(STRETCH_BLOCK, sizeof(float));
	s->plane[1] = xcalloc(STRETCH_BLOCK, sizeof(float));
	enum err_code code = stretch_restart(s, speed, why);
	if (code != ERR_OK) {
		stretch_destroy(s);
		return code;
	}
	*ret = s;
	return ERR_OK;
}

void stretch_destroy(struct stretch *s)
{
	if (!s)
		return;
	if (s->band)
		s->library.destroy(s->band);
	free(s->plane[0]);
	free(s->plane[1]);
	free(s->ready);
	free(s);
}

static void collect_some(struct stretch *s, size_t frames)
{
	float *plane[2] = {s->plane[0], s->plane[1]};
	size_t got = s->library.retrieve(s->band, plane, (unsigned)frames);
	size_t drop = s->skip < got ? (size_t)s->skip : got;
	s->skip -= drop;
	if (s->at > 0) {
		memmove(s->ready, s->ready + 2 * s->at, 2 * s->n * sizeof *s->ready);
		s->at = 0;
	}
	s->ready = mem_grow(s->ready, &s->ready_cap, s->n + got, 2 * sizeof *s->ready);
	for (size_t i = drop; i < got; i++, s->n++) {
		s->ready[2 * s->n] = plane[0][i];
		s->ready[2 * s->n + 1] = plane[1][i];
	}
}

/* What stands in the planes goes in, what it makes is kept. */
static void run(struct stretch *s, size_t frames)
{
	const float *plane[2] = {s->plane[0], s->plane[1]};
	int waiting;
	s->library.process(s->band, plane, (unsigned)frames, 0);
	while ((waiting = s->library.available(s->band)) > 0)
		collect_some(
			s, waiting < STRETCH_BLOCK ? (size_t)waiting : STRETCH_BLOCK);
}

static void feed_silence(struct stretch *s, size_t frames)
{
	while (frames > 0) {
		size_t n = frames < STRETCH_BLOCK ? frames : STRETCH_BLOCK;
		memset(s->plane[0], 0, n * sizeof(float));
		memset(s->plane[1], 0, n * sizeof(float));
		run(s, n);
		frames -= n;
	}
}

/* Frames that what was put in stands for and that nobody has got yet. */
static size_t owed(const struct stretch *s)
{
	uint64_t in_all = (uint64_t)llround((double)s->put / s->speed);
	return in_all > s->given ? (size_t)(in_all - s->given) : 0;
}

void stretch_put(struct stretch *s, const float *pcm, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		s->plane[0][i] = pcm[2 * i];
		s->plane[1][i] = pcm[2 * i + 1];
	}
	s->put += frames;
	run(s, frames);
}

void stretch_end(struct stretch *s)
{
	s->ended = true;
	for (int i = 0; s->n < owed(s) && i < END_BLOCKS; i++)
		feed_silence(s, STRETCH_BLOCK);
}

size_t stretch_take(struct stretch *s, float *out, size_t frames)
{
	size_t most = owed(s), n = s->n < most ? s->n : most;
	if (n > frames)
		n = frames;
	memcpy(out, s->ready ? s->ready + 2 * s->at : out, 2 * n * sizeof *out);
	s->at += n;
	s->n -= n;
	s->given += n;
	return n;
}

#else /* the header was not there */

bool stretch_available(struct err *why)
{
	err_set(why, ERR_UNSUPPORTED,
		"this build plays at speed 1 only: install librubberband-dev and build "
		"again");
	return false;
}

enum err_code stretch_create(
	int rate_hz, double speed, struct stretch **ret, struct err *why)
{
	(void)rate_hz;
	(void)speed;
	(void)ret;
	stretch_available(why);
	return ERR_UNSUPPORTED;
}

void stretch_destroy(struct stretch *s)
{
	(void)s;
}

enum err_code stretch_restart(struct stretch *s, double speed, struct err *why)
{
	(void)s;
	(void)speed;
	stretch_available(why);
	return ERR_UNSUPPORTED;
}

void stretch_put(struct stretch *s, const float *pcm, size_t frames)
{
	(void)s;
	(void)pcm;
	(void)frames;
}

void stretch_end(struct stretch *s)
{
	(void)s;
}

size_t stretch_take(struct stretch *s, float *out, size_t frames)
{
	(void)s;
	(void)out;
	(void)frames;
	return 0;
}

#endif
