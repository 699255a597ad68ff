/*
 * The control socket: linnet's commands for other programs (`linnet ctl`).
 *
 * One line in; lines out: payload lines begin with a space, the last one is "ok" or
 * "error SENTENCE". A line "json COMMAND…" asks for JSON. Clients are served by the
 * main loop and never waited for: one that does not read is dropped.
 */
#ifndef REMOTE_CONTROL_H
#define REMOTE_CONTROL_H

#include "app/app.h"

struct control;

/* Binds `path` (mode 0600 in a 0700 folder of ours). ERR_EXISTS: another linnet listens
 * there. */
enum err_code control_create(
	struct app *a, const char *path, struct control **ret, struct err *why);
void control_destroy(struct control *c); /* closes clients, removes the socket */

/* Where the socket of a database is; caller frees. Each database has a folder of its
 * own: the default one is the runtime folder itself. */
char *control_path(const struct paths *p, const char *db_path);

/* The other side: sends one line, hands every payload line to `line`, waits for the
 * end.
 * ERR_NOT_FOUND: nobody listens. ERR_USAGE carries the error's sentence. */
enum err_code control_call(const char *path, const char *command,
	void (*line)(void *ctx, const char *text), void *ctx, struct err *why);

#endif
