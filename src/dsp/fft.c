#include "dsp/fft.h"

#include <fftw3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

struct fft {
	fftwf_plan plan;
	float *in, *out; /* owned, by FFTW's allocator: aligned for its SIMD code */
};

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
	planner_lock();
	f->in = fftwf_alloc_real(n * count);
	f->out = fftwf_alloc_real((n + 2) * count);
	f->plan = fftwf_plan_many_dft_r2c(1, &len, (int)count, f->in, NULL, 1, len,
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
	fftwf_destroy_plan(f->plan);
	fftwf_free(f->in);
	fftwf_free(f->out);
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
	fftwf_execute(f->plan);
}
