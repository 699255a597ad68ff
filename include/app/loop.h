/*
 * The event loop: one poll() for the whole main thread. Callbacks run on it, one after
 * the other, and never wait. Signals arrive as callbacks too (signalfd).
 */
#ifndef APP_LOOP_H
#define APP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;

struct loop *loop_create(void);
void loop_destroy(struct loop *l);

/* events: POLLIN, POLLOUT. A descriptor stands in the loop once; adding it again
 * replaces its callback and events (0: keeps it, listens to nothing). */
void loop_add_fd(struct loop *l, int fd, short events,
	void (*ready)(void *ctx, int fd, short revents), void *ctx);
void loop_remove_fd(struct loop *l, int fd);

/* Calls `due` once after delay_ms; returns a number to cancel it by, never 0. */
int64_t loop_add_timer(
	struct loop *l, int64_t delay_ms, void (*due)(void *ctx), void *ctx);
void loop_cancel_timer(struct loop *l, int64_t timer); /* unknown numbers are fine */

/* Blocks the signal and calls back on the loop. One callback per signal. */
void loop_add_signal(
	struct loop *l, int sig, void (*came)(void *ctx, int sig), void *ctx);

/* Called before each wait: the place to draw what changed. Several may be added. */
void loop_add_idle(struct loop *l, void (*idle)(void *ctx), void *ctx);

void loop_run(struct loop *l); /* until loop_quit */
void loop_quit(struct loop *l);
bool loop_quitting(const struct loop *l);
/* One turn: handles what is ready, waits at most timeout_ms for it. For scripts. */
void loop_turn(struct loop *l, int timeout_ms);

#endif
