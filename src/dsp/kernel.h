/*
 * The loops in which the extractor spends its time, as plain functions on arrays. Built
 * for several kinds of processor where the compiler can; the sums of one machine are
 * the same at every call.
 */
#ifndef DSP_KERNEL_H
#define DSP_KERNEL_H

#include <stddef.h>

void kernel_multiply(float *out, const float *a, const float *b, size_t n);
float kernel_dot(const float *a, const float *b, size_t n);
/* out[k] = scale * |spectrum[k]|², spectrum being (n, 2). */
void kernel_power(float *out, const float *spectrum, float scale, size_t n);
float kernel_max(const float *v, size_t n); /* n > 0; no NaN */
float kernel_min(const float *v, size_t n);
float kernel_sum(const float *v, size_t n);
/* Sums of v[i], v[i] * i and v[i] * i². */
void kernel_moments(const float *v, size_t n, double ret[3]);
/* Mean of ln(v[i] + offset); v + offset positive and normal. */
double kernel_mean_log(const float *v, float offset, size_t n);
/* unit[i] = sqrt(power[i]) * scale; returns the sum of the squares of what grew. */
float kernel_flux(float *unit, const float *power, float scale, size_t n);
/* out[i] = 10 log10(v[i] + offset). */
void kernel_decibels(float *out, const float *v, float offset, size_t n);
/* Changes of sign from one sample to the next. */
int kernel_crossings(const float *v, size_t n);
/* out[i] += v * a[i] */
void kernel_add_products(double *out, float v, const float *a, size_t n);
/* Sums of what lies below low[0], in [low[0], low[1]), in [high[0], high[1]), from
 * high[1]. */
void kernel_outer_sums(const float *v, size_t n, const float low[2],
	const float high[2], float ret[4]);

#endif
