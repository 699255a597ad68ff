/*
 * The `av` worker: answers messages, and between them decodes ahead into the shared ring
 * until it is full. It sleeps in idle(), on the socket and on the pump's eventfd.
 */
#include "player/av_job.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "av_share.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/decoder.h"

enum { BLOCK = 8192, BLOCK_LIMIT_S = 20, MEMORY = 1 << 30 };

struct work {
	struct decoder *decoder; /* owned; NULL: nothing is open */
	struct decoder_info info;
	struct av_ring *ring; /* owned mapping; NULL: none */
	size_t capacity;
	int room_fd, data_fd; /* owned; -1: none */
	bool going;           /* there is something to decode */
};

size_t av_ring_capacity(int rate_hz, int channels)
{
	size_t fits = (AV_RING_BYTES - AV_RING_HEAD) / sizeof(float) / (size_t)channels;
	size_t wanted = (size_t)rate_hz * AV_RING_MS / 1000 + 1;
	return wanted < fits ? wanted : fits;
}

float *av_ring_frames(struct av_ring *r)
{
	return (float *)(void *)((char *)r + AV_RING_HEAD);
}

static void signal_fd(int fd)
{
	uint64_t one = 1;
	/* It can only fail when the counter is full, and then it wakes anyway. */
	ssize_t n = write(fd, &one, sizeof one);
	(void)n;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void release(struct work *w)
{
	decoder_close(w->decoder);
	w->decoder = NULL;
	if (w->ring)
		munmap(w->ring, AV_RING_BYTES);
	w->ring = NULL;
	close_fd(&w->room_fd);
	close_fd(&w->data_fd);
	w->going = false;
}

/* ---- messages */

static void begin_ring(struct work *w)
{
	atomic_store(&w->ring->head, 0);
	atomic_store(&w->ring->tail, 0);
	atomic_store(&w->ring->state, AV_GOING);
	w->going = true;
}

static int take_fd(struct worker_message *m, int which)
{
	int fd = m->fds[which];
	m->fds[which] = -1;
	return fd;
}

static enum err_code open_file(
	struct work *w, struct worker_message *m, struct err *why)
{
	if (m->n_fds != AV_FD__COUNT)
		return err_set(why, ERR_UNSUPPORTED, "not a message for this worker");
	void *ring = mmap(NULL, AV_RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
		m->fds[AV_FD_RING], 0);
	if (ring == MAP_FAILED)
		return err_set(why, ERR_FULL, "there is no memory for the ring");
	w->ring = ring;
	enum err_code code = decoder_open_fd(m->fds[AV_FD_FILE], &w->decoder, why);
	if (code != ERR_OK)
		return code;
	m->fds[AV_FD_FILE] = -1;
	w->room_fd = take_fd(m, AV_FD_ROOM);
	w->data_fd = take_fd(m, AV_FD_DATA);
	decoder_info(w->decoder, &w->info);
	w->capacity = av_ring_capacity(w->info.rate_hz, w->info.channels);
	begin_ring(w);
	return ERR_OK;
}

static enum err_code do_open(struct work *w, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	release(w);
	enum err_code code = open_file(w, m, why);
	if (code != ERR_OK) {
		release(w);
		return code;
	}
	reply->type = AV_OPENED;
	bytes_put_i64(&reply->payload, w->info.rate_hz);
	bytes_put_i64(&reply->payload, w->info.channels);
	bytes_put_i64(&reply->payload, w->info.bits);
	bytes_put_i64(&reply->payload, w->info.frames);
	bytes_put_str(&reply->payload, w->info.codec);
	return ERR_OK;
}

static enum err_code do_seek(struct work *w, struct worker_message *m, struct err *why)
{
	struct bytes_reader r;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	int64_t frame = bytes_get_i64(&r);
	if (r.bad || !w->decoder)
		return err_set(why, ERR_UNSUPPORTED, "not a message for this worker");
	w->going = false;
	enum err_code code = decoder_seek(w->decoder, frame, why);
	if (code == ERR_OK)
		begin_ring(w);
	return code;
}

static enum err_code job_handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	struct work *w = state;
	reply->type = AV_DONE;
	switch (m->type) {
	case AV_OPEN:
		return do_open(w, m, reply, why);
	case AV_SEEK:
		return do_seek(w, m, why);
	case AV_CLOSE:
		release(w);
		return ERR_OK;
	default:
		return err_set(why, ERR_UNSUPPORTED, "not a message for this worker");
	}
}

/* ---- decoding ahead */

static void wake_pump(struct work *w)
{
	if (atomic_exchange(&w->ring->pump_sleeps, 0))
		signal_fd(w->data_fd);
}

static size_t room(struct work *w)
{
	uint64_t filled = atomic_load(&w->ring->head) - atomic_load(&w->ring->tail);
	return filled < w->capacity ? w->capacity - (size_t)filled : 0;
}

/* The end of it, or what is wrong. */
static void stop(struct work *w, enum err_code code, const struct err *why)
{
	w->going = false;
	if (code != ERR_OK) {
		w->ring->code = (uint32_t)code;
		str_copy(w->ring->text, sizeof w->ring->text, why->msg);
	}
	atomic_store(&w->ring->state, code == ERR_OK ? AV_ENDED : AV_FAILED);
	wake_pump(w);
}

/* One read of the decoder, into the ring itself; false: there is no more. */
static bool decode_some(struct work *w, size_t max, size_t *ret_n)
{
	struct err why = {0};
	uint64_t head = atomic_load(&w->ring->head);
	size_t at = (size_t)(head % w->capacity), n = w->capacity - at;
	float *to = av_ring_frames(w->ring) + at * (size_t)w->info.channels;
	*ret_n = 0;
	enum err_code code =
		decoder_read(w->decoder, to, n < max ? n : max, ret_n, &why);
	if (code != ERR_OK || *ret_n == 0) {
		stop(w, code, &why);
		return false;
	}
	atomic_store(&w->ring->head, head + *ret_n);
	wake_pump(w);
	return true;
}

static void decode_block(struct work *w, size_t max)
{
	size_t n = 0;
	max = max < BLOCK ? max : BLOCK;
	/* A library that hangs on a file ends with the process. */
	alarm(BLOCK_LIMIT_S);
	while (max > 0 && decode_some(w, max, &n))
		max -= n;
	alarm(0);
}

/* Until a message comes, or the pump has made room. */
static void sleep_on(struct work *w)
{
	struct pollfd p[2] = {
		{WORKER_FD, POLLIN, 0}, {w->going ? w->room_fd : -1, POLLIN, 0}};
	uint64_t count;
	if (w->going) {
		atomic_store(&w->ring->worker_sleeps, 1);
		if (room(w) >= w->capacity / 2)
			return;
	}
	poll(p, 2, -1);
	if (p[1].revents) {
		ssize_t n = read(w->room_fd, &count, sizeof count);
		(void)n;
	}
}

static bool job_idle(void *state)
{
	struct work *w = state;
	size_t n = w->going ? room(w) : 0;
	if (n > 0)
		decode_block(w, n);
	else
		sleep_on(w);
	return true;
}

/* ---- life */

static enum err_code job_prepare(void **ret_state, struct err *why)
{
	struct work *w = xcalloc(1, sizeof *w);
	(void)why;
	w->room_fd = w->data_fd = -1;
	decoder_preload();
	*ret_state = w;
	return ERR_OK;
}

static void job_finish(void *state)
{
	struct work *w = state;
	release(w);
	free(w);
}

const struct worker_job av_job = {
	.role = "av",
	.prepare = job_prepare,
	.handle = job_handle,
	.finish = job_finish,
	.idle = job_idle,
	.idle_ms = 0,
	.memory_bytes = MEMORY,
};
