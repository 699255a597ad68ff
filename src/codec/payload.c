/*
 * Audio identity: where the payload of a file lies without its tags, and a digest of
 * its middle, so that a moved or retagged file is known again.
 */
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "codec/sniff.h"
#include "container.h"
#include "payload_foreign.h"
#include "payload_range.h"

enum {
	MIDDLE = 16 * 1024,
	OGG_HEADER = 27,
	EDGE = 32, /* >= an Ogg page's header: read around the middle */
	BLOCKS_MAX = 4096,
	CHUNKS_MAX = 1024
};

struct range {
	int64_t from, to;
};

static bool flac_range(int fd, struct range *r)
{
	unsigned char p[4];
	int64_t at = r->from + 4;
	for (int i = 0; i < BLOCKS_MAX; i++) {
		if (io_pread_full(fd, p, 4, at) != 4)
			return false;
		at += 4 + (int64_t)(container_be32(p) & 0xFFFFFF);
		if (p[0] & 0x80) {
			r->from = at;
			return at <= r->to;
		}
	}
	return false;
}

/* How many packets of headers the stream has that begins with this one; 0: not audio.
 */
static int ogg_header_packets(const unsigned char *id)
{
	if (memcmp(id, "\001vorbis", 7) == 0)
		return 3;
	if (memcmp(id, "OpusHead", 8) == 0)
		return 2;
	if (memcmp(id, "\177FLAC", 5) == 0)
		return 1 + (id[7] << 8 | id[8]);
	if (memcmp(id, "Speex   ", 8) == 0)
		return 2;
	return 0;
}

/* Pages up to the one in which the last header packet of the first audio stream ends.
 */
static bool ogg_range(int fd, struct range *r)
{
	struct ogg_page page;
	int64_t at = r->from;
	int left = 0;
	uint32_t serial = 0;
	bool found = false;
	for (int i = 0; i < BLOCKS_MAX && ogg_page_at(fd, at, &page); i++) {
		unsigned char id[9] = {0};
		if (!found && page.begins_stream &&
			io_pread_full(fd, id, sizeof id, at + page.header_bytes) == 9) {
			left = ogg_header_packets(id);
			found = left > 0;
			serial = page.serial;
		}
		at += page.header_bytes + page.body_bytes;
		if (!found || page.serial != serial)
			continue;
		left -= page.packets_ended;
		if (left <= 0) {
			r->from = at;
			return at <= r->to;
		}
	}
	return false;
}

/* The chunk named `id` of RIFF or FORM. */
static bool chunk_range(int fd, const char *id, bool big, struct range *r)
{
	int64_t at, n;
	if (!container_chunk(fd, r->from, id, big, &at, &n))
		return false;
	r->from = at;
	/* A recorder that died leaves 0 or too much. */
	if (n > 0 && n < r->to - r->from)
		r->to = r->from + n;
	return r->from <= r->to;
}

static bool w64_range(int fd, struct range *r)
{
	unsigned char p[24];
	int64_t at = r->from + 40;
	for (int i = 0; i < CHUNKS_MAX && io_pread_full(fd, p, 24, at) == 24; i++) {
		int64_t n = (int64_t)(container_le64(p + 16) & INT64_MAX);
		if (n < 24 || n > r->to)
			return false;
		if (memcmp(p, "data", 4) == 0) {
			r->from = at + 24;
			if (at + n < r->to)
				r->to = at + n;
			return r->from <= r->to;
		}
		at += (n + 7) / 8 * 8;
	}
	return false;
}

static bool find_range(int fd, enum format f, struct range *r)
{
	unsigned char magic[4] = {0};
	r->from = container_front_end(fd);
	if (io_pread_full(fd, magic, 4, r->from) != 4)
		return false;
	switch (f) {
	case FORMAT_MP3:
		r->to = container_back_end(fd, r->to);
		return r->from <= r->to;
	case FORMAT_FLAC:
		/* Careless taggers hang theirs behind it. */
		r->to = container_back_end(fd, r->to);
		return flac_range(fd, r);
	case FORMAT_OGG_FLAC:
	case FORMAT_SPEEX:
	case FORMAT_VORBIS:
	case FORMAT_OPUS:
		return ogg_range(fd, r);
	case FORMAT_WAV:
		return memcmp(magic, "riff", 4) == 0
			       ? w64_range(fd, r)
			       : chunk_range(fd, "data", false, r);
	case FORMAT_AIFF:
		return chunk_range(fd, "SSND", true, r);
	default:
		return payload_foreign(fd, f, &r->from, &r->to);
	}
}

/* Retagging renumbers the pages that follow: their numbers and sums do not count. */
static void mask_ogg(unsigned char *p, size_t n)
{
	for (size_t i = 0; i + OGG_HEADER <= n; i++) {
		unsigned char *page = memchr(p + i, 'O', n - OGG_HEADER + 1 - i);
		if (!page)
			return;
		i = (size_t)(page - p);
		if (memcmp(page, "OggS", 4) == 0 && page[4] == 0)
			memset(page + 18, 0, 8);
	}
}

bool payload_is_ogg(enum format f)
{
	return f == FORMAT_VORBIS || f == FORMAT_OPUS || f == FORMAT_OGG_FLAC ||
	       f == FORMAT_SPEEX;
}

bool payload_range(int fd, enum format f, int64_t *ret_from, int64_t *ret_to)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return false;
	struct range r = {0, st.st_size};
	if (!find_range(fd, f, &r) || r.to <= r.from)
		return false;
	*ret_from = r.from;
	*ret_to = r.to;
	return true;
}

enum err_code payload_of(int fd, enum format f, struct payload *ret, struct err *why)
{
	struct range r;
	struct digest d;
	if (!payload_range(fd, f, &r.from, &r.to))
		return err_set(why, ERR_FORMAT, "there is no audio in the file");
	struct payload p = {.bytes = r.to - r.from};
	int64_t n = p.bytes < MIDDLE ? p.bytes : MIDDLE;
	int64_t at = r.from + (p.bytes - n) / 2;
	int64_t before = at - r.from < EDGE ? at - r.from : EDGE;
	unsigned char buf[MIDDLE + 2 * EDGE];
	ssize_t got = io_pread_full(fd, buf, (size_t)(before + n + EDGE), at - before);
	if (got < before + n)
		return err_set(why, ERR_IO, "the file ended while it was read");
	if (payload_is_ogg(f))
		mask_ogg(buf, (size_t)got);
	digest_init(&d, (uint64_t)p.bytes);
	digest_add(&d, buf + before, (size_t)n);
	p.digest = digest_end(&d);
	*ret = p;
	return ERR_OK;
}
