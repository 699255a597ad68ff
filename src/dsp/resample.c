#include "dsp/resample.h"

#include <stdlib.h>

#include <soxr.h>

#include "base/mem.h"

struct resample {
	soxr_t soxr; /* owned */
};

enum err_code resample_create(int from_hz, int to_hz, int channels,
	enum resample_quality quality, struct resample **ret, struct err *why)
{
	if (from_hz < 1 || to_hz < 1 || channels < 1)
		return err_set(why, ERR_RANGE, "cannot resample %d Hz to %d Hz",
			from_hz, to_hz);
	soxr_error_t failed = NULL;
	soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
	soxr_quality_spec_t spec =
		soxr_quality_spec(quality == RESAMPLE_HIGH ? SOXR_HQ : SOXR_VHQ, 0);
	soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
	soxr_t soxr = soxr_create(
		from_hz, to_hz, (unsigned)channels, &failed, &io, &spec, &runtime);
	if (failed)
		return err_set(why, ERR_RANGE, "cannot resample %d Hz to %d Hz: %s",
			from_hz, to_hz, failed);
	struct resample *r = xcalloc(1, sizeof *r);
	r->soxr = soxr;
	*ret = r;
	return ERR_OK;
}

void resample_destroy(struct resample *r)
{
	if (!r)
		return;
	soxr_delete(r->soxr);
	free(r);
}

void resample_process(struct resample *r, const float *in, size_t in_frames,
	size_t *ret_taken, float *out, size_t out_frames, size_t *ret_made)
{
	size_t taken = 0, made = 0;
	/* soxr's only errors here are of use (it was given valid pointers). */
	if (soxr_process(
		    r->soxr, in, in ? in_frames : 0, &taken, out, out_frames, &made)) {
		taken = in_frames;
		made = 0;
	}
	*ret_taken = taken;
	*ret_made = made;
}

void resample_reset(struct resample *r)
{
	soxr_clear(r->soxr);
}
