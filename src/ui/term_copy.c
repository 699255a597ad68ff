/* The terminal's clipboard. */
#include "term_copy.h"

#include <stdint.h>

static void append_base64(struct str *out, const unsigned char *p, size_t n)
{
	static const char digit[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16;
		v |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
		v |= i + 2 < n ? p[i + 2] : 0;
		str_append_c(out, digit[v >> 18]);
		str_append_c(out, digit[v >> 12 & 63]);
		str_append_c(out, i + 1 < n ? digit[v >> 6 & 63] : '=');
		str_append_c(out, i + 2 < n ? digit[v & 63] : '=');
	}
}

void term_copy_sequence(struct str *out, const char *text, size_t n, const char *tmux)
{
	str_append(out, "\033]52;c;");
	append_base64(out, (const unsigned char *)text, n);
	str_append(out, "\a");
	if (!tmux || !*tmux)
		return;
	str_append(out, "\033Ptmux;\033\033]52;c;");
	append_base64(out, (const unsigned char *)text, n);
	str_append(out, "\a\033\\");
}
