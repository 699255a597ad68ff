#include "ascii.h"

#include <string.h>

#include "base/utf8.h"

/* What the screen itself draws. */
static char of_glyph(uint32_t cp)
{
	static const struct {
		uint32_t cp;
		char c;
	} glyph[] = {
		{0x25B6, '>'}, /* plays */
		{0x25B8, '+'}, /* a folded album */
		{0x2016, '='}, /* paused */
		{0x25A0, '.'}, /* stopped */
		{0x258C, '|'}, /* cursor */
		{0x2502, '|'}, /* between columns */
		{0x2503, '|'}, /* scroll bar */
		{0x2500, '-'}, /* rule, what is left */
		{0x2501, '='}, /* what was heard */
		{0x25CF, '#'}, /* dial */
		{0x25CB, '-'},
		{0x21BA, 'r'}, /* familiar */
		{0x263E, 'f'}, /* forgotten */
		{0x2726, 'n'}, /* unplayed */
		{0x2665, '*'}, /* liked */
		{0x2661, '!'}, /* disliked */
		{0x2715, 'X'}, /* banned */
		{0x2588, '#'}, /* bars */
		{0x2591, '.'},
		{0x2026, '.'}, /* ellipsis */
		{0x00B7, '-'},
		{0x2014, '-'},
		{0x2013, '-'},
		{0x2212, '-'},
		{0x2018, '\''},
		{0x2019, '\''},
		{0x201C, '"'},
		{0x201D, '"'},
		{0x25BE, 'v'},
		{0x2039, '<'}, /* a value that can be changed */
		{0x203A, '>'},
		{0x2580, '#'}, /* half bars */
		{0x2584, '#'},
		{0x2581, '.'}, /* small bars, from below */
		{0x2582, '.'},
		{0x2583, ':'},
		{0x2585, '+'},
		{0x2586, '*'},
		{0x2587, '*'},
	};
	for (size_t i = 0; i < sizeof glyph / sizeof *glyph; i++)
		if (glyph[i].cp == cp)
			return glyph[i].c;
	return '?';
}

char ascii_of(const char *grapheme)
{
	/* From U+00C0 and from U+0100 on. */
	static const char latin1[] =
		"AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
	static const char extended[] =
		"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLl"
		"NnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
	uint32_t cp;
	utf8_decode(grapheme, strlen(grapheme), &cp);
	if (cp < 0x80)
		return (char)cp;
	if (cp >= 0xC0 && cp - 0xC0 < sizeof latin1 - 1)
		return latin1[cp - 0xC0];
	if (cp >= 0x100 && cp - 0x100 < sizeof extended - 1)
		return extended[cp - 0x100];
	return of_glyph(cp);
}
