#include "loudness.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "codec/decoder.h"
#include "dsp/loudness.h"

enum { READ_FRAMES = 4096, CHANNELS_MAX = 8, ASK_EVERY = 64, MEMORY = 512 << 20 };
enum { MESSAGE_FILE = 1, MESSAGE_JOINT = 2, MESSAGE_READING = 3 };

static enum err_code open_range(int fd, struct loudness_range range,
	struct decoder **ret, struct decoder_info *info, struct err *why)
{
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (own < 0)
		return err_sys(why, errno, "cannot keep the file open");
	struct decoder *d = NULL;
	enum err_code code = decoder_open_fd(own, &d, why);
	if (code != ERR_OK) {
		close(own);
		return code;
	}
	decoder_info(d, info);
	if (info->channels < 1 || info->channels > CHANNELS_MAX)
		code = err_set(
			why, ERR_UNSUPPORTED, "it has %d channels", info->channels);
	else if (range.start_frame > 0)
		code = decoder_seek(d, range.start_frame, why);
	if (code != ERR_OK)
		decoder_close(d);
	else
		*ret = d;
	return code;
}

/* Decodes up to `left` frames into the meter; returns how many there were. */
static enum err_code read_through(struct decoder *d, struct loudness_meter *m,
	float *pcm, int64_t left, bool (*stop)(void *ctx), void *ctx,
	int64_t *ret_frames, struct err *why)
{
	*ret_frames = 0;
	for (int64_t turn = 0; left > 0; turn++) {
		size_t n = 0;
		enum err_code code = decoder_read(d, pcm,
			left < READ_FRAMES ? (size_t)left : READ_FRAMES, &n, why);
		if (code != ERR_OK)
			return code;
		if (n == 0)
			break;
		if (stop && turn % ASK_EVERY == 0 && stop(ctx))
			return err_set(why, ERR_CANCELLED, "stopped");
		loudness_meter_add(m, pcm, n);
		*ret_frames += (int64_t)n;
		left -= (int64_t)n;
	}
	return *ret_frames > 0 ? ERR_OK : err_set(why, ERR_FORMAT, "it holds no sound");
}

enum err_code loudness_of_fd(int fd, struct loudness_range range,
	bool (*stop)(void *ctx), void *ctx, struct loudness_meter **ret,
	double *ret_seconds, struct err *why)
{
	struct decoder *d = NULL;
	struct decoder_info info = {0};
	struct loudness_meter *m = NULL;
	enum err_code code = open_range(fd, range, &d, &info, why);
	if (code != ERR_OK)
		return code;
	float *pcm = xmalloc(READ_FRAMES * (size_t)info.channels * sizeof *pcm);
	int64_t frames = 0;
	code = loudness_meter_create(info.rate_hz, info.channels, &m, why);
	if (code == ERR_OK)
		code = read_through(d, m, pcm,
			range.end_frame > 0 ? range.end_frame - range.start_frame
					    : INT64_MAX,
			stop, ctx, &frames, why);
	decoder_close(d);
	free(pcm);
	if (code != ERR_OK) {
		loudness_meter_destroy(m);
		return code;
	}
	loudness_meter_end(m);
	*ret = m;
	*ret_seconds = (double)frames / info.rate_hz;
	return ERR_OK;
}

/* ---- the worker */

struct album {
	struct loudness_meter **meter; /* owned, each too; (n) */
	size_t n, cap;
};

static enum err_code job_prepare(void **ret_state, struct err *why)
{
	enum err_code code = loudness_meter_available(why);
	if (code != ERR_OK)
		return code;
	decoder_preload();
	*ret_state = xcalloc(1, sizeof(struct album));
	return ERR_OK;
}

static void album_clear(struct album *a)
{
	for (size_t i = 0; i < a->n; i++)
		loudness_meter_destroy(a->meter[i]);
	a->n = 0;
}

static void put_reading(
	struct worker_message *reply, struct loudness_reading r, double seconds)
{
	reply->type = MESSAGE_READING;
	bytes_put_f64(&reply->payload, r.lufs);
	bytes_put_f64(&reply->payload, r.peak);
	bytes_put_f64(&reply->payload, seconds);
}

static enum err_code handle_file(struct album *a, const struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	struct loudness_range range;
	struct loudness_meter *meter;
	struct bytes_reader r;
	double seconds;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	range.start_frame = bytes_get_i64(&r);
	range.end_frame = bytes_get_i64(&r);
	if (r.bad || m->n_fds != 1)
		return err_set(why, ERR_UNSUPPORTED, "not a message for this worker");
	enum err_code code =
		loudness_of_fd(m->fds[0], range, NULL, NULL, &meter, &seconds, why);
	if (code != ERR_OK)
		return code;
	a->meter =
		mem_grow(a->meter, &a->cap, a->n + 1, sizeof(struct loudness_meter *));
	a->meter[a->n++] = meter;
	put_reading(reply, loudness_meter_read(meter), seconds);
	return ERR_OK;
}

static enum err_code job_handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	struct album *a = state;
	if (m->type == MESSAGE_FILE)
		return handle_file(a, m, reply, why);
	if (m->type != MESSAGE_JOINT)
		return err_set(why, ERR_UNSUPPORTED, "not a message for this worker");
	put_reading(reply, loudness_meter_joint(a->meter, a->n), 0);
	album_clear(a);
	return ERR_OK;
}

static void job_finish(void *state)
{
	struct album *a = state;
	album_clear(a);
	free(a->meter);
	free(a);
}

const struct worker_job loudness_job = {
	.role = "loudness",
	.prepare = job_prepare,
	.handle = job_handle,
	.finish = job_finish,
	.memory_bytes = MEMORY,
};

void loudness_ask_file(int fd, struct loudness_range range, struct worker_message *ret)
{
	*ret = (struct worker_message){.type = MESSAGE_FILE, .fds = {fd}, .n_fds = 1};
	bytes_put_i64(&ret->payload, range.start_frame);
	bytes_put_i64(&ret->payload, range.end_frame);
}

void loudness_ask_joint(struct worker_message *ret)
{
	*ret = (struct worker_message){.type = MESSAGE_JOINT};
}

enum err_code loudness_answer(
	const struct worker_message *m, struct loudness_answer *ret, struct err *why)
{
	struct bytes_reader r;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	double lufs = bytes_get_f64(&r), peak = bytes_get_f64(&r),
	       seconds = bytes_get_f64(&r);
	if (m->type != MESSAGE_READING || r.bad || isinf(lufs) || !(peak >= 0))
		return err_set(why, ERR_WORKER,
			"the loudness worker gave an answer that makes no sense");
	*ret = (struct loudness_answer){{lufs, peak}, seconds};
	return ERR_OK;
}
