/*
 * A line of text being edited, with history and completion. Keys come as commands of
 * the `edit` family (bound in the context "prompt") or as characters.
 */
#ifndef UI_EDIT_H
#define UI_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "ui/grid.h"

struct edit_history {
	char **line; /* owned; (n), oldest first */
	size_t n;
};
void edit_history_add(
	struct edit_history *h, const char *line); /* repeats are dropped */
void edit_history_finish(struct edit_history *h);

struct edit {
	struct str text;
	size_t at;                    /* byte position of the cursor */
	struct edit_history *history; /* borrowed; NULL: none */
	size_t past;                  /* how many lines back in the history */
	char *draft;                  /* owned: what was typed before going back */
	/* Appends whole-line completions of `line`, a line each. NULL: none. */
	void (*complete)(void *ctx, const char *line, struct str *out);
	void *ctx;
	struct str choices; /* of the running completion, "" while none runs */
	size_t choice;      /* index of the one shown */
};

void edit_init(struct edit *e, const char *text);
void edit_finish(struct edit *e);
void edit_set(struct edit *e, const char *text); /* the cursor goes to its end */
void edit_insert(struct edit *e, uint32_t cp);
/* left right home end word-left word-right backspace delete word-back clear-back
 * clear-forward older newer complete complete-back; false: no such command. */
bool edit_command(struct edit *e, const char *name);
/* Draws "prompt text" with the cursor in `width` columns, scrolled so that it is seen.
 */
void edit_draw(const struct edit *e, struct grid *g, int x, int y, int width,
	const char *prompt);

#endif
