#include "dsp/fft.h"

#include <assert.h>
#include <fftw3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/shared_library.h"

#define FFTW_CALLS(X)                                                                  \
	X(alloc_real)                                                                  \
	X(plan_many_dft_r2c)                                                           \
	X(execute)                                                                     \
	X(destroy_plan)                                                                \
	X(free)

/* FFTW's functions without their "fftwf_". */
struct library {
#define X(name) __typeof__(fftwf_##name) *name;
	FFTW_CALLS(X)
#undef X
};

struct fft {
	struct library library;
	fftwf_plan plan;
	float *in, *out; /* owned, by FFTW's allocator: aligned for its SIMD code */
};

static const struct shared_symbol symbols[] = {
#define X(name) {"fftwf_" #name, offsetof(struct library, name)},
	FFTW_CALLS(X)
#undef X
};

static enum err_code library_open(struct library *ret, struct err *why)
{
	if (shared_library_load(
		    "libfftw3f.so.3", symbols, sizeof symbols / sizeof *symbols, ret))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"analysis needs FFTW: install libfftw3-single3 (Debian, Ubuntu), "
		"fftw-libs-single (Fedora) or fftw (others)");
}

enum err_code fft_available(struct err *why)
{
	struct library l;
	return library_open(&l, why);
}

/* FFTW's planner is one global object. It is held for a millisecond at the start of an
 * extractor, so waiting for it need not be clever.
 * NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables) */
static atomic_flag planner_busy = ATOMIC_FLAG_INIT;

static void planner_lock(void)
{
	while (atomic_flag_test_and_set_explicit(&planner_busy, memory_order_acquire))
		clock_sleep_us(200);
}

static void planner_unlock(void)
{
	atomic_flag_clear_explicit(&planner_busy, memory_order_release);
}

struct fft *fft_create(size_t n, size_t count)
{
	struct fft *f = xcalloc(1, sizeof *f);
	int len = (int)n;
	bool there = library_open(&f->library, NULL) == ERR_OK;
	assert(there && "fft_available() was asked before");
	(void)there;
	planner_lock();
	f->in = f->library.alloc_real(n * count);
	f->out = f->library.alloc_real((n + 2) * count);
	f->plan = f->library.plan_many_dft_r2c(1, &len, (int)count, f->in, NULL, 1, len,
		(fftwf_complex *)f->out, NULL, 1, len / 2 + 1,
		FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
	planner_unlock();
	memset(f->in, 0, n * count * sizeof *f->in);
	memset(f->out, 0, (n + 2) * count * sizeof *f->out);
	return f;
}

void fft_destroy(struct fft *f)
{
	if (!f)
		return;
	planner_lock();
	f->library.destroy_plan(f->plan);
	f->library.free(f->in);
	f->library.free(f->out);
	planner_unlock();
	free(f);
}

float *fft_input(struct fft *f)
{
	return f->in;
}

const float *fft_output(const struct fft *f)
{
	return f->out;
}

void fft_run(struct fft *f)
{
	f->library.execute(f->plan);
}
