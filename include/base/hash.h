/*
 * Hashing: a 64-bit digest of bytes (FNV-1a with a final avalanche), and two
 * open-addressing tables: integers to integers, byte strings to dense numbers.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);
uint64_t hash_u64(uint64_t x); /* splitmix64's finaliser: a bijection */

/* int64 -> int64. A zeroed struct is an empty map. */
struct map {
	int64_t *key, *value; /* owned */
	uint8_t *used;        /* owned */
	size_t cap, len;
};
void map_put(struct map *m, int64_t key, int64_t value);
bool map_get(const struct map *m, int64_t key, int64_t *ret_value);
int64_t map_get_or(const struct map *m, int64_t key, int64_t fallback);
void map_clear(struct map *m);
void map_finish(struct map *m);

/* Byte strings to 0, 1, 2, … in the order of first sight. A zeroed struct is empty. */
struct intern {
	char **name; /* owned; (len), NUL-terminated */
	size_t *size;
	uint32_t *slot; /* owned; index + 1, 0 = free */
	size_t len, cap, slots;
};
int32_t intern_add(struct intern *t, const char *s, size_t n);
int32_t intern_find(const struct intern *t, const char *s, size_t n); /* -1: unknown */
void intern_finish(struct intern *t);

#endif
