#include "dsp/resample.h"

#include <stddef.h>
#include <stdlib.h>

#include <soxr.h>

#include "base/mem.h"
#include "base/shared_library.h"

#define SOXR_CALLS(X)                                                                  \
	X(create)                                                                      \
	X(delete)                                                                      \
	X(process)                                                                     \
	X(clear)                                                                       \
	X(io_spec)                                                                     \
	X(quality_spec)                                                                \
	X(runtime_spec)

/* libsoxr's functions without their "soxr_": it brings OpenMP with it, and most playing
 * needs no resampler. */
struct library {
#define X(name) __typeof__(soxr_##name) *name;
	SOXR_CALLS(X)
#undef X
};

struct resample {
	struct library library;
	soxr_t soxr; /* owned */
};

static const struct shared_symbol symbols[] = {
#define X(name) {"soxr_" #name, offsetof(struct library, name)},
	SOXR_CALLS(X)
#undef X
};

static enum err_code library_open(struct library *ret, struct err *why)
{
	if (shared_library_load(
		    "libsoxr.so.0", symbols, sizeof symbols / sizeof *symbols, ret))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"other sample rates need libsoxr: install libsoxr0 (Debian, Ubuntu) or "
		"libsoxr (others)");
}

enum err_code resample_available(struct err *why)
{
	struct library l;
	return library_open(&l, why);
}

enum err_code resample_create(int from_hz, int to_hz, int channels,
	enum resample_quality quality, struct resample **ret, struct err *why)
{
	if (from_hz < 1 || to_hz < 1 || channels < 1)
		return err_set(why, ERR_RANGE, "cannot resample %d Hz to %d Hz",
			from_hz, to_hz);
	struct library l;
	enum err_code code = library_open(&l, why);
	if (code != ERR_OK)
		return code;
	soxr_error_t failed = NULL;
	soxr_io_spec_t io = l.io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
	soxr_quality_spec_t spec =
		l.quality_spec(quality == RESAMPLE_HIGH ? SOXR_HQ : SOXR_VHQ, 0);
	soxr_runtime_spec_t runtime = l.runtime_spec(1);
	soxr_t soxr = l.create(
		from_hz, to_hz, (unsigned)channels, &failed, &io, &spec, &runtime);
	if (failed)
		return err_set(why, ERR_RANGE, "cannot resample %d Hz to %d Hz: %s",
			from_hz, to_hz, failed);
	struct resample *r = xcalloc(1, sizeof *r);
	r->library = l;
	r->soxr = soxr;
	*ret = r;
	return ERR_OK;
}

void resample_destroy(struct resample *r)
{
	if (!r)
		return;
	r->library.delete(r->soxr);
	free(r);
}

void resample_process(struct resample *r, const float *in, size_t in_frames,
	size_t *ret_taken, float *out, size_t out_frames, size_t *ret_made)
{
	size_t taken = 0, made = 0;
	/* soxr's only errors here are of use (it was given valid pointers). */
	if (r->library.process(
		    r->soxr, in, in ? in_frames : 0, &taken, out, out_frames, &made)) {
		taken = in_frames;
		made = 0;
	}
	*ret_taken = taken;
	*ret_made = made;
}

void resample_reset(struct resample *r)
{
	r->library.clear(r->soxr);
}
