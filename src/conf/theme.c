#include "conf/theme.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static const struct {
	const char *name;
	char letter;
} roles[] = {
#define X(role, name, letter) {name, letter},
	ROLE_LIST(X)
#undef X
};
_Static_assert(sizeof roles / sizeof *roles == ROLE__COUNT, "a name for every role");

static const char *const color_name[16] = {"black", "red", "green", "yellow", "blue",
	"magenta", "cyan", "white", "brightblack", "brightred", "brightgreen",
	"brightyellow", "brightblue", "brightmagenta", "brightcyan", "brightwhite"};

/* xterm's usual values of the first 16. */
static const uint32_t color_rgb[16] = {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE,
	0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF,
	0xFF00FF, 0x00FFFF, 0xFFFFFF};

static const char *const attr_name[] = {
	"bold", "dim", "reverse", "underline", "italic"};

void theme_init(struct theme *t)
{
	for (int i = 0; i < ROLE__COUNT; i++)
		t->style[i] = (struct style){COLOR_DEFAULT, COLOR_DEFAULT, 0};
}

bool role_parse(const char *name, enum role *ret)
{
	for (int i = 0; i < ROLE__COUNT; i++) {
		if (strcmp(name, roles[i].name) == 0) {
			*ret = (enum role)i;
			return true;
		}
	}
	return false;
}

const char *role_name(enum role r)
{
	return roles[r].name;
}

char role_letter(enum role r)
{
	return roles[r].letter;
}

static bool parse_color(const char *text, int32_t *ret)
{
	long long v;
	if (strcmp(text, "default") == 0) {
		*ret = COLOR_DEFAULT;
		return true;
	}
	for (int i = 0; i < 16; i++) {
		if (strcmp(text, color_name[i]) == 0) {
			*ret = i;
			return true;
		}
	}
	if (text[0] == '#') {
		char *end;
		if (strlen(text) != 7 ||
			strspn(text + 1, "0123456789abcdefABCDEF") != 6)
			return false;
		*ret = (int32_t)(strtol(text + 1, &end, 16) | COLOR_RGB);
		return true;
	}
	if (!str_to_i64(text, &v) || v < 0 || v > 255)
		return false;
	*ret = (int32_t)v;
	return true;
}

static bool parse_attr(const char *text, unsigned *attr)
{
	for (unsigned i = 0; i < sizeof attr_name / sizeof *attr_name; i++) {
		if (strcmp(text, attr_name[i]) == 0) {
			*attr |= 1u << i;
			return true;
		}
	}
	return false;
}

enum err_code theme_color(
	struct theme *t, const char *const *word, size_t n, struct err *why)
{
	enum role role;
	struct style s = {0};
	if (n < 3)
		return err_set(why, ERR_USAGE, "color wants ROLE FG BG [ATTRIBUTE…]");
	if (!role_parse(word[0], &role))
		return err_set(
			why, ERR_NOT_FOUND, "there is no role %s to colour", word[0]);
	for (int i = 1; i <= 2; i++)
		if (!parse_color(word[i], i == 1 ? &s.fg : &s.bg))
			return err_set(why, ERR_FORMAT,
				"%s is no colour; try default, red, brightred, 208 or "
				"#ff8800",
				word[i]);
	for (size_t i = 3; i < n; i++)
		if (!parse_attr(word[i], &s.attr))
			return err_set(why, ERR_FORMAT,
				"%s is no attribute; known are bold dim reverse "
				"underline italic",
				word[i]);
	t->style[role] = s;
	return ERR_OK;
}

static int distance(uint32_t a, uint32_t b)
{
	int sum = 0;
	for (int shift = 0; shift <= 16; shift += 8) {
		int d = (int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF);
		sum += d * d;
	}
	return sum;
}

/* The colour of an index of the 256: 16 named, a 6x6x6 cube, 24 greys. */
static uint32_t rgb_of(int index)
{
	static const uint32_t level[6] = {0, 95, 135, 175, 215, 255};
	if (index < 16)
		return color_rgb[index];
	if (index >= 232) {
		uint32_t g = (uint32_t)(8 + (index - 232) * 10);
		return g << 16 | g << 8 | g;
	}
	int i = index - 16;
	return level[i / 36] << 16 | level[i / 6 % 6] << 8 | level[i % 6];
}

static int nearest(uint32_t rgb, int first, int end)
{
	int best = first;
	for (int i = first; i < end; i++)
		if (distance(rgb_of(i), rgb) < distance(rgb_of(best), rgb))
			best = i;
	return best;
}

static int32_t fit_color(int32_t c, int colors)
{
	if (c == COLOR_DEFAULT || colors < 8)
		return COLOR_DEFAULT;
	bool rgb = (c & COLOR_RGB) != 0;
	if (!rgb && c < colors)
		return c;
	uint32_t value = rgb ? (uint32_t)(c & 0xFFFFFF) : rgb_of(c);
	if (colors >= 256)
		return nearest(value, 16, 256);
	return nearest(value, 0, colors >= 16 ? 16 : 8);
}

/* Without colours attributes must carry what a hue did. */
static unsigned plain_attr(enum role r, const struct style *s)
{
	switch (r) {
	case ROLE_CURSOR:
	case ROLE_CURSOR_DIM:
	case ROLE_TAB_ON:
		return s->attr | STYLE_REVERSE;
	case ROLE_CURSOR_PLAYING:
		return s->attr | STYLE_REVERSE | STYLE_BOLD;
	case ROLE_PLAYING:
	case ROLE_ERROR:
	case ROLE_STATE:
	case ROLE_MARK:
	case ROLE_HEAD:
		return s->attr | STYLE_BOLD;
	case ROLE_CURSOR_OFF:
	case ROLE_MATCH:
		return s->attr | STYLE_UNDERLINE;
	default:
		return s->attr;
	}
}

struct style theme_resolve(const struct theme *t, enum role r, int colors)
{
	struct style s = t->style[r];
	if (colors < 8) {
		s.attr = plain_attr(r, &s);
		s.fg = s.bg = COLOR_DEFAULT;
		return s;
	}
	s.fg = fit_color(s.fg, colors);
	s.bg = fit_color(s.bg, colors);
	/* Two different colours may have come out as one. */
	if (s.fg == s.bg && s.fg != COLOR_DEFAULT) {
		s.fg = COLOR_DEFAULT;
		s.bg = COLOR_DEFAULT;
		s.attr |= STYLE_REVERSE;
	}
	return s;
}
