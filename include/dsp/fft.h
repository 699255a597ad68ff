/*
 * Real FFTs in single precision (FFTW). Plans are made with FFTW_ESTIMATE: measured
 * plans give other bits from run to run. Making and destroying is thread-safe.
 */
#ifndef DSP_FFT_H
#define DSP_FFT_H

#include <stddef.h>

#include "base/err.h"

/* Loads FFTW; ERR_UNSUPPORTED with what to install. An extractor needs it to have said
 * ERR_OK. */
enum err_code fft_available(struct err *why);

struct fft;
/* `count` transforms of `n` samples each (n even). */
struct fft *fft_create(size_t n, size_t count);
void fft_destroy(struct fft *f);
float *fft_input(struct fft *f); /* (count, n), borrowed; fill it, fft_run keeps it */
/* (count, n / 2 + 1, 2): real and imaginary parts, borrowed, valid after fft_run. */
const float *fft_output(const struct fft *f);
void fft_run(struct fft *f);

#endif
