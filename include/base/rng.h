/*
 * Pseudo random numbers that repeat for a seed: xoshiro256** (Blackman and Vigna, 2018)
 * seeded by splitmix64. Not for secrets; ids that must be unique use rng_os_bytes().
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t s[4];
};
void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_u64(struct rng *r);
uint64_t rng_below(struct rng *r, uint64_t n); /* uniform in [0, n), n > 0 */
double rng_double(struct rng *r);              /* uniform in [0, 1) */
double rng_normal(struct rng *r);              /* mean 0, variance 1 */
void rng_os_bytes(void *out, size_t n);        /* from the kernel */

#endif
