#include "text/charset.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static void append_cp(struct str *out, uint32_t cp)
{
	char utf8[4];
	str_append_n(out, utf8, utf8_encode(cp, utf8));
}

void charset_from_windows(struct str *out, const char *s, size_t n)
{
	/* 0x80 to 0x9F; those without a character are the control that they are in
	 * Latin-1. */
	static const uint16_t high[32] = {0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026,
		0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
		0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC,
		0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178};
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		append_cp(out, c >= 0x80 && c < 0xA0 ? high[c - 0x80] : c);
	}
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

void charset_of_file(const char *data, size_t n, struct str *out, const char **ret_data,
	size_t *ret_n)
{
	bool little = n >= 2 && memcmp(data, "\xFF\xFE", 2) == 0,
	     big = n >= 2 && memcmp(data, "\xFE\xFF", 2) == 0,
	     utf8 = n >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0;
	*ret_data = data + (utf8 ? 3 : 0);
	*ret_n = n - (utf8 ? 3 : 0);
	if (!little && !big)
		return;
	from_utf16(out, (const unsigned char *)data + 2, n - 2, big);
	*ret_data = str_text(out);
	*ret_n = out->len;
}
