/*
 * Graphemes and their width. libc's wcwidth decides where the locale is UTF-8;
 * elsewhere, and for characters newer than libc, a few ranges do.
 */
#include <langinfo.h>
#include <string.h>
#include <wchar.h>

#include "base/utf8.h"
#include "ui/grid.h"

struct range {
	uint32_t first, last;
};

static bool in_ranges(const struct range *r, size_t n, uint32_t cp)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= r[i].first && cp <= r[i].last)
			return true;
	return false;
}

static int fallback_width(uint32_t cp)
{
	static const struct range none[] = {{0x300, 0x36F}, {0x483, 0x489},
		{0x591, 0x5BD}, {0x610, 0x61A}, {0x64B, 0x65F}, {0x93C, 0x93C},
		{0x941, 0x948}, {0x94D, 0x94D}, {0xE31, 0xE31}, {0xE34, 0xE3A},
		{0xE47, 0xE4E}, {0x1160, 0x11FF}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
		{0x200B, 0x200F}, {0x20D0, 0x20FF}, {0x302A, 0x302D}, {0x3099, 0x309A},
		{0xFE20, 0xFE2F}};
	static const struct range wide[] = {{0x1100, 0x115F}, {0x231A, 0x231B},
		{0x23E9, 0x23EC}, {0x25FD, 0x25FE}, {0x2614, 0x2615}, {0x26A1, 0x26A1},
		{0x2705, 0x2705}, {0x2728, 0x2728}, {0x274C, 0x274C}, {0x2753, 0x2755},
		{0x2B50, 0x2B50}, {0x2E80, 0x303E}, {0x3041, 0x33FF}, {0x3400, 0x4DBF},
		{0x4E00, 0x9FFF}, {0xA000, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3},
		{0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
		{0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
		{0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335},
		{0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA},
		{0x1F3E0, 0x1F3F0}, {0x1F400, 0x1F43E}, {0x1F440, 0x1F440},
		{0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F550, 0x1F567},
		{0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC},
		{0x1F6D0, 0x1F6D2}, {0x1F6EB, 0x1F6FF}, {0x1F7E0, 0x1F7EB},
		{0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};
	if (in_ranges(none, sizeof none / sizeof *none, cp))
		return 0;
	return in_ranges(wide, sizeof wide / sizeof *wide, cp) ? 2 : 1;
}

/* -1: libc does not know the character, so nobody can tell how wide it comes out. */
static int width_of(uint32_t cp)
{
	if (cp < 0x300)
		return 1;
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return fallback_width(cp);
	return wcwidth((wchar_t)cp);
}

/* What never reaches a terminal: it would turn, hide or re-join what stands around it.
 */
static bool is_dropped(uint32_t cp)
{
	static const struct range dropped[] = {{0xAD, 0xAD}, {0x61C, 0x61C},
		{0x180B, 0x180F}, {0x200B, 0x200C}, {0x200E, 0x200F}, {0x2028, 0x202E},
		{0x2060, 0x206F}, {0x20E3, 0x20E3}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
		{0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF}};
	return in_ranges(dropped, sizeof dropped / sizeof *dropped, cp);
}

enum { ZWJ = 0x200D, SKIN_FIRST = 0x1F3FB, SKIN_LAST = 0x1F3FF };

/* What follows a base in its cell: marks are kept while they fit, joined parts and skin
 * tones are passed over. Returns the bytes passed. */
static size_t take_marks(const char *s, size_t n, bool wide, char *out, size_t used)
{
	size_t at = 0;
	while (at < n) {
		uint32_t cp;
		size_t k = utf8_decode(s + at, n - at, &cp);
		bool invalid = k == 1 && cp == 0xFFFD;
		if (cp == ZWJ && !invalid) {
			at += k;
			/* The joined part goes too. */
			if (wide && at < n)
				at += utf8_decode(s + at, n - at, &cp);
			continue;
		}
		bool skin = wide && cp >= SKIN_FIRST && cp <= SKIN_LAST;
		if (skin || is_dropped(cp)) {
			at += k;
			continue;
		}
		if (invalid || cp < 0x300 || width_of(cp) != 0)
			break;
		if (out && used + k < GRID_TEXT) {
			memcpy(out + used, s + at, k);
			used += k;
			out[used] = '\0';
		}
		at += k;
	}
	return at;
}

size_t text_grapheme(const char *s, char *out, int *ret_width)
{
	size_t n = strnlen(s, 64), at = 0;
	uint32_t cp = 0;
	if ((unsigned char)s[0] >= ' ' && (unsigned char)s[0] < 0x7F &&
		(unsigned char)s[1] < 0x80) {
		*ret_width = 1;
		if (out)
			memcpy(out, (char[2]){s[0], '\0'}, 2);
		return 1;
	}
	/* Strays before the first base belong to nothing. */
	size_t k = 0;
	while (at < n) {
		k = utf8_decode(s + at, n - at, &cp);
		if (k > 1 && (cp == ZWJ || is_dropped(cp)))
			at += k;
		else
			break;
	}
	if (at >= n) {
		*ret_width = 0;
		if (out)
			out[0] = '\0';
		return at;
	}
	bool shown = cp >= ' ' && (cp < 0x7F || cp >= 0xA0);
	if (!shown || width_of(cp) < 0)
		cp = 0xFFFD;
	int width = width_of(cp);
	char base[5] = {0};
	size_t used = utf8_encode(cp, base);
	/* A mark without a base stands on a blank. */
	if (width == 0) {
		memmove(base + 1, base, used < 4 ? used : 3);
		base[0] = ' ';
		width = 1;
		used = strlen(base);
	}
	if (out)
		memcpy(out, base, used + 1);
	at += k;
	at += take_marks(s + at, n - at, width == 2, out, used);
	*ret_width = width;
	return at;
}

int text_columns(const char *text)
{
	int sum = 0, w;
	for (size_t k; (k = text_grapheme(text, NULL, &w)) > 0; text += k)
		sum += w;
	return sum;
}
