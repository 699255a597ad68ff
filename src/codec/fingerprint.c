#include "codec/fingerprint.h"

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "library.h"

#ifdef HAVE_LIBCHROMAPRINT
#include <chromaprint.h>

_Static_assert(CHROMAPRINT_VERSION_MAJOR == 1, "the soname follows from it");

enum { BLOCK = 4096 };
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

static const struct {
	const char *name;
	size_t at;
} symbols[] = {
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
	int64_t left;                /* frames that it still wants */
	int16_t pcm[BLOCK];
};

static enum err_code api_load(struct api *ret, struct err *why)
{
	void *library = library_load(SONAME);
	for (size_t i = 0; library && i < sizeof symbols / sizeof *symbols; i++) {
		void *f = dlsym(library, symbols[i].name);
		if (!f)
			library = NULL;
		memcpy((char *)ret + symbols[i].at, &f, sizeof f);
	}
	if (library)
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

void fingerprinter_begin(struct fingerprinter *f, int rate_hz)
{
	bool ok = f->context && f->api.start(f->context, rate_hz, 1);
	f->left = ok ? (int64_t)FINGERPRINT_SECONDS * rate_hz : 0;
}

static int16_t sample(float x)
{
	float v = x * 32767.0f;
	return (int16_t)(v < -32768.0f ? -32768.0f : v > 32767.0f ? 32767.0f : v);
}

bool fingerprinter_push(struct fingerprinter *f, const float *mono, size_t frames)
{
	while (frames > 0 && f->left > 0) {
		size_t n = frames < BLOCK ? frames : BLOCK;
		if ((int64_t)n > f->left)
			n = (size_t)f->left;
		for (size_t i = 0; i < n; i++)
			f->pcm[i] = sample(mono[i]);
		f->left = f->api.feed(f->context, f->pcm, (int)n) ? f->left - (int64_t)n
								  : 0;
		mono += n;
		frames -= n;
	}
	return f->left > 0;
}

void fingerprinter_end(struct fingerprinter *f, struct fingerprint *ret)
{
	uint32_t *item = NULL;
	int n = 0;
	ret->n = 0;
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

void fingerprinter_begin(struct fingerprinter *f, int rate_hz)
{
	(void)f;
	(void)rate_hz;
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
