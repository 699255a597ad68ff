#include "ui/protocol.h"

#include <stdlib.h>
#include <string.h>

const char *protocol_name(enum protocol p)
{
	static const char *const names[] = {
		"none", "blocks", "sixel", "kitty", "iterm"};
	return names[p];
}

struct protocol_hints protocol_hints_env(bool utf8, int colors)
{
	return (struct protocol_hints){.term = getenv("TERM"),
		.term_program = getenv("TERM_PROGRAM"),
		.lc_terminal = getenv("LC_TERMINAL"),
		.kitty = getenv("KITTY_WINDOW_ID") != NULL,
		.multiplexer = getenv("TMUX") != NULL || getenv("STY") != NULL,
		.utf8 = utf8,
		.colors = colors};
}

static bool is(const char *text, const char *word)
{
	return text && strcmp(text, word) == 0;
}

static bool begins(const char *text, const char *word)
{
	return text && str_starts(text, word);
}

/* Programs that say who they are. */
static enum protocol by_name(const struct protocol_hints *h)
{
	static const struct {
		const char *name;
		enum protocol protocol;
	} programs[] = {{"ghostty", PROTOCOL_KITTY}, {"WezTerm", PROTOCOL_ITERM},
		{"iTerm.app", PROTOCOL_ITERM}, {"mintty", PROTOCOL_ITERM},
		{"rio", PROTOCOL_ITERM}};
	if (h->kitty || is(h->term, "xterm-kitty") || is(h->term, "xterm-ghostty"))
		return PROTOCOL_KITTY;
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (is(h->term_program, programs[i].name))
			return programs[i].protocol;
	if (is(h->lc_terminal, "iTerm2"))
		return PROTOCOL_ITERM;
	if (begins(h->term, "foot") || begins(h->term, "contour") ||
		begins(h->term, "mlterm") || begins(h->term, "yaft"))
		return PROTOCOL_SIXEL;
	return PROTOCOL_NONE;
}

enum protocol protocol_guess(
	const struct protocol_hints *h, enum option_art wish, bool *ret_ask)
{
	enum protocol blocks =
		h->utf8 && h->colors >= 256 ? PROTOCOL_BLOCKS : PROTOCOL_NONE;
	*ret_ask = false;
	switch (wish) {
	case ART_OPTION_OFF:
		return PROTOCOL_NONE;
	case ART_OPTION_BLOCKS:
		return blocks;
	case ART_OPTION_SIXEL:
		return PROTOCOL_SIXEL;
	case ART_OPTION_KITTY:
		return PROTOCOL_KITTY;
	case ART_OPTION_ITERM:
		return PROTOCOL_ITERM;
	case ART_OPTION_AUTO:
		break;
	}
	/* No colours are a wish, too; the terminal around a multiplexer is not asked, and
	 * what passes through it would stay when the window changes. */
	if (blocks == PROTOCOL_NONE || h->multiplexer || begins(h->term, "tmux") ||
		begins(h->term, "screen"))
		return blocks;
	enum protocol p = by_name(h);
	if (p != PROTOCOL_NONE)
		return p;
	*ret_ask = begins(h->term, "xterm");
	return blocks;
}
