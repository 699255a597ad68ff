#include "remote_slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ANSWER_S = 20 }; /* to an open or a seek */

void slot_init(struct slot *s)
{
	s->ring_fd = s->room_fd = s->data_fd = -1;
}

void slot_finish(struct slot *s)
{
	worker_stop(s->worker);
	if (s->ring)
		munmap(s->ring, AV_RING_BYTES);
	int *const fds[] = {&s->ring_fd, &s->room_fd, &s->data_fd};
	for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
		if (*fds[i] >= 0)
			close(*fds[i]);
	free(s->opening);
}

/* The size is sealed: a worker that shrinks the memory would end us. */
static enum err_code make_ring(struct slot *s, struct err *why)
{
	s->ring_fd = memfd_create("linnet-av", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	s->room_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->data_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->ring_fd < 0 || s->room_fd < 0 || s->data_fd < 0 ||
		ftruncate(s->ring_fd, AV_RING_BYTES) != 0 ||
		fcntl(s->ring_fd, F_ADD_SEALS,
			F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
		return err_sys(why, errno, "cannot share memory with a worker");
	void *ring = mmap(
		NULL, AV_RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, s->ring_fd, 0);
	if (ring == MAP_FAILED)
		return err_sys(why, errno, "cannot share memory with a worker");
	s->ring = ring;
	return ERR_OK;
}

/* Reads answers to what nobody waits for. */
static void skip_answers(struct slot *s)
{
	struct worker_message m;
	struct err why = {0};
	while (s->owed > 0) {
		enum err_code code = worker_poll(s->worker, 0, &m, &why);
		if (code == ERR_BUSY)
			return;
		if (code == ERR_OK)
			worker_message_finish(&m);
		s->owed = worker_pid(s->worker) > 0 ? s->owed - 1 : 0;
	}
}

enum err_code slot_prepare(struct slot *s, struct err *why)
{
	const struct worker_limits limits = {
		.seconds_per_message = ANSWER_S, .urgent = true};
	enum err_code code = s->ring ? ERR_OK : make_ring(s, why);
	if (code != ERR_OK)
		return code;
	if (!s->worker)
		return worker_start(NULL, "av", &limits, &s->worker, why);
	skip_answers(s);
	if (worker_pid(s->worker) > 0)
		return ERR_OK;
	s->owed = 0;
	return worker_restart(s->worker, why);
}

bool slot_alive(const struct slot *s)
{
	return s->worker && worker_pid(s->worker) > 0;
}

enum err_code slot_send(struct slot *s, struct worker_message *m, struct err *why)
{
	enum err_code code = worker_send(s->worker, m, why);
	s->owed = code == ERR_OK ? s->owed + 1 : 0;
	return code;
}

void slot_release(struct slot *s)
{
	struct worker_message m = {.type = AV_CLOSE};
	s->taken = false;
	free(s->opening);
	s->opening = NULL;
	if (slot_alive(s))
		(void)slot_send(s, &m, NULL);
}

enum err_code slot_answer(
	struct slot *s, int timeout_ms, struct worker_message *ret, struct err *why)
{
	for (;;) {
		*ret = (struct worker_message){0};
		enum err_code code = worker_poll(s->worker, timeout_ms, ret, why);
		if (code == ERR_BUSY)
			return code;
		if (worker_pid(s->worker) <= 0) {
			s->owed = 0;
			return code == ERR_OK ? ERR_WORKER : code;
		}
		if (s->owed > 0)
			s->owed--;
		if (s->owed == 0)
			return code;
		worker_message_finish(ret);
	}
}
