#include "analyze/analyze.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "codec/decoder.h"
#include "hearing.h"
#include "job.h"

enum { READ_FRAMES = 4096, CHANNELS_MAX = 8, ASK_EVERY = 64, MEMORY = 512 << 20 };
enum { MESSAGE_FILE = 1, MESSAGE_FEATURE = 2 };

/* What decoding a file needs, apart from the extractor that is kept between files. */
struct reading {
	struct decoder *decoder; /* owned */
	struct decoder_info info;
	float *pcm;  /* owned; (READ_FRAMES, channels) */
	float *mono; /* owned; (READ_FRAMES) */
};

static void reading_finish(struct reading *r)
{
	decoder_close(r->decoder);
	free(r->pcm);
	free(r->mono);
}

/* Whatever comes of it, reading_finish() follows. */
static enum err_code reading_init(struct reading *r, int fd, struct err *why)
{
	*r = (struct reading){0};
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (own < 0)
		return err_sys(why, errno, "cannot keep the file open");
	enum err_code code = decoder_open_fd(own, &r->decoder, why);
	if (code != ERR_OK) {
		close(own);
		return code;
	}
	decoder_info(r->decoder, &r->info);
	if (r->info.channels < 1 || r->info.channels > CHANNELS_MAX)
		return err_set(
			why, ERR_UNSUPPORTED, "it has %d channels", r->info.channels);
	size_t channels = (size_t)r->info.channels;
	r->pcm = xmalloc(READ_FRAMES * channels * sizeof *r->pcm);
	r->mono = xmalloc(READ_FRAMES * sizeof *r->mono);
	return ERR_OK;
}

/* Frames [start, end) of a file; end 0: to its end. */
struct part {
	int64_t start_frame, end_frame;
};

static enum err_code read_part(struct hearing *h, struct reading *r,
	const struct part *p, bool (*stop)(void *ctx), void *ctx, struct err *why)
{
	int64_t left = p->end_frame > 0 ? p->end_frame - p->start_frame : INT64_MAX;
	for (int64_t turn = 0; left > 0 || turn == 0; turn++) {
		size_t n = 0;
		enum err_code code = decoder_read(r->decoder, r->pcm,
			left < READ_FRAMES ? (size_t)left : READ_FRAMES, &n, why);
		if (code != ERR_OK)
			return code;
		if (n == 0)
			return turn > 0 ? ERR_OK
					: err_set(why, ERR_FORMAT, "it holds no sound");
		if (stop && turn % ASK_EVERY == 0 && stop(ctx))
			return err_set(why, ERR_CANCELLED, "stopped");
		hearing_mix(r->mono, r->pcm, n, r->info.channels);
		hearing_push(h, r->mono, n);
		left -= (int64_t)n;
	}
	return ERR_OK;
}

struct stopping {
	bool (*stop)(void *ctx);
	void *ctx;
};

static enum err_code hear_file(struct hearing *h, int fd, const struct part *p,
	const struct stopping *s, struct feature *ret, struct err *why)
{
	struct reading r;
	enum err_code code = reading_init(&r, fd, why);
	if (code == ERR_OK && p->start_frame > 0)
		code = decoder_seek(r.decoder, p->start_frame, why);
	if (code == ERR_OK)
		code = hearing_begin(h, r.info.rate_hz, why);
	if (code == ERR_OK)
		code = read_part(h, &r, p, s->stop, s->ctx, why);
	if (code == ERR_OK)
		hearing_end(h, ret);
	reading_finish(&r);
	return code;
}

enum err_code analyze_fd(int fd, struct feature *ret, bool (*stop)(void *ctx),
	void *ctx, struct err *why)
{
	struct hearing *h = hearing_create();
	enum err_code code = hear_file(
		h, fd, &(struct part){0}, &(struct stopping){stop, ctx}, ret, why);
	hearing_destroy(h);
	return code;
}

static enum err_code job_prepare(void **ret_state, struct err *why)
{
	(void)why;
	decoder_preload();
	*ret_state = hearing_create();
	return ERR_OK;
}

static enum err_code job_handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	const struct stopping never = {0};
	struct bytes_reader r;
	struct feature f;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	struct part p = {.start_frame = bytes_get_i64(&r)};
	p.end_frame = bytes_get_i64(&r);
	if (m->type != MESSAGE_FILE || m->n_fds != 1 || r.bad || p.start_frame < 0)
		return err_set(why, ERR_UNSUPPORTED, "not a message for this worker");
	enum err_code code = hear_file(state, m->fds[0], &p, &never, &f, why);
	if (code == ERR_OK) {
		reply->type = MESSAGE_FEATURE;
		feature_put(&reply->payload, &f);
	}
	return code;
}

static void job_finish(void *state)
{
	hearing_destroy(state);
}

const struct worker_job analyze_job = {
	.role = "analyze",
	.prepare = job_prepare,
	.handle = job_handle,
	.finish = job_finish,
	.memory_bytes = MEMORY,
};

void analyze_ask(
	int fd, int64_t start_frame, int64_t end_frame, struct worker_message *ret)
{
	*ret = (struct worker_message){.type = MESSAGE_FILE, .fds = {fd}, .n_fds = 1};
	bytes_put_i64(&ret->payload, start_frame);
	bytes_put_i64(&ret->payload, end_frame);
}

enum err_code analyze_answer(
	const struct worker_message *m, struct feature *ret, struct err *why)
{
	struct bytes_reader r;
	struct feature f;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	feature_get(&r, &f);
	if (m->type != MESSAGE_FEATURE || r.bad || f.version != FEATURE_VERSION)
		return err_set(why, ERR_WORKER,
			"the analyze worker gave an answer that makes no sense");
	*ret = f;
	return ERR_OK;
}

enum err_code analyze_in_worker(
	struct worker *w, int fd, struct feature *ret, struct err *why)
{
	struct worker_message ask, reply = {0};
	analyze_ask(fd, 0, 0, &ask);
	enum err_code code = worker_call(w, &ask, &reply, why);
	ask.n_fds = 0;
	worker_message_finish(&ask);
	if (code == ERR_OK) {
		code = analyze_answer(&reply, ret, why);
		worker_message_finish(&reply);
	}
	return code;
}
