#include "codec/fingerprint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/shared_library.h"
#include "model/feature.h"

#ifdef HAVE_LIBCHROMAPRINT
#include <chromaprint.h>

_Static_assert(CHROMAPRINT_VERSION_MAJOR == 1, "the soname follows from it");

enum { BLOCK = 4096, TAPS = 11, RATE_HZ = FEATURE_RATE_HZ / 2 };
static const char SONAME[] = "libchromaprint.so.1";

/* Named as in the library, whose header gives the types. */
struct api {
	__typeof__(chromaprint_get_version) *get_version;
	__typeof__(chromaprint_new) *new;
	__typeof__(chromaprint_free) *free;
	__typeof__(chromaprint_start) *start;
	__typeof__(chromaprint_feed) *feed;
	__typeof__(chromaprint_finish) *finish;
	__typeof__(chromaprint_get_raw_fingerprint) *get_raw_fingerprint;
	__typeof__(chromaprint_dealloc) *dealloc;
};

static const struct shared_symbol symbols[] = {
	{"chromaprint_get_version", offsetof(struct api, get_version)},
	{"chromaprint_new", offsetof(struct api, new)},
	{"chromaprint_free", offsetof(struct api, free)},
	{"chromaprint_start", offsetof(struct api, start)},
	{"chromaprint_feed", offsetof(struct api, feed)},
	{"chromaprint_finish", offsetof(struct api, finish)},
	{"chromaprint_get_raw_fingerprint", offsetof(struct api, get_raw_fingerprint)},
	{"chromaprint_dealloc", offsetof(struct api, dealloc)},
};

struct fingerprinter {
	struct api api;
	ChromaprintContext *context; /* owned */
	int64_t left;                /* frames of ours that it still wants */
	/* The last TAPS - 1 frames before those of a block, and the block. */
	float in[TAPS - 1 + 2 * BLOCK];
	size_t n; /* behind the first TAPS - 1 */
	int16_t pcm[BLOCK];
};

static enum err_code api_load(struct api *ret, struct err *why)
{
	if (shared_library_load(SONAME, symbols, sizeof symbols / sizeof *symbols, ret))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"%s is missing: install libchromaprint1 (Debian, Ubuntu), libchromaprint "
		"(Fedora) or chromaprint (others)",
		SONAME);
}

enum err_code fingerprinter_create(struct fingerprinter **ret, struct err *why)
{
	struct api api;
	enum err_code code = api_load(&api, why);
	if (code)
		return code;
	struct fingerprinter *f = xcalloc(1, sizeof *f);
	f->api = api;
	f->context = api.new(CHROMAPRINT_ALGORITHM_DEFAULT);
	*ret = f;
	return ERR_OK;
}

void fingerprinter_destroy(struct fingerprinter *f)
{
	if (!f)
		return;
	f->api.free(f->context);
	free(f);
}

void fingerprinter_begin(struct fingerprinter *f)
{
	bool ok = f->context && f->api.start(f->context, RATE_HZ, 1);
	f->left = ok ? (int64_t)FINGERPRINT_SECONDS * FEATURE_RATE_HZ : 0;
	memset(f->in, 0, (TAPS - 1) * sizeof *f->in);
	f->n = 0;
}

static int16_t sample(float x)
{
	float v = x * 32767.0f;
	return (int16_t)(v < -32768.0f ? -32768.0f : v > 32767.0f ? 32767.0f : v);
}

/* Halves the rate of what is there. The maximally flat half-band filter of 11 taps: what
 * it lets fold back lies 20 dB below at 3.5 kHz, the highest note that the library looks
 * at, and more below that. */
static void feed(struct fingerprinter *f)
{
	size_t n = f->n / 2;
	for (size_t i = 0; i < n; i++) {
		const float *x = f->in + 2 * i;
		float v = 256 * x[5] + 150 * (x[4] + x[6]) - 25 * (x[2] + x[8]) +
			  3 * (x[0] + x[10]);
		f->pcm[i] = sample(v / 512);
	}
	if (n && !f->api.feed(f->context, f->pcm, (int)n))
		f->left = 0;
	memmove(f->in, f->in + 2 * n, (TAPS - 1 + f->n - 2 * n) * sizeof *f->in);
	f->n -= 2 * n;
}

bool fingerprinter_push(struct fingerprinter *f, const float *mono, size_t frames)
{
	while (frames > 0 && f->left > 0) {
		size_t n = 2 * BLOCK - f->n < frames ? 2 * BLOCK - f->n : frames;
		if ((int64_t)n > f->left)
			n = (size_t)f->left;
		memcpy(f->in + TAPS - 1 + f->n, mono, n * sizeof *mono);
		f->n += n;
		f->left -= (int64_t)n;
		mono += n;
		frames -= n;
		if (f->n == 2 * BLOCK || f->left == 0)
			feed(f);
	}
	return f->left > 0;
}

void fingerprinter_end(struct fingerprinter *f, struct fingerprint *ret)
{
	uint32_t *item = NULL;
	int n = 0;
	ret->n = 0;
	if (f->context && f->left > 0)
		feed(f);
	if (!f->context || !f->api.finish(f->context) ||
		!f->api.get_raw_fingerprint(f->context, &item, &n))
		return;
	ret->n = n < 0 ? 0 : n < FINGERPRINT_MAX ? (size_t)n : FINGERPRINT_MAX;
	if (ret->n)
		memcpy(ret->item, item, ret->n * sizeof *item);
	f->api.dealloc(item);
}

const char *fingerprint_library(struct err *why)
{
	struct api api;
	return api_load(&api, why) ? "" : api.get_version();
}

#else

static enum err_code absent(struct err *why)
{
	return err_set(why, ERR_UNSUPPORTED,
		"this linnet was built without libchromaprint: install "
		"libchromaprint-dev (or chromaprint-devel) and build again");
}

enum err_code fingerprinter_create(struct fingerprinter **ret, struct err *why)
{
	(void)ret;
	return absent(why);
}

void fingerprinter_destroy(struct fingerprinter *f)
{
	(void)f;
}

void fingerprinter_begin(struct fingerprinter *f)
{
	(void)f;
}

bool fingerprinter_push(struct fingerprinter *f, const float *mono, size_t frames)
{
	(void)f;
	(void)mono;
	(void)frames;
	return false;
}

void fingerprinter_end(struct fingerprinter *f, struct fingerprint *ret)
{
	(void)f;
	ret->n = 0;
}

const char *fingerprint_library(struct err *why)
{
	absent(why);
	return "";
}

#endif
