/* Which terminal gets pictures how, as its surroundings tell. */
#include "ui/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void guesses_by_the_surroundings(void **state)
{
	static const struct {
		struct protocol_hints h;
		enum option_art wish;
		enum protocol want;
		bool ask;
	} table[] = {
		/* an unknown xterm is asked, and gets blocks until it answers */
		{{.term = "xterm-256color", .utf8 = true, .colors = 256},
			ART_OPTION_AUTO, PROTOCOL_BLOCKS, true},
		{{.term = "foot", .utf8 = true, .colors = 256}, ART_OPTION_AUTO,
			PROTOCOL_SIXEL, false},
		{{.term = "xterm-kitty", .utf8 = true, .colors = 256}, ART_OPTION_AUTO,
			PROTOCOL_KITTY, false},
		{{.term = "xterm-256color", .kitty = true, .utf8 = true, .colors = 256},
			ART_OPTION_AUTO, PROTOCOL_KITTY, false},
		{{.term = "xterm-256color",
			 .term_program = "ghostty",
			 .utf8 = true,
			 .colors = 256},
			ART_OPTION_AUTO, PROTOCOL_KITTY, false},
		{{.term = "xterm-256color",
			 .term_program = "iTerm.app",
			 .utf8 = true,
			 .colors = 256},
			ART_OPTION_AUTO, PROTOCOL_ITERM, false},
		{{.term = "xterm-256color",
			 .lc_terminal = "iTerm2",
			 .utf8 = true,
			 .colors = 256},
			ART_OPTION_AUTO, PROTOCOL_ITERM, false},
		/* what passes through tmux would stay there: blocks, and no question */
		{{.term = "tmux-256color", .utf8 = true, .colors = 256},
			ART_OPTION_AUTO, PROTOCOL_BLOCKS, false},
		{{.term = "xterm-256color",
			 .kitty = true,
			 .multiplexer = true,
			 .utf8 = true,
			 .colors = 256},
			ART_OPTION_AUTO, PROTOCOL_BLOCKS, false},
		{{.term = "linux", .utf8 = true, .colors = 8}, ART_OPTION_AUTO,
			PROTOCOL_NONE, false},
		/* no colours (NO_COLOR too), no UTF-8 */
		{{.term = "xterm-kitty", .kitty = true, .utf8 = true}, ART_OPTION_AUTO,
			PROTOCOL_NONE, false},
		{{.term = "xterm-256color", .colors = 256}, ART_OPTION_AUTO,
			PROTOCOL_NONE, false},
		{{0}, ART_OPTION_AUTO, PROTOCOL_NONE, false},
		/* the wish goes first, but for cells that could not be shown */
		{{.term = "xterm-kitty", .utf8 = true, .colors = 256}, ART_OPTION_OFF,
			PROTOCOL_NONE, false},
		{{.term = "xterm-kitty", .utf8 = true, .colors = 256},
			ART_OPTION_BLOCKS, PROTOCOL_BLOCKS, false},
		{{.term = "vt100", .utf8 = true}, ART_OPTION_BLOCKS, PROTOCOL_NONE,
			false},
		{{.term = "tmux-256color",
			 .multiplexer = true,
			 .utf8 = true,
			 .colors = 256},
			ART_OPTION_SIXEL, PROTOCOL_SIXEL, false},
		{{.term = "xterm", .utf8 = true, .colors = 8}, ART_OPTION_KITTY,
			PROTOCOL_KITTY, false},
		{{.term = "xterm", .utf8 = true, .colors = 8}, ART_OPTION_ITERM,
			PROTOCOL_ITERM, false},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		bool ask = !table[i].ask;
		enum protocol got = protocol_guess(&table[i].h, table[i].wish, &ask);
		assert_string_equal(protocol_name(got), protocol_name(table[i].want));
		assert_int_equal(ask, table[i].ask);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guesses_by_the_surroundings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
