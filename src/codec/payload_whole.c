/*
 * The digest of a whole payload. Of Ogg only what the pages hold: a tagger that cuts the
 * stream into other pages leaves that as it is.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/mem.h"
#include "container.h"
#include "payload_range.h"

enum { CHUNK = 256 * 1024 };

void digest_init(struct digest *d, uint64_t seed)
{
	*d = (struct digest){.seed = seed};
	for (unsigned k = 0; k < DIGEST_LANES; k++)
		d->lane[k] = hash_u64(seed + k);
}

static void add_block(struct digest *d, const unsigned char *p)
{
	for (size_t k = 0; k < DIGEST_LANES; k++) {
		uint64_t v;
		memcpy(&v, p + 8 * k, sizeof v);
		uint64_t x = (d->lane[k] ^ le64toh(v)) * 0x9E3779B97F4A7C15U;
		d->lane[k] = x ^ x >> 32;
	}
}

void digest_add(struct digest *d, const unsigned char *p, size_t n)
{
	if (d->n_rest > 0) {
		size_t k = DIGEST_BLOCK - d->n_rest;
		k = n < k ? n : k;
		memcpy(d->rest + d->n_rest, p, k);
		d->n_rest += k;
		p += k;
		n -= k;
		if (d->n_rest < DIGEST_BLOCK)
			return;
		add_block(d, d->rest);
		d->n_rest = 0;
	}
	for (; n >= DIGEST_BLOCK; n -= DIGEST_BLOCK, p += DIGEST_BLOCK)
		add_block(d, p);
	memcpy(d->rest, p, n);
	d->n_rest = n;
}

uint64_t digest_end(struct digest *d)
{
	uint64_t h = hash_bytes(d->rest, d->n_rest, d->seed);
	for (int k = 0; k < DIGEST_LANES; k++)
		h = hash_u64(h ^ d->lane[k]);
	return h;
}

/* Bytes [from, to); false: they could not be read. */
static bool add_range(
	struct digest *d, int fd, int64_t from, int64_t to, unsigned char *buf)
{
	while (from < to) {
		size_t n = to - from < CHUNK ? (size_t)(to - from) : CHUNK;
		if (io_pread_full(fd, buf, n, from) != (ssize_t)n)
			return false;
		digest_add(d, buf, n);
		from += (int64_t)n;
	}
	return true;
}

/* What lies between the pages, or is none, counts as it is. */
static bool add_pages(
	struct digest *d, int fd, int64_t from, int64_t to, unsigned char *buf)
{
	struct ogg_page page;
	while (from < to && ogg_page_at(fd, from, &page)) {
		int64_t body = from + page.header_bytes, end = body + page.body_bytes;
		if (!add_range(d, fd, body, end < to ? end : to, buf))
			return false;
		from = end;
	}
	return add_range(d, fd, from, to, buf);
}

enum err_code payload_whole(int fd, enum format f, uint64_t *ret, struct err *why)
{
	int64_t from, to;
	struct digest d;
	if (!payload_range(fd, f, &from, &to))
		return err_set(why, ERR_FORMAT, "there is no audio in the file");
	digest_init(&d, 0);
	unsigned char *buf = xmalloc(CHUNK);
	bool whole = payload_is_ogg(f) ? add_pages(&d, fd, from, to, buf)
				       : add_range(&d, fd, from, to, buf);
	free(buf);
	if (!whole)
		return err_set(why, ERR_IO, "the file ended while it was read");
	*ret = digest_end(&d);
	return ERR_OK;
}
