/*
 * Decoders over the slots of remote_slot.h. A worker that is silent for too long is
 * killed by worker/; one that answers but delivers no frames is killed here. Either way
 * its decoder says why, and the slot starts anew.
 */
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "codec/sniff.h"
#include "model/tags.h"
#include "remote_slot.h"

enum {
	SLOTS = 4,
	STALL_US = 8 * 1000000, /* without a frame, though some are wanted */
	READ_WAIT_MS = 200,
	CHANNELS_MAX = 8,
	RATE_MAX_HZ = 768000
};

struct remote {
	struct clock clock;
	struct slot slot[SLOTS];
};

/* ---- the workers */

struct remote *remote_create(void)
{
	struct remote *r = xcalloc(1, sizeof *r);
	r->clock = clock_system();
	for (int i = 0; i < SLOTS; i++)
		slot_init(&r->slot[i]);
	return r;
}

void remote_destroy(struct remote *r)
{
	for (int i = 0; r && i < SLOTS; i++)
		slot_finish(&r->slot[i]);
	free(r);
}

/* One that runs, else any; NULL: all are taken. */
static struct slot *free_slot(struct remote *r)
{
	struct slot *best = NULL;
	for (int i = 0; i < SLOTS; i++) {
		struct slot *s = &r->slot[i];
		if (!s->taken && (!best || (slot_alive(s) && !slot_alive(best))))
			best = s;
	}
	return best;
}

bool remote_is_likely(const char *path)
{
	static const char *const endings[] = {"m4a", "m4b", "mp4", "m4r", "aac", "alac",
		"wma", "asf", "wv", "ape", "mpc", "mp+", "mpp", "tta", "dsf", "dff",
		"mka", "mkv", "webm", "spx", "mod", "xm", "it", "s3m", "mptm"};
	const char *dot = strrchr(path_base(path), '.');
	for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
		if (strcasecmp(dot + 1, endings[i]) == 0)
			return true;
	return false;
}

void remote_expect(struct remote *r)
{
	for (int i = 0; i < SLOTS; i++)
		if (slot_alive(&r->slot[i]))
			return;
	(void)slot_prepare(&r->slot[0], NULL);
}

/* ---- one file */

struct stream {
	struct remote *remote; /* borrowed: outlives its decoders */
	struct slot *slot;     /* borrowed from it */
	struct decoder_info info;
	size_t capacity;
	uint64_t tail;
	int64_t moved_us;   /* when frames came last, or were asked for first */
	bool seeking;       /* an answer is awaited */
	int64_t seek_again; /* where to after it; -1: nowhere */
};

/* It cannot be relied on any more. */
static enum err_code lost(struct stream *s, enum err_code code)
{
	(void)worker_restart(s->slot->worker, NULL);
	s->slot->owed = 0;
	return code;
}

static enum err_code send_seek(struct stream *s, int64_t frame, struct err *why)
{
	struct worker_message m = {.type = AV_SEEK};
	bytes_put_i64(&m.payload, frame);
	enum err_code code = slot_send(s->slot, &m, why);
	worker_message_finish(&m);
	s->seeking = code == ERR_OK;
	s->moved_us = clock_mono_us(&s->remote->clock);
	return code;
}

/* Waits for the seek under way; then the ring is that of its target. */
static enum err_code end_seek(struct stream *s, struct err *why)
{
	struct worker_message m;
	enum err_code code = slot_answer(s->slot, READ_WAIT_MS, &m, why);
	if (code == ERR_BUSY)
		return code;
	worker_message_finish(&m);
	s->seeking = false;
	s->tail = 0;
	int64_t again = s->seek_again;
	s->seek_again = -1;
	if (again >= 0 && slot_alive(s->slot)) {
		code = send_seek(s, again, why);
		return code == ERR_OK ? err_set(why, ERR_BUSY, "still seeking") : code;
	}
	return code;
}

static void take(struct stream *s, float *out, size_t n)
{
	struct av_ring *ring = s->slot->ring;
	size_t c = (size_t)s->info.channels, at = (size_t)(s->tail % s->capacity);
	size_t first = s->capacity - at < n ? s->capacity - at : n;
	const float *frames = av_ring_frames(ring);
	memcpy(out, frames + at * c, first * c * sizeof *out);
	memcpy(out + first * c, frames, (n - first) * c * sizeof *out);
	s->tail += n;
	atomic_store(&ring->tail, s->tail);
	uint64_t filled = atomic_load(&ring->head) - s->tail;
	if (filled <= s->capacity / 2 && atomic_load(&ring->worker_sleeps) &&
		atomic_exchange(&ring->worker_sleeps, 0)) {
		uint64_t one = 1;
		ssize_t said = write(s->slot->room_fd, &one, sizeof one);
		(void)said;
	}
}

static enum err_code failed(struct stream *s, struct err *why)
{
	struct av_ring *ring = s->slot->ring;
	uint32_t code = ring->code;
	char text[AV_TEXT];
	memcpy(text, ring->text, sizeof text - 1);
	text[sizeof text - 1] = '\0';
	if (code == ERR_OK || code == ERR_BUSY || code >= ERR__COUNT)
		code = ERR_FORMAT;
	return err_set(why, (enum err_code)code, "%s", text);
}

/* Sleeps until there are frames, the worker says something, or the time is over. */
static void wait_for_frames(struct stream *s)
{
	struct av_ring *ring = s->slot->ring;
	uint64_t count;
	atomic_store(&ring->pump_sleeps, 1);
	if (atomic_load(&ring->head) == s->tail &&
		atomic_load(&ring->state) == AV_GOING) {
		struct pollfd p[2] = {{s->slot->data_fd, POLLIN, 0},
			{worker_fd(s->slot->worker), POLLIN, 0}};
		poll(p, 2, READ_WAIT_MS);
	}
	atomic_store(&ring->pump_sleeps, 0);
	ssize_t n = read(s->slot->data_fd, &count, sizeof count);
	(void)n;
}

/* Nothing is there yet: why, and is it still to be hoped for? */
static enum err_code nothing(struct stream *s, struct err *why)
{
	struct worker_message m = {0};
	enum err_code code = worker_poll(s->slot->worker, 0, &m, why);
	worker_message_finish(&m);
	if (!slot_alive(s->slot))
		return code == ERR_OK ? ERR_WORKER : code;
	if (clock_mono_us(&s->remote->clock) - s->moved_us < STALL_US)
		return err_set(why, ERR_BUSY, "not decoded yet");
	err_set(why, ERR_TIMEOUT, "decoding stands still");
	return lost(s, ERR_TIMEOUT);
}

static enum err_code stream_read(
	void *state, float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	struct stream *s = state;
	enum err_code code = s->seeking ? end_seek(s, why) : ERR_OK;
	if (code != ERR_OK)
		return code;
	struct av_ring *ring = s->slot->ring;
	if (atomic_load(&ring->head) == s->tail)
		wait_for_frames(s);
	/* Before the head: what the worker wrote last is not missed. */
	uint32_t said = atomic_load(&ring->state);
	uint64_t ready = atomic_load(&ring->head) - s->tail;
	if (ready > s->capacity) {
		err_set(why, ERR_WORKER, "the av worker counts wrong");
		return lost(s, ERR_WORKER);
	}
	*ret_frames = ready < frames ? (size_t)ready : frames;
	if (ready > 0) {
		s->moved_us = clock_mono_us(&s->remote->clock);
		take(s, out, *ret_frames);
		return ERR_OK;
	}
	return said == AV_ENDED    ? ERR_OK
	       : said == AV_FAILED ? failed(s, why)
				   : nothing(s, why);
}

static enum err_code stream_seek(void *state, int64_t frame, struct err *why)
{
	struct stream *s = state;
	if (!slot_alive(s->slot))
		return err_set(why, ERR_WORKER, "the av worker has ended");
	if (s->seeking) {
		s->seek_again = frame;
		return ERR_OK;
	}
	return send_seek(s, frame, why);
}

static void stream_info(void *state, struct decoder_info *ret)
{
	const struct stream *s = state;
	*ret = s->info;
}

static void stream_close(void *state)
{
	struct stream *s = state;
	slot_release(s->slot);
	free(s);
}

static const struct decoder_ops stream_ops = {
	.name = "remote",
	.read = stream_read,
	.seek = stream_seek,
	.info = stream_info,
	.close = stream_close,
};

/* ---- opening */

static struct slot *find_opening(struct remote *r, const char *path)
{
	for (int i = 0; i < SLOTS; i++)
		if (r->slot[i].opening && strcmp(r->slot[i].opening, path) == 0)
			return &r->slot[i];
	return NULL;
}

/* What is being opened for nobody any more. */
static void forget_opening(struct remote *r)
{
	for (int i = 0; i < SLOTS; i++)
		if (r->slot[i].opening)
			slot_release(&r->slot[i]);
}

static enum err_code begin_open(
	struct slot *s, const char *path, int fd, struct err *why)
{
	enum err_code code = slot_prepare(s, why);
	if (code != ERR_OK)
		return code;
	struct worker_message m = {.type = AV_OPEN, .n_fds = AV_FD__COUNT};
	m.fds[AV_FD_FILE] = fd;
	m.fds[AV_FD_RING] = s->ring_fd;
	m.fds[AV_FD_ROOM] = s->room_fd;
	m.fds[AV_FD_DATA] = s->data_fd;
	code = slot_send(s, &m, why);
	if (code != ERR_OK)
		return code;
	s->taken = true;
	s->opening = xstrdup(path);
	return ERR_OK;
}

static enum err_code take_answer(struct remote *r, struct slot *slot,
	struct worker_message *m, struct decoder **ret, struct err *why)
{
	struct bytes_reader b;
	bytes_reader_init(&b, m->payload.data, m->payload.len);
	int64_t rate = bytes_get_i64(&b), channels = bytes_get_i64(&b),
		bits = bytes_get_i64(&b), frames = bytes_get_i64(&b);
	char *codec = bytes_get_str(&b);
	bool good = m->type == AV_OPENED && !b.bad && rate >= 1 &&
		    rate <= RATE_MAX_HZ && channels >= 1 && channels <= CHANNELS_MAX &&
		    frames >= -1 && bits >= 0 && bits <= 64;
	struct stream *s = xcalloc(1, sizeof *s);
	*s = (struct stream){.remote = r,
		.slot = slot,
		.info = {.rate_hz = (int)rate,
			.channels = (int)channels,
			.bits = (int)bits,
			.frames = frames,
			.codec = codec_name(codec)},
		.moved_us = clock_mono_us(&r->clock),
		.seek_again = -1};
	free(codec);
	if (!good) {
		free(s);
		return err_set(why, ERR_WORKER,
			"the av worker gave an answer that makes no sense");
	}
	s->capacity = av_ring_capacity(s->info.rate_hz, s->info.channels);
	*ret = decoder_wrap(&stream_ops, s);
	return ERR_OK;
}

static enum err_code end_open(struct remote *r, struct slot *s, int patience_ms,
	struct decoder **ret, struct err *why)
{
	struct worker_message m;
	enum err_code code = slot_answer(s, patience_ms, &m, why);
	if (code == ERR_BUSY)
		return code;
	free(s->opening);
	s->opening = NULL;
	if (code == ERR_OK)
		code = take_answer(r, s, &m, ret, why);
	worker_message_finish(&m);
	if (code != ERR_OK)
		s->taken = false;
	return code;
}

static enum err_code open_foreign(struct remote *r, const char *path, int fd,
	int patience_ms, struct decoder **ret, struct err *why)
{
	struct slot *s = free_slot(r);
	if (!s)
		return err_set(why, ERR_FULL, "too many files are open");
	enum err_code code = begin_open(s, path, fd, why);
	return code == ERR_OK ? end_open(r, s, patience_ms, ret, why) : code;
}

enum err_code remote_open(struct remote *r, const char *path, int patience_ms,
	struct decoder **ret, struct err *why)
{
	struct slot *s = find_opening(r, path);
	if (s)
		return end_open(r, s, patience_ms, ret, why);
	forget_opening(r);
	/* A FIFO without a writer would make open() wait for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_sys(why, errno, "cannot open the file");
	if (format_is_foreign(sniff_fd(fd))) {
		enum err_code code = open_foreign(r, path, fd, patience_ms, ret, why);
		close(fd);
		return code;
	}
	enum err_code code = decoder_open_fd(fd, ret, why);
	if (code != ERR_OK)
		close(fd);
	return code;
}
