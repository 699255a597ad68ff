/*
 * The encoding of a text of unknown origin: a byte order mark tells, else zeros in every
 * other byte (UTF-16), else whether it is UTF-8; what is left is Windows-1252.
 */
#include <string.h>

#include "base/utf8.h"
#include "text/lyrics.h"

enum { LOOKED_AT = 2000 };

static void put(struct str *out, uint32_t cp)
{
	char text[4];
	if (cp == '\r') /* old Macs end lines by it alone */
		cp = '\n';
	if (cp == '\n')
		str_append_c(out, '\n');
	else if (cp == '\t')
		str_append_c(out, ' ');
	else if (cp >= ' ' && cp != 0x7F && !(cp >= 0x80 && cp < 0xA0) && cp != 0xFEFF)
		str_append_n(out, text, utf8_encode(cp, text));
}

static void from_utf16(struct str *out, const unsigned char *p, size_t n, int high)
{
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t cp =
			(uint32_t)p[i + (size_t)high] << 8 | p[i + 1 - (size_t)high];
		if (cp == '\r' && i + 3 < n && p[i + 2 + 1 - (size_t)high] == '\n' &&
			p[i + 2 + (size_t)high] == 0)
			continue;
		if (cp >= 0xD800 && cp < 0xDC00 && i + 3 < n) {
			uint32_t low = (uint32_t)p[i + 2 + (size_t)high] << 8 |
				       p[i + 3 - (size_t)high];
			if (low >= 0xDC00 && low < 0xE000) {
				cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		put(out, cp >= 0xD800 && cp < 0xE000 ? 0xFFFD : cp);
	}
}

/* Of 0x80 to 0x9F; 0: not used. */
static const uint16_t windows[32] = {0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
	0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019,
	0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
	0, 0x017E, 0x0178};

static void from_bytes(struct str *out, const char *p, size_t n, bool utf8)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp = (unsigned char)p[i];
		if (utf8) {
			i += utf8_decode(p + i, n - i, &cp);
		} else {
			i++;
			cp = cp >= 0x80 && cp < 0xA0 ? windows[cp - 0x80] : cp;
		}
		if (cp == '\r' && i < n && p[i] == '\n')
			continue;
		put(out, cp);
	}
}

/* Which byte of two is the high one of UTF-16 without a mark; -1: it is none. */
static int guess_utf16(const unsigned char *p, size_t n)
{
	size_t zeros[2] = {0, 0}, most = n < LOOKED_AT ? n : LOOKED_AT;
	if (n < 4)
		return -1;
	for (size_t i = 0; i < most; i++)
		zeros[i & 1] += p[i] == 0;
	for (int high = 0; high < 2; high++)
		if (zeros[high] > most / 8 && zeros[!high] * 8 < zeros[high])
			return high;
	return -1;
}

/* What is cut off in the middle of a character must not turn all of it into Latin-1. */
static bool is_utf8(const char *p, size_t n, bool cut)
{
	for (size_t tail = 0; tail <= (cut ? 3 : 0) && tail <= n; tail++)
		if (utf8_valid(p, n - tail))
			return true;
	return false;
}

void lyrics_decode(struct str *out, const char *bytes, size_t n)
{
	const unsigned char *p = (const unsigned char *)bytes;
	bool cut = n > LYRICS_BYTES_MAX;
	n = cut ? LYRICS_BYTES_MAX : n;
	if (n >= 2 && p[0] == 0xFF && p[1] == 0xFE)
		from_utf16(out, p + 2, n - 2, 1);
	else if (n >= 2 && p[0] == 0xFE && p[1] == 0xFF)
		from_utf16(out, p + 2, n - 2, 0);
	else if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		from_bytes(out, bytes + 3, n - 3, true);
	else if (guess_utf16(p, n) >= 0)
		from_utf16(out, p, n, guess_utf16(p, n));
	else
		from_bytes(out, bytes, n, is_utf8(bytes, n, cut));
}
