/*
 * Scripts: a file of keys and commands against a fixed screen size. One step a line:
 *
 *   size WIDTHxHEIGHT        before anything is drawn, or later: a resize
 *   keys CHORD…              as conf/keys.h names them; a "…" word is typed
 *   :COMMAND                 as at the prompt
 *   wait [MILLISECONDS]      until rows, scans and For You stand still; or so long
 *   dump                     appends the grid here too
 *
 * `#` begins a comment.
 */
#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include "app/app.h"
#include "base/err.h"

/* Runs the steps of file `steps` ("-": standard input) and writes the grid, text and
 * then roles, to `dump` ("-": standard output). Size without a `size` step: LINES and
 * COLUMNS, else 80x24. The app must have been created with this loop and not begun yet.
 */
enum err_code script_run(struct app *a, struct loop *loop, const char *steps,
	const char *dump, struct err *why);

#endif
