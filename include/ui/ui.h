/*
 * The screen: views over the app's state, drawn into a grid of cells and shown by the
 * terminal. It issues commands (app/command.h) and writes nothing else. Main thread
 * only.
 */
#ifndef UI_UI_H
#define UI_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "app/app.h"
#include "base/err.h"
#include "ui/grid.h"

struct ui;

struct ui_config {
	int width, height; /* 0: the terminal's, on the terminal; else a grid without
			      one */
	int keeper;        /* of keeper_start(); 0: ^Z cannot leave the terminal */
};

/* Opens the terminal (unless a size is given), adds the screen's commands and selection
 * to the app, and puts keys, resizes (SIGWINCH), SIGCONT and drawing into the app's
 * loop. */
enum err_code ui_create(
	struct app *a, const struct ui_config *c, struct ui **ret, struct err *why);
void ui_destroy(struct ui *ui); /* gives the terminal back */

/* Draws now, if anything changed; the loop does so by itself before it waits. */
void ui_draw(struct ui *ui);
/* One key, as if typed. */
void ui_on_chord(struct ui *ui, uint32_t chord);
void ui_resize(struct ui *ui, int width, int height);
/* What is on the screen, drawn up to date; borrowed until the next call. */
const struct grid *ui_grid(struct ui *ui);
/* True while a window of rows is still on its way: scripts wait for it. */
bool ui_waiting(const struct ui *ui);

#endif
