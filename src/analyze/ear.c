/*
 * Records in the ring: a header, then `frames` mono samples for SOUND, nothing for the
 * others. The producer writes a record only where it fits whole, so that a header is
 * always followed by its samples soon.
 *
 * What cannot be written, or must not count (a gap), makes the producer `deaf` until
 * the next track begins: then that track has no END, and the consumer forgets it when
 * the next one begins. So nothing depends on a marker that found no room.
 */
#include "analyze/ear.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/ring.h"
#include "base/task.h"
#include "hearing.h"

enum {
	RING_BYTES = 1 << 20, /* 5.9 s at 44.1 kHz */
	WAKE_BYTES = 1 << 17, /* the ear sleeps until there is this much to do */
	RECORD_FRAMES = 1024,
	MARKER_ROOM = 64 * 24 /* kept free of sound, so that markers find room */
};

enum kind { KIND_BEGIN = 1, KIND_SOUND, KIND_END };

struct record {
	int32_t kind;
	int32_t frames;  /* SOUND: samples that follow */
	int32_t rate_hz; /* BEGIN */
	int32_t unused;
	int64_t recording; /* BEGIN */
};

struct ear {
	void (*heard)(void *ctx, int64_t recording, const struct feature *f);
	void *ctx;
	struct ring ring;
	struct task *task; /* owned */
	struct mutex
		*lock; /* owned; guards no data: for waiting without missed wakes */
	struct cond *filled;  /* owned */
	struct cond *drained; /* owned */
	atomic_bool stop, producer_waits;
	/* Of the producer. */
	int channels;
	bool deaf;
	/* Of the ear's thread. */
	struct hearing *hearing; /* owned; NULL until the first track */
	bool hearing_track;
	int64_t recording;
};

static void wake(struct ear *e, struct cond *c)
{
	mutex_lock(e->lock);
	cond_wake(c);
	mutex_unlock(e->lock);
}

/* ---- the pump's side */

static void write_bytes(struct ring *r, const void *p, size_t n)
{
	const char *from = p;
	while (n > 0) {
		size_t room;
		void *to = ring_write_begin(r, &room);
		if (room > n)
			room = n;
		memcpy(to, from, room);
		ring_write_end(r, room);
		from += room;
		n -= room;
	}
}

static bool write_marker(struct ear *e, const struct record *m)
{
	if (ring_room(&e->ring) < sizeof *m)
		return false;
	write_bytes(&e->ring, m, sizeof *m);
	wake(e, e->filled);
	return true;
}

void ear_track_begins(struct ear *e, int64_t recording, int rate_hz, int channels)
{
	struct record m = {
		.kind = KIND_BEGIN, .rate_hz = rate_hz, .recording = recording};
	e->channels = channels;
	e->deaf = channels < 1 || !write_marker(e, &m);
}

static void wait_for_room(struct ear *e, size_t bytes)
{
	mutex_lock(e->lock);
	atomic_store(&e->producer_waits, true);
	while (ring_room(&e->ring) < bytes && !atomic_load(&e->stop)) {
		cond_wake(e->filled);
		cond_wait_ms(e->drained, e->lock, 100);
	}
	atomic_store(&e->producer_waits, false);
	mutex_unlock(e->lock);
}

bool ear_push(struct ear *e, const float *pcm, size_t frames, bool wait)
{
	float mono[RECORD_FRAMES];
	while (frames > 0 && !e->deaf) {
		size_t n = frames < RECORD_FRAMES ? frames : RECORD_FRAMES;
		size_t bytes = sizeof(struct record) + n * sizeof *mono;
		if (ring_room(&e->ring) < bytes + MARKER_ROOM) {
			if (wait)
				wait_for_room(e, bytes + MARKER_ROOM);
			if (ring_room(&e->ring) < bytes + MARKER_ROOM) {
				e->deaf = true;
				break;
			}
		}
		struct record m = {.kind = KIND_SOUND, .frames = (int32_t)n};
		hearing_mix(mono, pcm, n, e->channels);
		write_bytes(&e->ring, &m, sizeof m);
		write_bytes(&e->ring, mono, n * sizeof *mono);
		pcm += n * (size_t)e->channels;
		frames -= n;
	}
	if (ring_filled(&e->ring) >= WAKE_BYTES)
		wake(e, e->filled);
	return !e->deaf;
}

void ear_gap(struct ear *e)
{
	e->deaf = true;
}

void ear_track_ends(struct ear *e)
{
	struct record m = {.kind = KIND_END};
	if (!e->deaf)
		write_marker(e, &m);
	e->deaf = true;
}

/* ---- the ear's thread */

/* False: the ear ends before that much came. */
static bool read_bytes(struct ear *e, void *p, size_t n)
{
	char *to = p;
	while (n > 0) {
		size_t got;
		const void *from = ring_read_begin(&e->ring, &got);
		if (got > n)
			got = n;
		if (got == 0) {
			mutex_lock(e->lock);
			bool stop = atomic_load(&e->stop);
			if (!stop && ring_filled(&e->ring) == 0)
				cond_wait(e->filled, e->lock);
			mutex_unlock(e->lock);
			if (stop && ring_filled(&e->ring) == 0)
				return false;
			continue;
		}
		memcpy(to, from, got);
		ring_read_end(&e->ring, got);
		to += got;
		n -= got;
		if (atomic_load(&e->producer_waits))
			wake(e, e->drained);
	}
	return true;
}

static void begin(struct ear *e, const struct record *m)
{
	struct err why = {0};
	e->recording = m->recording;
	enum err_code code = ERR_OK;
	if (!e->hearing)
		code = hearing_create(&e->hearing, &why);
	if (code == ERR_OK)
		code = hearing_begin(e->hearing, m->rate_hz, &why);
	e->hearing_track = code == ERR_OK;
	if (!e->hearing_track)
		log_write(LOG_WARN, "the ear cannot follow: %s", why.msg);
}

static void end(struct ear *e)
{
	struct feature f;
	if (!e->hearing_track)
		return;
	hearing_end(e->hearing, &f);
	e->hearing_track = false;
	e->heard(e->ctx, e->recording, &f);
}

static void run(void *arg)
{
	struct ear *e = arg;
	struct record m;
	float mono[RECORD_FRAMES];
	while (read_bytes(e, &m, sizeof m)) {
		switch (m.kind) {
		case KIND_BEGIN:
			begin(e, &m);
			break;
		case KIND_SOUND:
			if (!read_bytes(e, mono, (size_t)m.frames * sizeof *mono))
				return;
			if (e->hearing_track)
				hearing_push(e->hearing, mono, (size_t)m.frames);
			break;
		default:
			end(e);
		}
	}
}

struct ear *ear_create(
	void (*heard)(void *ctx, int64_t recording, const struct feature *f), void *ctx)
{
	struct ear *e = xcalloc(1, sizeof *e);
	e->heard = heard;
	e->ctx = ctx;
	e->deaf = true;
	ring_init(&e->ring, RING_BYTES);
	e->lock = mutex_create();
	e->filled = cond_create();
	e->drained = cond_create();
	e->task = task_start("ear", run, e);
	return e;
}

void ear_destroy(struct ear *e)
{
	if (!e)
		return;
	atomic_store(&e->stop, true);
	wake(e, e->filled);
	task_join(e->task);
	hearing_destroy(e->hearing);
	cond_destroy(e->drained);
	cond_destroy(e->filled);
	mutex_destroy(e->lock);
	ring_finish(&e->ring);
	free(e);
}
