#include "term_keys.h"

#include <curses.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	int code;
	uint32_t chord;
} codes[] = {
	{KEY_UP, CHORD_UP},
	{KEY_DOWN, CHORD_DOWN},
	{KEY_LEFT, CHORD_LEFT},
	{KEY_RIGHT, CHORD_RIGHT},
	{KEY_SLEFT, CHORD_LEFT | CHORD_SHIFT},
	{KEY_SRIGHT, CHORD_RIGHT | CHORD_SHIFT},
	{KEY_SR, CHORD_UP | CHORD_SHIFT},
	{KEY_SF, CHORD_DOWN | CHORD_SHIFT},
	{KEY_PPAGE, CHORD_PGUP},
	{KEY_NPAGE, CHORD_PGDN},
	{KEY_HOME, CHORD_HOME},
	{KEY_END, CHORD_END},
	{KEY_IC, CHORD_INSERT},
	{KEY_DC, CHORD_DEL},
	{KEY_BACKSPACE, CHORD_BACKSPACE},
	{KEY_BTAB, CHORD_TAB | CHORD_SHIFT},
	{KEY_ENTER, CHORD_ENTER},
};

/* xterm's modified keys have no code of their own but a name: kLFT5, kUP3, … */
static const struct {
	const char *name;
	uint32_t chord;
} modified[] = {
	{"kUP", CHORD_UP},
	{"kDN", CHORD_DOWN},
	{"kLFT", CHORD_LEFT},
	{"kRIT", CHORD_RIGHT},
	{"kPRV", CHORD_PGUP},
	{"kNXT", CHORD_PGDN},
	{"kHOM", CHORD_HOME},
	{"kEND", CHORD_END},
	{"kIC", CHORD_INSERT},
	{"kDC", CHORD_DEL},
};

static uint32_t from_name(const char *name)
{
	for (size_t i = 0; i < sizeof modified / sizeof *modified; i++) {
		size_t n = strlen(modified[i].name);
		if (strncmp(name, modified[i].name, n) != 0)
			continue;
		if (name[n] == '\0')
			return modified[i].chord | CHORD_SHIFT;
		/* xterm's number is 1 plus shift 1, alt 2, control 4. */
		unsigned m = (unsigned)strtoul(name + n, NULL, 10) - 1;
		if (m > 7)
			return 0;
		return modified[i].chord | (m & 1 ? CHORD_SHIFT : 0u) |
		       (m & 2 ? CHORD_ALT : 0u) | (m & 4 ? CHORD_CTRL : 0u);
	}
	return 0;
}

uint32_t keys_from_curses(int code, const char *name)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i].code == code)
			return codes[i].chord;
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return CHORD_F1 + (uint32_t)(code - KEY_F(1));
	return name ? from_name(name) : 0;
}

uint32_t keys_from_character(uint32_t c)
{
	if (c == '\r' || c == '\n')
		return CHORD_ENTER;
	if (c == '\t')
		return CHORD_TAB;
	if (c == 0x1B)
		return CHORD_ESC;
	if (c == 0x7F || c == 0x08)
		return CHORD_BACKSPACE;
	if (c == 0)
		return ' ' | CHORD_CTRL;
	if (c < 0x1B)
		return ('a' + c - 1) | CHORD_CTRL;
	if (c < 0x20)
		return ('@' + c) | CHORD_CTRL;
	return c;
}
