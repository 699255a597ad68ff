/* The loop: descriptors, timers, signals and idle work, and what may change meanwhile. */
#include "app/loop.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

struct seen {
	struct loop *loop;
	int fd[2], other[2];
	int ready, timers, idles, signals;
	int64_t timer;
};

static void on_ready(void *ctx, int fd, short revents)
{
	struct seen *s = ctx;
	char c;
	assert_true(revents & POLLIN);
	assert_int_equal(read(fd, &c, 1), 1);
	s->ready++;
}

/* Takes the other descriptor out, though it is ready in the same turn. */
static void remove_other(void *ctx, int fd, short revents)
{
	struct seen *s = ctx;
	on_ready(ctx, fd, revents);
	loop_remove_fd(s->loop, fd == s->fd[0] ? s->other[0] : s->fd[0]);
}

static int setup(void **state)
{
	static struct seen seen;
	seen = (struct seen){.loop = loop_create()};
	*state = &seen;
	return pipe(seen.fd) || pipe(seen.other);
}

static int teardown(void **state)
{
	struct seen *s = *state;
	loop_destroy(s->loop);
	for (int i = 0; i < 2; i++) {
		close(s->fd[i]);
		close(s->other[i]);
	}
	return 0;
}

static void a_descriptor_calls_back_until_it_is_removed(void **state)
{
	struct seen *s = *state;
	loop_add_fd(s->loop, s->fd[0], POLLIN, on_ready, s);
	assert_int_equal(write(s->fd[1], "ab", 2), 2);
	loop_turn(s->loop, 0);
	loop_turn(s->loop, 0);
	assert_int_equal(s->ready, 2);
	assert_int_equal(write(s->fd[1], "c", 1), 1);
	loop_add_fd(s->loop, s->fd[0], 0, on_ready, s);
	loop_turn(s->loop, 0);
	loop_remove_fd(s->loop, s->fd[0]);
	loop_remove_fd(s->loop, s->fd[0]);
	loop_turn(s->loop, 0);
	assert_int_equal(s->ready, 2);
}

static void what_was_removed_in_the_same_turn_is_not_called(void **state)
{
	struct seen *s = *state;
	loop_add_fd(s->loop, s->fd[0], POLLIN, remove_other, s);
	loop_add_fd(s->loop, s->other[0], POLLIN, remove_other, s);
	assert_int_equal(write(s->fd[1], "a", 1), 1);
	assert_int_equal(write(s->other[1], "a", 1), 1);
	loop_turn(s->loop, 0);
	assert_int_equal(s->ready, 1);
}

static void on_timer(void *ctx)
{
	struct seen *s = ctx;
	s->timers++;
}

static void again(void *ctx)
{
	struct seen *s = ctx;
	s->timers++;
	s->timer = loop_add_timer(s->loop, 0, again, s);
}

static void cancels_the_other(void *ctx)
{
	struct seen *s = ctx;
	s->timers++;
	loop_cancel_timer(s->loop, s->timer);
}

static void timers_come_once_and_can_be_cancelled(void **state)
{
	struct seen *s = *state;
	int64_t gone = loop_add_timer(s->loop, 0, on_timer, s);
	assert_int_not_equal(gone, 0);
	loop_cancel_timer(s->loop, gone);
	loop_cancel_timer(s->loop, gone);
	loop_turn(s->loop, 0);
	assert_int_equal(s->timers, 0);
	loop_add_timer(s->loop, 0, cancels_the_other, s);
	s->timer = loop_add_timer(s->loop, 0, on_timer, s);
	loop_turn(s->loop, 10);
	loop_turn(s->loop, 0);
	assert_int_equal(s->timers, 1);
}

static void a_timer_that_adds_itself_waits_for_the_next_turn(void **state)
{
	struct seen *s = *state;
	loop_add_timer(s->loop, 0, again, s);
	loop_turn(s->loop, 10);
	assert_int_equal(s->timers, 1);
	loop_turn(s->loop, 10);
	assert_int_equal(s->timers, 2);
}

static void on_signal(void *ctx, int sig)
{
	struct seen *s = ctx;
	s->signals += sig == SIGUSR1;
	loop_quit(s->loop);
}

static void on_idle(void *ctx)
{
	struct seen *s = ctx;
	s->idles++;
}

static void a_signal_arrives_on_the_loop_and_may_end_it(void **state)
{
	struct seen *s = *state;
	loop_add_signal(s->loop, SIGUSR1, on_signal, s);
	loop_add_idle(s->loop, on_idle, s);
	assert_int_equal(raise(SIGUSR1), 0);
	assert_int_equal(s->signals, 0);
	loop_run(s->loop);
	assert_int_equal(s->signals, 1);
	assert_int_equal(s->idles, 1);
	assert_true(loop_quitting(s->loop));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_descriptor_calls_back_until_it_is_removed),
		T(what_was_removed_in_the_same_turn_is_not_called),
		T(timers_come_once_and_can_be_cancelled),
		T(a_timer_that_adds_itself_waits_for_the_next_turn),
		T(a_signal_arrives_on_the_loop_and_may_end_it),
	};
	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
