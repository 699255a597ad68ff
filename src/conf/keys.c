#include "conf/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

static const char *const special_name[] = {
#define X(name, text) text,
	CHORD_LIST(X)
#undef X
};
_Static_assert(sizeof special_name / sizeof *special_name == CHORD__END - CHORD_SPECIAL,
	"a name for every special chord");

static const char *const context_name[] = {
#define X(name, text) text,
	KEYS_CONTEXT_LIST(X)
#undef X
};
_Static_assert(sizeof context_name / sizeof *context_name == KEYS__COUNT,
	"a name per context");

static bool parse_special(const char *text, uint32_t *ret)
{
	for (size_t i = 0; i < sizeof special_name / sizeof *special_name; i++) {
		if (strcmp(text, special_name[i]) == 0) {
			*ret = CHORD_SPECIAL + (uint32_t)i;
			return true;
		}
	}
	return false;
}

/* One character, or a name. */
static bool parse_base(const char *text, uint32_t *ret)
{
	size_t n = strlen(text);
	if (strcmp(text, "Space") == 0) {
		*ret = ' ';
		return true;
	}
	if (parse_special(text, ret))
		return true;
	uint32_t cp;
	if (n == 0 || utf8_decode(text, n, &cp) != n || !utf8_valid(text, n) ||
		cp <= ' ' || cp == 0x7F)
		return false;
	*ret = cp;
	return true;
}

static unsigned parse_modifier(const char *text)
{
	if (text[0] == '\0' || text[1] != '-' || text[2] == '\0')
		return 0;
	if (text[0] == 'S')
		return CHORD_SHIFT;
	if (text[0] == 'C')
		return CHORD_CTRL;
	return text[0] == 'A' || text[0] == 'M' ? CHORD_ALT : 0;
}

bool chord_parse(const char *text, uint32_t *ret)
{
	unsigned mods = 0, m;
	uint32_t base;
	while ((m = parse_modifier(text)) != 0) {
		mods |= m;
		text += 2;
	}
	if (text[0] == '^' && text[1] != '\0') {
		mods |= CHORD_CTRL;
		text++;
	}
	if (!parse_base(text, &base))
		return false;
	if ((mods & CHORD_CTRL) && base >= 'A' && base <= 'Z')
		base += 'a' - 'A';
	if ((mods & CHORD_SHIFT) && base < CHORD_SPECIAL)
		return false;
	*ret = base | mods;
	return true;
}

void chord_print(struct str *out, uint32_t chord)
{
	uint32_t base = chord & CHORD_KEY;
	bool special = base >= CHORD_SPECIAL && base < CHORD__END;
	if (chord & CHORD_ALT)
		str_append(out, "A-");
	if (chord & CHORD_CTRL)
		str_append(out, special || base == ' ' ? "C-" : "^");
	if (chord & CHORD_SHIFT)
		str_append(out, "S-");
	if (special) {
		str_append(out, special_name[base - CHORD_SPECIAL]);
	} else if (base == ' ') {
		str_append(out, "Space");
	} else {
		char text[4];
		uint32_t shown = chord & CHORD_CTRL && base >= 'a' && base <= 'z'
					 ? base - ('a' - 'A')
					 : base;
		str_append_n(out, text, utf8_encode(shown, text));
	}
}

const char *keys_context_name(enum keys_context c)
{
	return context_name[c];
}

bool keys_context_parse(const char *name, enum keys_context *ret)
{
	for (int i = 0; i < KEYS__COUNT; i++) {
		if (strcmp(name, context_name[i]) == 0) {
			*ret = (enum keys_context)i;
			return true;
		}
	}
	return false;
}

void keys_finish(struct keys *k)
{
	for (size_t i = 0; i < k->n; i++)
		free(k->row[i].command);
	free(k->row);
	*k = (struct keys){0};
}

static enum err_code parse_chords(const char *text, uint32_t ret[2], struct err *why)
{
	enum err_code code = ERR_OK;
	uint32_t chord[2] = {0, 0};
	const char *blank = strchr(text, ' ');
	char *first = blank ? xstrndup(text, (size_t)(blank - text)) : xstrdup(text);
	if (!chord_parse(first, &chord[0]) ||
		(blank && !chord_parse(blank + 1, &chord[1])))
		code = err_set(why, ERR_FORMAT,
			"%s is no key; try a character, ^F, S-Left, F1, Space or \"; "
			"o\"",
			text);
	free(first);
	if (code == ERR_OK)
		memcpy(ret, chord, sizeof chord);
	return code;
}

static struct binding *find_row(
	const struct keys *k, enum keys_context c, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < k->n; i++) {
		struct binding *r = &k->row[i];
		if (r->context == c && r->chord[0] == a && r->chord[1] == b)
			return r;
	}
	return NULL;
}

static void unbind(struct keys *k, struct binding *r)
{
	size_t i = (size_t)(r - k->row);
	free(r->command);
	memmove(r, r + 1, (k->n - i - 1) * sizeof *r);
	k->n--;
}

enum err_code keys_bind(struct keys *k, const char *context, const char *chords,
	const char *command, struct err *why)
{
	enum keys_context c;
	uint32_t chord[2];
	if (!keys_context_parse(context, &c))
		return err_set(why, ERR_NOT_FOUND,
			"there is no context %s to bind keys in", context);
	enum err_code code = parse_chords(chords, chord, why);
	if (code)
		return code;
	struct binding *old = find_row(k, c, chord[0], chord[1]);
	if (old && *command == '\0') {
		unbind(k, old);
	} else if (old) {
		free(old->command);
		old->command = xstrdup(command);
	} else if (*command) {
		k->row = mem_grow(k->row, &k->cap, k->n + 1, sizeof *k->row);
		k->row[k->n++] = (struct binding){.context = c,
			.chord = {chord[0], chord[1]},
			.command = xstrdup(command)};
	}
	return ERR_OK;
}

/* Where a key is looked up after this context; KEYS__COUNT: nowhere. Text contexts type
 * every plain character, and popups lie over what `common` acts on: nothing of it is seen
 * from there. */
static enum keys_context behind(enum keys_context c)
{
	switch (c) {
	case KEYS_GRID:
		return KEYS_LIBRARY;
	case KEYS_COMMON:
	case KEYS_PROMPT:
	case KEYS_POPUP:
	case KEYS_SOUND:
	case KEYS_EQUALIZER:
		return KEYS__COUNT;
	default:
		return KEYS_COMMON;
	}
}

/* What the chords mean, seen from a context. */
static const struct binding *look_up(
	const struct keys *k, enum keys_context c, uint32_t a, uint32_t b)
{
	const struct binding *r = NULL;
	for (; c != KEYS__COUNT && !r; c = behind(c))
		r = find_row(k, c, a, b);
	return r;
}

static bool begins_two(const struct keys *k, enum keys_context c, uint32_t a)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct binding *p = &k->row[i];
		if (p->context == c && p->chord[0] == a && p->chord[1] != 0)
			return true;
	}
	return false;
}

const char *keys_find(const struct keys *k, enum keys_context c, uint32_t a, uint32_t b,
	bool *ret_prefix)
{
	const struct binding *r = look_up(k, c, a, b);
	bool prefix = false;
	for (; b == 0 && c != KEYS__COUNT && !prefix; c = behind(c))
		prefix = begins_two(k, c, a);
	if (ret_prefix)
		*ret_prefix = prefix;
	return r ? r->command : NULL;
}

const struct binding *keys_of_command(
	const struct keys *k, enum keys_context c, const char *command)
{
	for (enum keys_context at = c; at != KEYS__COUNT; at = behind(at)) {
		for (size_t i = 0; i < k->n; i++) {
			const struct binding *r = &k->row[i];
			if (r->context == at && strcmp(r->command, command) == 0 &&
				look_up(k, c, r->chord[0], r->chord[1]) == r)
				return r;
		}
	}
	return NULL;
}

void binding_print(struct str *out, const struct binding *b)
{
	chord_print(out, b->chord[0]);
	if (b->chord[1]) {
		str_append_c(out, ' ');
		chord_print(out, b->chord[1]);
	}
}
