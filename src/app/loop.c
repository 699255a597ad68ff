#include "app/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

enum { SIGNALS = 65 };

struct watched {
	void (*ready)(void *ctx, int fd, short revents);
	void *ctx;
};

struct timer {
	int64_t id, due_us;
	void (*due)(void *ctx);
	void *ctx;
};

struct idler {
	void (*idle)(void *ctx);
	void *ctx;
};

struct signaller {
	void (*came)(void *ctx, int sig);
	void *ctx;
};

struct loop {
	struct clock clock;
	struct pollfd *poll;     /* owned; (n) */
	struct watched *watched; /* owned; (n), beside it */
	size_t n, cap, cap_watched;
	struct timer *timer; /* owned; unsorted, they are few */
	size_t n_timers, cap_timers;
	struct idler *idle; /* owned */
	size_t n_idle, cap_idle;
	struct signaller signal[SIGNALS];
	sigset_t signals;
	int signal_fd; /* -1 until the first signal is wanted */
	int64_t last_timer;
	bool quit;
};

struct loop *loop_create(void)
{
	struct loop *l = xcalloc(1, sizeof *l);
	l->clock = clock_system();
	l->signal_fd = -1;
	sigemptyset(&l->signals);
	return l;
}

void loop_destroy(struct loop *l)
{
	if (!l)
		return;
	if (l->signal_fd >= 0)
		close(l->signal_fd);
	sigprocmask(SIG_UNBLOCK, &l->signals, NULL);
	free(l->poll);
	free(l->watched);
	free(l->timer);
	free(l->idle);
	free(l);
}

static size_t find_fd(const struct loop *l, int fd)
{
	size_t i = 0;
	while (i < l->n && l->poll[i].fd != fd)
		i++;
	return i;
}

void loop_add_fd(struct loop *l, int fd, short events,
	void (*ready)(void *ctx, int fd, short revents), void *ctx)
{
	size_t i = find_fd(l, fd);
	if (i == l->n) {
		l->poll = mem_grow(l->poll, &l->cap, l->n + 1, sizeof *l->poll);
		l->watched = mem_grow(
			l->watched, &l->cap_watched, l->n + 1, sizeof *l->watched);
		l->n++;
	}
	l->poll[i] = (struct pollfd){fd, events, 0};
	l->watched[i] = (struct watched){ready, ctx};
}

void loop_remove_fd(struct loop *l, int fd)
{
	size_t i = find_fd(l, fd);
	if (i == l->n)
		return;
	l->n--;
	l->poll[i] = l->poll[l->n];
	l->watched[i] = l->watched[l->n];
}

int64_t loop_add_timer(
	struct loop *l, int64_t delay_ms, void (*due)(void *ctx), void *ctx)
{
	l->timer =
		mem_grow(l->timer, &l->cap_timers, l->n_timers + 1, sizeof *l->timer);
	l->timer[l->n_timers++] = (struct timer){
		++l->last_timer, clock_mono_us(&l->clock) + delay_ms * 1000, due, ctx};
	return l->last_timer;
}

void loop_cancel_timer(struct loop *l, int64_t timer)
{
	for (size_t i = 0; i < l->n_timers; i++) {
		if (l->timer[i].id != timer)
			continue;
		l->timer[i] = l->timer[--l->n_timers];
		return;
	}
}

static void read_signals(void *ctx, int fd, short revents)
{
	(void)revents;
	struct loop *l = ctx;
	struct signalfd_siginfo info;
	while (read(fd, &info, sizeof info) == (ssize_t)sizeof info) {
		const struct signaller *s = &l->signal[info.ssi_signo % SIGNALS];
		if (s->came)
			s->came(s->ctx, (int)info.ssi_signo);
	}
}

void loop_add_signal(
	struct loop *l, int sig, void (*came)(void *ctx, int sig), void *ctx)
{
	l->signal[sig] = (struct signaller){came, ctx};
	sigaddset(&l->signals, sig);
	sigprocmask(SIG_BLOCK, &l->signals, NULL);
	int fd = signalfd(l->signal_fd, &l->signals, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		abort();
	l->signal_fd = fd;
	loop_add_fd(l, fd, POLLIN, read_signals, l);
}

void loop_add_idle(struct loop *l, void (*idle)(void *ctx), void *ctx)
{
	l->idle = mem_grow(l->idle, &l->cap_idle, l->n_idle + 1, sizeof *l->idle);
	l->idle[l->n_idle++] = (struct idler){idle, ctx};
}

/* Index of the timer that is due first, or n_timers. */
static size_t first_timer(const struct loop *l)
{
	size_t first = 0;
	for (size_t i = 1; i < l->n_timers; i++)
		if (l->timer[i].due_us < l->timer[first].due_us)
			first = i;
	return first;
}

static void run_timers(struct loop *l)
{
	int64_t now = clock_mono_us(&l->clock), newest = l->last_timer;
	/* Timers that these callbacks add wait for the next turn. */
	for (;;) {
		size_t i = 0;
		while (i < l->n_timers &&
			(l->timer[i].due_us > now || l->timer[i].id > newest))
			i++;
		if (i == l->n_timers)
			return;
		struct timer t = l->timer[i];
		l->timer[i] = l->timer[--l->n_timers];
		t.due(t.ctx);
	}
}

static int wait_ms(const struct loop *l, int timeout_ms)
{
	if (l->n_timers == 0)
		return timeout_ms;
	int64_t us = l->timer[first_timer(l)].due_us - clock_mono_us(&l->clock);
	int64_t ms = us <= 0 ? 0 : (us + 999) / 1000;
	return timeout_ms >= 0 && timeout_ms < ms ? timeout_ms : (int)ms;
}

static void run_ready(struct loop *l)
{
	/* Callbacks may add and remove descriptors: go by number, on a copy. */
	size_t n = l->n;
	struct pollfd *ready = xmemdup(l->poll, n * sizeof *ready);
	for (size_t i = 0; i < n; i++) {
		if (!ready[i].revents)
			continue;
		size_t at = find_fd(l, ready[i].fd);
		if (at == l->n || !l->watched[at].ready)
			continue;
		l->watched[at].ready(l->watched[at].ctx, ready[i].fd, ready[i].revents);
	}
	free(ready);
}

void loop_turn(struct loop *l, int timeout_ms)
{
	for (size_t i = 0; i < l->n_idle; i++)
		l->idle[i].idle(l->idle[i].ctx);
	if (l->quit)
		return;
	int n = poll(l->poll, (nfds_t)l->n, wait_ms(l, timeout_ms));
	if (n > 0)
		run_ready(l);
	run_timers(l);
}

void loop_run(struct loop *l)
{
	while (!l->quit)
		loop_turn(l, -1);
}

void loop_quit(struct loop *l)
{
	l->quit = true;
}

bool loop_quitting(const struct loop *l)
{
	return l->quit;
}
