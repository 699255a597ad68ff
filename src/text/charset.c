#include "text/charset.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static void append_cp(struct str *out, uint32_t cp)
{
	char utf8[4];
	str_append_n(out, utf8, utf8_encode(cp, utf8));
}

/* 0x80 to 0x9F; those without a character are the control that they are in Latin-1. */
static const uint16_t windows[32] = {0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026,
	0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90,
	0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161,
	0x203A, 0x153, 0x9D, 0x17E, 0x178};
/* Windows-1251: 0x80 to 0xBF; then the alphabet. */
static const uint16_t cyrillic[64] = {0x402, 0x403, 0x201A, 0x453, 0x201E, 0x2026,
	0x2020, 0x2021, 0x20AC, 0x2030, 0x409, 0x2039, 0x40A, 0x40C, 0x40B, 0x40F,
	0x452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0xFFFD, 0x2122,
	0x459, 0x203A, 0x45A, 0x45C, 0x45B, 0x45F, 0xA0, 0x40E, 0x45E, 0x408, 0xA4,
	0x490, 0xA6, 0xA7, 0x401, 0xA9, 0x404, 0xAB, 0xAC, 0xAD, 0xAE, 0x407, 0xB0,
	0xB1, 0x406, 0x456, 0x491, 0xB5, 0xB6, 0xB7, 0x451, 0x2116, 0x454, 0xBB, 0x458,
	0x405, 0x455, 0x457};
/* KOI8-R: 0xC0 to 0xDF, behind 0x400; the capitals 0x20 bytes on and 0x20 less. */
static const unsigned char koi8[32] = {0x4E, 0x30, 0x31, 0x46, 0x34, 0x35, 0x44, 0x33,
	0x45, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F, 0x4F, 0x40, 0x41, 0x42,
	0x43, 0x36, 0x32, 0x4C, 0x4B, 0x37, 0x48, 0x4D, 0x49, 0x47, 0x4A};

static uint32_t from_koi8(unsigned char byte)
{
	if (byte >= 0xE0)
		return 0x400U + koi8[byte - 0xE0] - 0x20;
	if (byte >= 0xC0)
		return 0x400U + koi8[byte - 0xC0];
	/* What is left but for these two are frames of boxes. */
	return byte == 0xA3 ? 0x451 : byte == 0xB3 ? 0x401 : 0xFFFD;
}

uint32_t charset_character(enum charset c, unsigned char byte)
{
	if (byte < 0x80)
		return byte;
	if (c == CHARSET_KOI8)
		return from_koi8(byte);
	if (c == CHARSET_CYRILLIC)
		return byte < 0xC0 ? cyrillic[byte - 0x80] : 0x410U + (byte - 0xC0U);
	return byte < 0xA0 ? windows[byte - 0x80] : byte;
}

/* In Windows-1252 four letters with accents in a row are no word of any language. In
 * Windows-1251 the capitals are 0xC0 to 0xDF, in KOI8-R the small letters are: whichever
 * way one follows the other within words tells. */
enum charset charset_guess(const char *s, size_t n)
{
	size_t run = 0, longest = 0, rising = 0, falling = 0;
	if (utf8_valid(s, n))
		return CHARSET_UTF8;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		unsigned char before = run > 0 ? (unsigned char)s[i - 1] : c;
		run = c >= 0xC0 ? run + 1 : 0;
		longest = run > longest ? run : longest;
		rising += run > 0 && before < 0xE0 && c >= 0xE0;
		falling += run > 0 && before >= 0xE0 && c < 0xE0;
	}
	if (longest < 4)
		return CHARSET_WINDOWS;
	return falling > rising ? CHARSET_KOI8 : CHARSET_CYRILLIC;
}

void charset_append(struct str *out, enum charset c, const char *s, size_t n)
{
	if (c == CHARSET_UTF8) {
		str_append_n(out, s, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		append_cp(out, charset_character(c, (unsigned char)s[i]));
}

static void from_utf16(struct str *out, const unsigned char *s, size_t n, bool big)
{
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t u = big ? (uint32_t)s[i] << 8 | s[i + 1]
				 : (uint32_t)s[i + 1] << 8 | s[i];
		if (u >= 0xD800 && u < 0xDC00 && i + 3 < n) {
			uint32_t low = big ? (uint32_t)s[i + 2] << 8 | s[i + 3]
					   : (uint32_t)s[i + 3] << 8 | s[i + 2];
			if (low >= 0xDC00 && low < 0xE000) {
				u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		append_cp(out, u >= 0xD800 && u < 0xE000 ? 0xFFFD : u);
	}
}

/* UTF-16 that has no mark is known by its first two characters, which in these files are
 * ASCII: each has one zero byte, and text of bytes has none. */
static bool looks_utf16(const char *s, size_t n, bool big)
{
	return n >= 4 && !s[!big] && !s[2 + !big] && s[big] && s[2 + big];
}

void charset_of_file(const char *data, size_t n, struct str *out, const char **ret_data,
	size_t *ret_n)
{
	bool little = n >= 2 && memcmp(data, "\xFF\xFE", 2) == 0,
	     big = n >= 2 && memcmp(data, "\xFE\xFF", 2) == 0,
	     utf8 = n >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0;
	size_t mark = little || big ? 2 : utf8 ? 3 : 0;
	little = little || looks_utf16(data, n, false);
	big = big || looks_utf16(data, n, true);
	*ret_data = data + mark;
	*ret_n = n - mark;
	if (!little && !big)
		return;
	from_utf16(out, (const unsigned char *)data + mark, n - mark, big);
	*ret_data = str_text(out);
	*ret_n = out->len;
}
