/*
 * The encoding of a text of unknown origin: a byte order mark tells, else zeros in every
 * other byte (UTF-16), else text/charset.h says what it looks like.
 */
#include <string.h>

#include "base/utf8.h"
#include "text/charset.h"
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

static void from_bytes(struct str *out, const char *p, size_t n, enum charset c)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		if (c == CHARSET_UTF8)
			i += utf8_decode(p + i, n - i, &cp);
		else
			cp = charset_character(c, (unsigned char)p[i++]);
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
static enum charset guess(const char *p, size_t n, bool cut)
{
	for (size_t tail = 0; tail <= (cut ? 3 : 0) && tail <= n; tail++)
		if (utf8_valid(p, n - tail))
			return CHARSET_UTF8;
	return charset_guess(p, n);
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
		from_bytes(out, bytes + 3, n - 3, CHARSET_UTF8);
	else if (guess_utf16(p, n) >= 0)
		from_utf16(out, p, n, guess_utf16(p, n));
	else
		from_bytes(out, bytes, n, guess(bytes, n, cut));
}
