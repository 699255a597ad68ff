/* Ring and mailbox between two threads. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mailbox.h"
#include "base/ring.h"
#include "base/task.h"

enum { ITEMS = 1000000 };

struct stream {
	struct ring ring;
	uint32_t wrong, seen;
};

static void consume(void *arg)
{
	struct stream *s = arg;
	uint32_t expected = 0;
	while (expected < ITEMS) {
		size_t n;
		const uint32_t *p = ring_read_begin(&s->ring, &n);
		n /= sizeof *p;
		for (size_t i = 0; i < n; i++)
			s->wrong += p[i] != expected++;
		ring_read_end(&s->ring, n * sizeof *p);
	}
	s->seen = expected;
}

static void a_million_items_through_the_ring(void **state)
{
	(void)state;
	static struct stream s;
	ring_init(&s.ring, 4096);
	struct task *t = task_start("consumer", consume, &s);
	for (uint32_t i = 0; i < ITEMS;) {
		size_t n;
		uint32_t *p = ring_write_begin(&s.ring, &n);
		n /= sizeof *p;
		size_t k = 0;
		for (; k < n && i < ITEMS; k++)
			p[k] = i++;
		ring_write_end(&s.ring, k * sizeof *p);
	}
	task_join(t);
	assert_int_equal(s.wrong, 0);
	assert_int_equal(s.seen, ITEMS);
	ring_finish(&s.ring);
}

static void what_is_discarded_is_not_read(void **state)
{
	(void)state;
	struct ring r;
	size_t n;
	ring_init(&r, 64);
	memset(ring_write_begin(&r, &n), 1, 40);
	ring_write_end(&r, 40);
	ring_discard_to(&r, ring_written(&r));
	memset(ring_write_begin(&r, &n), 2, 10);
	ring_write_end(&r, 10);
	const unsigned char *p = ring_read_begin(&r, &n);
	assert_int_equal(n, 10);
	assert_int_equal(p[0], 2);
	ring_finish(&r);
}

static void a_full_ring_has_no_room(void **state)
{
	(void)state;
	struct ring r;
	size_t n;
	ring_init(&r, 64);
	ring_write_begin(&r, &n);
	assert_int_equal(n, 64);
	ring_write_end(&r, 64);
	assert_int_equal(ring_room(&r), 0);
	assert_int_equal(ring_filled(&r), 64);
	ring_read_begin(&r, &n);
	ring_read_end(&r, 10);
	assert_int_equal(ring_room(&r), 10);
	ring_finish(&r);
}

static void send_numbers(void *arg)
{
	struct mailbox *m = arg;
	for (intptr_t i = 1; i <= 10000; i++)
		mailbox_send(m, (void *)i);
	mailbox_close(m);
}

static void mail_arrives_in_order_then_ends(void **state)
{
	(void)state;
	struct mailbox *m = mailbox_create(8);
	struct task *t = task_start("sender", send_numbers, m);
	intptr_t expected = 1;
	void *message;
	while ((message = mailbox_receive(m, -1)))
		assert_int_equal((intptr_t)message, expected++);
	assert_int_equal(expected, 10001);
	assert_false(mailbox_send(m, message));
	task_join(t);
	mailbox_destroy(m, NULL);
}

static void the_descriptor_tells_of_mail(void **state)
{
	(void)state;
	struct mailbox *m = mailbox_create(2);
	struct pollfd p = {mailbox_fd(m), POLLIN, 0};
	int x;
	assert_int_equal(poll(&p, 1, 0), 0);
	assert_true(mailbox_try_send(m, &x));
	assert_true(mailbox_try_send(m, &x));
	assert_false(mailbox_try_send(m, &x));
	assert_int_equal(poll(&p, 1, 0), 1);
	assert_ptr_equal(mailbox_try_receive(m), &x);
	assert_int_equal(poll(&p, 1, 0), 1);
	assert_ptr_equal(mailbox_try_receive(m), &x);
	assert_int_equal(poll(&p, 1, 0), 0);
	assert_null(mailbox_receive(m, 1));
	mailbox_destroy(m, NULL);
}

static void a_day_has_a_local_number(void **state)
{
	(void)state;
	/* TZ is UTC in the tests. */
	assert_int_equal(clock_local_day(0), 0);
	assert_int_equal(clock_local_day(-1), -1);
	assert_int_equal(clock_local_day(86400000LL * 3 + 5), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_million_items_through_the_ring),
		cmocka_unit_test(what_is_discarded_is_not_read),
		cmocka_unit_test(a_full_ring_has_no_room),
		cmocka_unit_test(mail_arrives_in_order_then_ends),
		cmocka_unit_test(the_descriptor_tells_of_mail),
		cmocka_unit_test(a_day_has_a_local_number),
	};
	return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
