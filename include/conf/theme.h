/*
 * Themes: roles of cells to colours and attributes. A theme file is the configuration's
 * own syntax with `color ROLE FG BG [ATTRIBUTE…]` and `inherit THEME` only.
 */
#ifndef CONF_THEME_H
#define CONF_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* name, letter of the dump's role plane. A role's cursor variant follows from it: the
 * cursor's background and attributes with the role's foreground. */
#define ROLE_LIST(X)                                                                   \
	X(ROLE_TEXT, "text", '.')                                                      \
	X(ROLE_DIM, "dim", 'd')         /* reasons, times, the past */                 \
	X(ROLE_PLAYING, "playing", 'p') /* the row that plays */                       \
	X(ROLE_ACCENT, "accent", 'a')   /* dial, progress, what is switched on */      \
	X(ROLE_CURSOR, "cursor", 'c')   /* the row under the cursor */                 \
	X(ROLE_CURSOR_DIM, "cursor.dim", 'e')                                          \
	X(ROLE_CURSOR_PLAYING, "cursor.playing", 'f')                                  \
	X(ROLE_CURSOR_OFF, "cursor.off", 'g') /* cursor of a pane without the keys */  \
	X(ROLE_MARK, "mark", 'm')             /* marked rows */                        \
	X(ROLE_TAB, "tab", 't')               /* the other views' names */             \
	X(ROLE_TAB_ON, "tab.on", 'T')         /* this view's name */                   \
	X(ROLE_STATE, "state", 's') /* PRIVATE, NO SOUND DEVICE, scan 48 % */          \
	X(ROLE_HEAD, "head", 'h')   /* headings: NOW, NEXT, a day */                   \
	X(ROLE_RULE, "rule", 'r')                                                      \
	X(ROLE_PROGRESS, "progress", 'P') /* heard part */                             \
	X(ROLE_REST, "progress.rest", 'R')                                             \
	X(ROLE_KEY, "key", 'k') /* a key's name in the last line */                    \
	X(ROLE_MESSAGE, "message", 'M')                                                \
	X(ROLE_ERROR, "error", 'E')                                                    \
	X(ROLE_PROMPT, "prompt", ':')                                                  \
	X(ROLE_POPUP, "popup", 'o')                                                    \
	X(ROLE_POPUP_HEAD, "popup.head", 'O')                                          \
	X(ROLE_MATCH, "match", '/') /* the letters that were searched */               \
	X(ROLE_LIKED, "liked", 'l')                                                    \
	X(ROLE_FAMILIAR, "familiar", '1') /* hue of the reasons' glyphs */             \
	X(ROLE_FORGOTTEN, "forgotten", '2')                                            \
	X(ROLE_UNPLAYED, "unplayed", '3')                                              \
	X(ROLE_NEW, "new", '4')

enum role {
#define X(role, name, letter) role,
	ROLE_LIST(X)
#undef X
		ROLE__COUNT
};

enum style_attr {
	STYLE_BOLD = 1,
	STYLE_DIM = 2,
	STYLE_REVERSE = 4,
	STYLE_UNDERLINE = 8,
	STYLE_ITALIC = 16
};

enum { COLOR_DEFAULT = -1, COLOR_RGB = 1 << 24 };

struct style {
	int32_t fg, bg; /* COLOR_DEFAULT, 0…255, or COLOR_RGB | 0xRRGGBB */
	unsigned attr;  /* enum style_attr */
};

struct theme {
	struct style style[ROLE__COUNT];
};

void theme_init(struct theme *t); /* the terminal's own colours, attributes only */
bool role_parse(const char *name, enum role *ret);
const char *role_name(enum role r);
char role_letter(enum role r);
/* The words after `color`: ROLE FG BG [ATTRIBUTE…]. */
enum err_code theme_color(
	struct theme *t, const char *const *word, size_t n, struct err *why);
/* What a terminal with so many colours shows: 256, 16, 8, or 0 (NO_COLOR, monochrome).
 */
struct style theme_resolve(const struct theme *t, enum role r, int colors);

#endif
