/*
 * A packet's first byte tells its mode (RFC 6716, 3.1: configurations 0 to 15 use SILK);
 * pages tell where their packets end. The page to begin with is found by halving the
 * file.
 */
#include "opus_modes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "container.h"

enum {
	PAGE_MAX = 27 + 255 + 255 * 255,
	NEAR = 256 << 10, /* from here on pages are read one after the other */
	PAGES_MAX = 4096,
	SPEECH_BELOW = 16,
	GAP_MAX = 48000 * 3600
};

/* The first page at or behind `at`; -1: none before `end`. */
static int64_t next_page(int fd, int64_t at, int64_t end, unsigned char *buf)
{
	struct ogg_page page;
	ssize_t n = io_pread_full(fd, buf, PAGE_MAX, at);
	for (ssize_t i = 0; i + 27 <= n && at + i < end; i++) {
		const unsigned char *hit = memchr(buf + i, 'O', (size_t)(n - i));
		if (!hit)
			break;
		i = hit - buf;
		if (ogg_page_at(fd, at + i, &page))
			return at + i;
	}
	return -1;
}

/* A page before which everything ends earlier than granule `from`. */
static int64_t first_page(int fd, int64_t size, int64_t from, unsigned char *buf)
{
	int64_t low = 0, high = size;
	while (high - low > NEAR) {
		int64_t middle = low + (high - low) / 2;
		struct ogg_page page;
		int64_t at = next_page(fd, middle, high, buf);
		if (at >= 0 && ogg_page_at(fd, at, &page) && page.granule < from)
			low = at;
		else
			high = middle;
	}
	return low;
}

/* buf holds the page; the first of its segments may go on with a packet of the page
 * before. */
static bool page_has_speech(const unsigned char *buf, const struct ogg_page *p)
{
	bool begins = (buf[5] & 1) == 0;
	int at = p->header_bytes;
	for (int i = 0; i < buf[26]; i++) {
		int n = buf[27 + i];
		if (begins && n > 0 && buf[at] >> 3 < SPEECH_BELOW)
			return true;
		begins = n < 255;
		at += n;
	}
	return false;
}

bool opus_has_speech(int fd, int64_t from, int64_t to)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return true;
	unsigned char *buf = xmalloc(PAGE_MAX);
	int64_t at = first_page(fd, st.st_size, from, buf);
	bool speech = false, whole = false;
	for (int i = 0; i < PAGES_MAX && !speech && !whole; i++) {
		struct ogg_page p;
		if (!ogg_page_at(fd, at, &p))
			break;
		ssize_t n = p.header_bytes + p.body_bytes;
		if (io_pread_full(fd, buf, (size_t)n, at) < n)
			break;
		/* Headers stand at 0, pages without an end of a packet at -1. */
		if (p.granule >= from && p.granule > 0)
			speech = page_has_speech(buf, &p);
		whole = p.granule >= to;
		at += n;
	}
	free(buf);
	return speech || (!whole && at < st.st_size);
}

bool opus_is_gapless(int fd)
{
	struct ogg_page p;
	int64_t last = 0;
	for (int64_t at = 0; ogg_page_at(fd, at, &p);
		at += p.header_bytes + p.body_bytes) {
		if (p.granule < 0)
			continue;
		if (at > 0 && last > 0 && p.granule - last > GAP_MAX)
			return false;
		last = p.granule;
	}
	return true;
}
