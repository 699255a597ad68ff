#include "base/mailbox.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/task.h"

struct mailbox {
	struct mutex *lock;
	struct cond *changed;
	void **slot; /* owned; a circle of `cap` */
	size_t cap, first, len;
	bool closed;
	int fd; /* eventfd, readable while len > 0 or closed */
};

struct mailbox *mailbox_create(size_t capacity)
{
	struct mailbox *m = xcalloc(1, sizeof *m);
	m->lock = mutex_create();
	m->changed = cond_create();
	m->slot = xcalloc(capacity, sizeof *m->slot);
	m->cap = capacity;
	m->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (m->fd < 0)
		abort();
	return m;
}

void mailbox_destroy(struct mailbox *m, void (*free_message)(void *))
{
	if (!m)
		return;
	for (; m->len; m->len--, m->first++)
		if (free_message)
			free_message(m->slot[m->first % m->cap]);
	close(m->fd);
	cond_destroy(m->changed);
	mutex_destroy(m->lock);
	free(m->slot);
	free(m);
}

static void signal_fd(struct mailbox *m)
{
	uint64_t one = 1;
	/* Fails only when the counter is full, and then the reader is awake anyway. */
	if (write(m->fd, &one, sizeof one) < 0)
		return;
}

static void put_locked(struct mailbox *m, void *message)
{
	m->slot[(m->first + m->len++) % m->cap] = message;
	if (m->len == 1)
		signal_fd(m);
	cond_wake(m->changed);
}

bool mailbox_send(struct mailbox *m, void *message)
{
	mutex_lock(m->lock);
	while (m->len == m->cap && !m->closed)
		cond_wait(m->changed, m->lock);
	bool ok = !m->closed;
	if (ok)
		put_locked(m, message);
	mutex_unlock(m->lock);
	return ok;
}

bool mailbox_try_send(struct mailbox *m, void *message)
{
	mutex_lock(m->lock);
	bool ok = !m->closed && m->len < m->cap;
	if (ok)
		put_locked(m, message);
	mutex_unlock(m->lock);
	return ok;
}

static void *take_locked(struct mailbox *m)
{
	if (!m->len)
		return NULL;
	void *message = m->slot[m->first++ % m->cap];
	m->first %= m->cap;
	if (--m->len == 0 && !m->closed) {
		uint64_t seen;
		if (read(m->fd, &seen, sizeof seen) < 0)
			return message; /* nothing was pending: fine */
	}
	cond_wake(m->changed);
	return message;
}

void *mailbox_try_receive(struct mailbox *m)
{
	mutex_lock(m->lock);
	void *message = take_locked(m);
	mutex_unlock(m->lock);
	return message;
}

void *mailbox_receive(struct mailbox *m, int timeout_ms)
{
	mutex_lock(m->lock);
	while (!m->len && !m->closed) {
		if (timeout_ms < 0)
			cond_wait(m->changed, m->lock);
		else if (!cond_wait_ms(m->changed, m->lock, timeout_ms))
			break;
	}
	void *message = take_locked(m);
	mutex_unlock(m->lock);
	return message;
}

int mailbox_fd(struct mailbox *m)
{
	return m->fd;
}

void mailbox_close(struct mailbox *m)
{
	mutex_lock(m->lock);
	if (!m->closed) {
		m->closed = true;
		signal_fd(m);
		cond_wake(m->changed);
	}
	mutex_unlock(m->lock);
}

bool mailbox_is_closed(struct mailbox *m)
{
	mutex_lock(m->lock);
	bool closed = m->closed;
	mutex_unlock(m->lock);
	return closed;
}

size_t mailbox_len(struct mailbox *m)
{
	mutex_lock(m->lock);
	size_t n = m->len;
	mutex_unlock(m->lock);
	return n;
}
