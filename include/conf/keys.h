/*
 * Keys: chords with names, and the table (context, chords) -> command line.
 *
 * Nothing else is bound to a key: the screen, the help and the tests read this table. A
 * binding is one chord, or two in a row written in quotes ("; o").
 */
#ifndef CONF_KEYS_H
#define CONF_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* A chord: a code point, or one of chord_special, with modifiers or'ed in. Control
 * chords hold the lower-case letter. Shift is only kept on special keys. */
enum {
	CHORD_SHIFT = 1 << 24,
	CHORD_CTRL = 1 << 25,
	CHORD_ALT = 1 << 26,
	CHORD_KEY = 0xFFFFFF,
	CHORD_SPECIAL = 0x200000
};

#define CHORD_LIST(X)                                                                  \
	X(CHORD_UP, "Up")                                                              \
	X(CHORD_DOWN, "Down")                                                          \
	X(CHORD_LEFT, "Left")                                                          \
	X(CHORD_RIGHT, "Right")                                                        \
	X(CHORD_PGUP, "PgUp")                                                          \
	X(CHORD_PGDN, "PgDn")                                                          \
	X(CHORD_HOME, "Home")                                                          \
	X(CHORD_END, "End")                                                            \
	X(CHORD_INSERT, "Insert")                                                      \
	X(CHORD_DEL, "Del")                                                            \
	X(CHORD_BACKSPACE, "Backspace")                                                \
	X(CHORD_TAB, "Tab")                                                            \
	X(CHORD_ENTER, "Enter")                                                        \
	X(CHORD_ESC, "Esc")                                                            \
	X(CHORD_F1, "F1")                                                              \
	X(CHORD_F2, "F2")                                                              \
	X(CHORD_F3, "F3")                                                              \
	X(CHORD_F4, "F4")                                                              \
	X(CHORD_F5, "F5")                                                              \
	X(CHORD_F6, "F6")                                                              \
	X(CHORD_F7, "F7")                                                              \
	X(CHORD_F8, "F8")                                                              \
	X(CHORD_F9, "F9")                                                              \
	X(CHORD_F10, "F10")                                                            \
	X(CHORD_F11, "F11")                                                            \
	X(CHORD_F12, "F12")

enum chord_special {
	CHORD__BEFORE = CHORD_SPECIAL - 1,
#define X(name, text) name,
	CHORD_LIST(X)
#undef X
		CHORD__END
};

/* "j" "é" "^F" "C-Left" "S-Tab" "A-x" "Space" "Enter" …; false for what is none. */
bool chord_parse(const char *text, uint32_t *ret);
void chord_print(struct str *out, uint32_t chord);

/* Where a key is looked up: its own context first, then `common` (not from the text
 * contexts, where every other character is typed); in the grid of covers it is that of
 * the library between the two. */
#define KEYS_CONTEXT_LIST(X)                                                           \
	X(KEYS_COMMON, "common")                                                       \
	X(KEYS_FORYOU, "foryou")                                                       \
	X(KEYS_LIBRARY, "library")                                                     \
	X(KEYS_GRID, "grid")                                                           \
	X(KEYS_PLAYLISTS, "playlists")                                                 \
	X(KEYS_QUEUE, "queue")                                                         \
	X(KEYS_SEARCH, "search")                                                       \
	X(KEYS_HISTORY, "history")                                                     \
	X(KEYS_FILES, "files")                                                         \
	X(KEYS_LYRICS, "lyrics")                                                       \
	X(KEYS_COVER, "cover")                                                         \
	X(KEYS_WELCOME, "welcome")                                                     \
	X(KEYS_POPUP, "popup")                                                         \
	X(KEYS_SOUND, "sound")                                                         \
	X(KEYS_EQUALIZER, "equalizer")                                                 \
	X(KEYS_PROMPT, "prompt")

enum keys_context {
#define X(name, text) name,
	KEYS_CONTEXT_LIST(X)
#undef X
		KEYS__COUNT
};
const char *keys_context_name(enum keys_context c);
bool keys_context_parse(const char *name, enum keys_context *ret);

struct binding {
	enum keys_context context;
	uint32_t chord[2]; /* [1] is 0 for a binding of one chord */
	char *command;     /* owned; a command line in the one quoting */
};

/* A zeroed struct is an empty table. */
struct keys {
	struct binding *row; /* owned; (n), in the order of definition */
	size_t n, cap;
};
void keys_finish(struct keys *k);

/* Binds, replacing what the same chords meant in that context; an empty command
 * unbinds. `chords` is one chord's name or two with a blank between them. */
enum err_code keys_bind(struct keys *k, const char *context, const char *chords,
	const char *command, struct err *why);

/* The command of chord a (then b, 0: none yet), or NULL. *ret_prefix tells whether a is
 * the first of two. Borrowed until the next keys_bind. */
const char *keys_find(const struct keys *k, enum keys_context c, uint32_t a, uint32_t b,
	bool *ret_prefix);
/* The first binding of exactly this command seen from a context, or NULL. */
const struct binding *keys_of_command(
	const struct keys *k, enum keys_context c, const char *command);
/* "e", "^F", "; o": as bind takes it. */
void binding_print(struct str *out, const struct binding *b);

#endif
