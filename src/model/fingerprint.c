#include "model/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum {
	ITEMS_MIN = 64,      /* 8 s, and the 2.6 s that the first one needs */
	DISTINCT_MIN = 32,   /* music changes */
	OFFSETS = 24,        /* items: 3 s */
	OVERLAP_MIN = 12,    /* thinned items: 6 s … */
	OVERLAP_PERCENT = 75 /* … and of the shorter one */
};

static int by_hash(const void *a, const void *b)
{
	uint64_t x = hash_u64(*(const uint32_t *)a), y = hash_u64(*(const uint32_t *)b);
	return x < y ? -1 : x > y;
}

/* The distinct items in the order of their hashes: out (n). */
static size_t distinct(const struct fingerprint *f, uint32_t *out)
{
	size_t n = 0;
	memcpy(out, f->item, f->n * sizeof *out);
	if (f->n)
		qsort(out, f->n, sizeof *out, by_hash);
	for (size_t i = 0; i < f->n; i++)
		if (i == 0 || out[i] != out[i - 1])
			out[n++] = out[i];
	return n;
}

bool fingerprint_usable(const struct fingerprint *f)
{
	uint32_t items[FINGERPRINT_MAX];
	return f->n >= ITEMS_MIN && distinct(f, items) >= DISTINCT_MIN;
}

size_t fingerprint_thin(const struct fingerprint *f, uint32_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i += FINGERPRINT_STEP)
		out[n++] = f->item[i];
	return n;
}

/* At one offset: thin[k] is compared with the item FINGERPRINT_STEP * k + offset. */
static int errors_at(
	const struct fingerprint *f, const uint32_t *thin, size_t n, int offset)
{
	int64_t bits = 0, compared = 0;
	for (size_t k = 0; k < n; k++) {
		int64_t i = (int64_t)k * FINGERPRINT_STEP + offset;
		if (i < 0 || i >= (int64_t)f->n)
			continue;
		bits += __builtin_popcount(f->item[i] ^ thin[k]);
		compared++;
	}
	int64_t shorter = (int64_t)(f->n / FINGERPRINT_STEP);
	if ((int64_t)n < shorter)
		shorter = (int64_t)n;
	if (compared < OVERLAP_MIN || compared * 100 < shorter * OVERLAP_PERCENT)
		return FINGERPRINT_UNLIKE;
	return (int)(bits * 1000 / (compared * 32));
}

int fingerprint_errors(const struct fingerprint *f, const uint32_t *thin, size_t n)
{
	int best = FINGERPRINT_UNLIKE;
	for (int offset = -OFFSETS; offset <= OFFSETS; offset++) {
		int e = errors_at(f, thin, n, offset);
		best = e < best ? e : best;
	}
	return best;
}

size_t fingerprint_words(const struct fingerprint *f, uint32_t *out)
{
	uint32_t items[FINGERPRINT_MAX];
	size_t n = distinct(f, items);
	if (n > FINGERPRINT_WORDS)
		n = FINGERPRINT_WORDS;
	memcpy(out, items, n * sizeof *out);
	return n;
}

void identity_put(struct str *b, const struct identity *i)
{
	bytes_put_i64(b, i->file_bytes);
	bytes_put_u8(b, i->has_whole);
	bytes_put_i64(b, (int64_t)i->whole);
	bytes_put_u8(b, i->has_print);
	bytes_put_u32(b, (uint32_t)i->print_version);
	bytes_put_u32(b, (uint32_t)i->print.n);
	for (size_t k = 0; k < i->print.n; k++)
		bytes_put_u32(b, i->print.item[k]);
}

void identity_get(struct bytes_reader *r, struct identity *ret)
{
	*ret = (struct identity){.file_bytes = bytes_get_i64(r)};
	ret->has_whole = bytes_get_u8(r) != 0;
	ret->whole = (uint64_t)bytes_get_i64(r);
	ret->has_print = bytes_get_u8(r) != 0;
	ret->print_version = (int)bytes_get_u32(r);
	size_t n = bytes_get_u32(r);
	r->bad = r->bad || n > FINGERPRINT_MAX;
	for (size_t k = 0; !r->bad && k < n; k++)
		ret->print.item[ret->print.n++] = bytes_get_u32(r);
}
