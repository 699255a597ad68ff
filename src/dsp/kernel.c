#include "kernel.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* GCC on glibc picks the variant for the processor at load time. Sanitizers cannot run
 * the resolvers, which come before their own start. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) &&                  \
	!defined(__clang__) && !defined(LINNET_SANITIZE)
#define FOR_THIS_PROCESSOR __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define FOR_THIS_PROCESSOR
#endif

FOR_THIS_PROCESSOR
void kernel_multiply(
	float *restrict out, const float *restrict a, const float *restrict b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = a[i] * b[i];
}

FOR_THIS_PROCESSOR
float kernel_dot(const float *restrict a, const float *restrict b, size_t n)
{
	float sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

FOR_THIS_PROCESSOR
void kernel_power(
	float *restrict out, const float *restrict spectrum, float scale, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		float re = spectrum[2 * k], im = spectrum[2 * k + 1];
		out[k] = (re * re + im * im) * scale;
	}
}

FOR_THIS_PROCESSOR
float kernel_max(const float *v, size_t n)
{
	float max = v[0];
	for (size_t i = 1; i < n; i++)
		max = v[i] > max ? v[i] : max;
	return max;
}

FOR_THIS_PROCESSOR
float kernel_min(const float *v, size_t n)
{
	float min = v[0];
	for (size_t i = 1; i < n; i++)
		min = v[i] < min ? v[i] : min;
	return min;
}

FOR_THIS_PROCESSOR
float kernel_sum(const float *v, size_t n)
{
	float sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return sum;
}

FOR_THIS_PROCESSOR
void kernel_moments(const float *v, size_t n, double ret[3])
{
	double m0 = 0, m1 = 0, m2 = 0;
	for (int i = 0; i < (int)n; i++) {
		float x = (float)i, p = v[i] * x;
		m0 += (double)v[i];
		m1 += (double)p;
		m2 += (double)(p * x);
	}
	ret[0] = m0;
	ret[1] = m1;
	ret[2] = m2;
}

/* The logarithm of a product: exponents are added, mantissas in [1, 2) multiplied, 64
 * of them as floats and 8 of these products as doubles, which cannot overflow. */
FOR_THIS_PROCESSOR
double kernel_mean_log(const float *v, float offset, size_t n)
{
	enum { CHUNK = 64, CHUNKS = 8 };
	double log2_sum = 0, product = 1;
	size_t i = 0;
	for (size_t chunk = 1; i + CHUNK <= n; i += CHUNK, chunk++) {
		int32_t exponents = -127 * CHUNK;
		float mantissas = 1;
		for (size_t j = i; j < i + CHUNK; j++) {
			float x = v[j] + offset, m;
			int32_t bits, part;
			memcpy(&bits, &x, sizeof bits);
			exponents += bits >> 23;
			part = (bits & 0x007FFFFF) | 0x3F800000;
			memcpy(&m, &part, sizeof m);
			mantissas *= m;
		}
		log2_sum += exponents;
		product *= (double)mantissas;
		if (chunk % CHUNKS == 0) {
			log2_sum += log2(product);
			product = 1;
		}
	}
	log2_sum += log2(product);
	for (; i < n; i++)
		log2_sum += log2((double)v[i] + (double)offset);
	return log2_sum * M_LN2 / (double)n;
}

FOR_THIS_PROCESSOR
float kernel_flux(
	float *restrict unit, const float *restrict power, float scale, size_t n)
{
	float sum = 0;
	for (size_t i = 0; i < n; i++) {
		float s = sqrtf(power[i]) * scale, grown = s - unit[i];
		grown = grown > 0 ? grown : 0;
		sum += grown * grown;
		unit[i] = s;
	}
	return sum;
}

/* Logarithm by the polynomial of Cephes' logf (S. Moshier) on [√½, √2), without its
 * special cases: arguments are positive and normal. */
FOR_THIS_PROCESSOR
void kernel_decibels(
	float *restrict out, const float *restrict v, float offset, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float x = v[i] + offset, m, y;
		int32_t bits, part;
		memcpy(&bits, &x, sizeof bits);
		/* 0x3F3504F3 is √½: what is left of it goes to the exponent. */
		int32_t e = (bits - 0x3F3504F3) >> 23;
		part = bits - e * (1 << 23);
		memcpy(&m, &part, sizeof m);
		m -= 1;
		y = 7.0376836292e-2f;
		y = y * m - 1.1514610310e-1f;
		y = y * m + 1.1676998740e-1f;
		y = y * m - 1.2420140846e-1f;
		y = y * m + 1.4249322787e-1f;
		y = y * m - 1.6668057665e-1f;
		y = y * m + 2.0000714765e-1f;
		y = y * m - 2.4999993993e-1f;
		y = y * m + 3.3333331174e-1f;
		y = m + m * m * (y * m - 0.5f);
		out[i] = 4.34294481903f * (y + 0.693147180560f * (float)e);
	}
}

FOR_THIS_PROCESSOR
int kernel_crossings(const float *v, size_t n)
{
	int count = 0;
	for (size_t i = 1; i < n; i++)
		count += (v[i - 1] >= 0) != (v[i] >= 0);
	return count;
}

FOR_THIS_PROCESSOR
void kernel_add_products(
	double *restrict out, float v, const float *restrict a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] += (double)v * (double)a[i];
}

FOR_THIS_PROCESSOR
void kernel_outer_sums(
	const float *v, size_t n, const float low[2], const float high[2], float ret[4])
{
	const float low0 = low[0], low1 = low[1], high0 = high[0], high1 = high[1];
	float below0 = 0, below1 = 0, from0 = 0, from1 = 0;
	for (size_t i = 0; i < n; i++) {
		float x = v[i];
		below0 += x < low0 ? x : 0;
		below1 += x < low1 ? x : 0;
		from0 += x >= high0 ? x : 0;
		from1 += x >= high1 ? x : 0;
	}
	ret[0] = below0;
	ret[1] = below1 - below0;
	ret[2] = from0 - from1;
	ret[3] = from1;
}
