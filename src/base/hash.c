#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

uint64_t hash_u64(uint64_t x)
{
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

uint64_t hash_bytes(const void *p, size_t n, uint64_t seed)
{
	const unsigned char *b = p;
	uint64_t h = 0xCBF29CE484222325u ^ hash_u64(seed);
	for (size_t i = 0; i < n; i++)
		h = (h ^ b[i]) * 0x100000001B3u;
	return hash_u64(h ^ n);
}

static size_t map_slot(const struct map *m, int64_t key)
{
	size_t mask = m->cap - 1, i = (size_t)hash_u64((uint64_t)key) & mask;
	while (m->used[i] && m->key[i] != key)
		i = (i + 1) & mask;
	return i;
}

static void map_grow(struct map *m)
{
	struct map old = *m;
	m->cap = old.cap ? old.cap * 2 : 16;
	m->key = xcalloc(m->cap, sizeof *m->key);
	m->value = xcalloc(m->cap, sizeof *m->value);
	m->used = xcalloc(m->cap, sizeof *m->used);
	for (size_t i = 0; i < old.cap; i++) {
		if (!old.used[i])
			continue;
		size_t j = map_slot(m, old.key[i]);
		m->used[j] = 1;
		m->key[j] = old.key[i];
		m->value[j] = old.value[i];
	}
	free(old.key);
	free(old.value);
	free(old.used);
}

void map_put(struct map *m, int64_t key, int64_t value)
{
	if (m->len * 10 >= m->cap * 7)
		map_grow(m);
	size_t i = map_slot(m, key);
	if (!m->used[i]) {
		m->used[i] = 1;
		m->key[i] = key;
		m->len++;
	}
	m->value[i] = value;
}

bool map_get(const struct map *m, int64_t key, int64_t *ret_value)
{
	if (!m->cap)
		return false;
	size_t i = map_slot(m, key);
	if (!m->used[i])
		return false;
	*ret_value = m->value[i];
	return true;
}

int64_t map_get_or(const struct map *m, int64_t key, int64_t fallback)
{
	int64_t v = fallback;
	map_get(m, key, &v);
	return v;
}

void map_clear(struct map *m)
{
	if (m->cap)
		memset(m->used, 0, m->cap);
	m->len = 0;
}

void map_finish(struct map *m)
{
	free(m->key);
	free(m->value);
	free(m->used);
	*m = (struct map){0};
}

static size_t intern_slot(const struct intern *t, const char *s, size_t n)
{
	size_t mask = t->slots - 1, i = (size_t)hash_bytes(s, n, 0) & mask;
	for (; t->slot[i]; i = (i + 1) & mask) {
		size_t k = t->slot[i] - 1;
		if (t->size[k] == n && memcmp(t->name[k], s, n) == 0)
			break;
	}
	return i;
}

static void intern_rehash(struct intern *t)
{
	t->slots = t->slots ? t->slots * 2 : 64;
	free(t->slot);
	t->slot = xcalloc(t->slots, sizeof *t->slot);
	for (size_t k = 0; k < t->len; k++)
		t->slot[intern_slot(t, t->name[k], t->size[k])] = (uint32_t)k + 1;
}

int32_t intern_find(const struct intern *t, const char *s, size_t n)
{
	if (!t->slots)
		return -1;
	return (int32_t)t->slot[intern_slot(t, s, n)] - 1;
}

int32_t intern_add(struct intern *t, const char *s, size_t n)
{
	int32_t known = intern_find(t, s, n);
	if (known >= 0)
		return known;
	if ((t->len + 1) * 2 > t->slots)
		intern_rehash(t);
	size_t cap = t->cap;
	t->name = mem_grow(t->name, &cap, t->len + 1, sizeof *t->name);
	t->size = mem_grow(t->size, &t->cap, t->len + 1, sizeof *t->size);
	t->slot[intern_slot(t, s, n)] = (uint32_t)t->len + 1;
	t->name[t->len] = xmalloc(n + 1);
	memcpy(t->name[t->len], s, n);
	t->name[t->len][n] = '\0';
	t->size[t->len] = n;
	return (int32_t)t->len++;
}

void intern_finish(struct intern *t)
{
	for (size_t i = 0; i < t->len; i++)
		free(t->name[i]);
	free(t->name);
	free(t->size);
	free(t->slot);
	*t = (struct intern){0};
}
