#include "base/utf8.h"

/* Length of the sequence that a lead byte announces, 0 for an invalid lead byte. */
static size_t announced(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xC2 && lead < 0xE0)
		return 2;
	if (lead >= 0xE0 && lead < 0xF0)
		return 3;
	return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

size_t utf8_decode(const char *s, size_t n, uint32_t *ret_cp)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)s;
	size_t k = announced(u[0]);
	*ret_cp = 0xFFFD;
	if (k == 0 || k > n)
		return 1;
	uint32_t cp = k == 1 ? u[0] : u[0] & (0xFFu >> (k + 1));
	for (size_t i = 1; i < k; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return 1;
		cp = cp << 6 | (u[i] & 0x3F);
	}
	if (cp < least[k] || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
		return 1;
	*ret_cp = cp;
	return k;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
		cp = 0xFFFD;
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	out[0] = (char)((0xF00u >> n & 0xFF) | cp);
	return n;
}

bool utf8_valid(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t k = utf8_decode(s + i, n - i, &cp);
		if (k == 1 && (unsigned char)s[i] >= 0x80)
			return false;
		i += k;
	}
	return true;
}

void utf8_repair(struct str *out, const char *s, size_t n, bool no_controls)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t k = utf8_decode(s + i, n - i, &cp);
		bool control = cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
		if ((k == 1 && cp == 0xFFFD) || (no_controls && control))
			str_append(out, "\xEF\xBF\xBD");
		else
			str_append_n(out, s + i, k);
		i += k;
	}
}
