#include "analyze/analyze.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "codec/decoder.h"
#include "codec/fingerprint.h"
#include "codec/sniff.h"
#include "hearing.h"
#include "job.h"

enum { READ_FRAMES = 4096, CHANNELS_MAX = 8, ASK_EVERY = 64, MEMORY = 512 << 20 };
enum { MESSAGE_FILE = 1, MESSAGE_FOUND = 2 };

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

/* Who listens while a file is decoded. */
struct listeners {
	struct hearing *hearing;       /* owned */
	struct fingerprinter *printer; /* owned; NULL: it cannot be had */
	bool features, print;          /* what is wanted of this file */
	bool print_done;
};

struct stopping {
	bool (*stop)(void *ctx);
	void *ctx;
};

static void heard(void *ctx, const float *mono, size_t frames)
{
	struct listeners *l = ctx;
	l->print_done = l->print_done || !fingerprinter_push(l->printer, mono, frames);
}

static enum err_code read_part(struct listeners *l, struct reading *r,
	const struct analyze_question *q, const struct stopping *s, struct err *why)
{
	int64_t left = q->end_frame > 0 ? q->end_frame - q->start_frame : INT64_MAX;
	for (int64_t turn = 0; left > 0 || turn == 0; turn++) {
		size_t n = 0;
		enum err_code code = decoder_read(r->decoder, r->pcm,
			left < READ_FRAMES ? (size_t)left : READ_FRAMES, &n, why);
		if (code != ERR_OK)
			return code;
		if (n == 0)
			return turn > 0 ? ERR_OK
					: err_set(why, ERR_FORMAT, "it holds no sound");
		if (s->stop && turn % ASK_EVERY == 0 && s->stop(s->ctx))
			return err_set(why, ERR_CANCELLED, "stopped");
		hearing_mix(r->mono, r->pcm, n, r->info.channels);
		hearing_push(l->hearing, r->mono, n);
		if (!l->features && l->print_done)
			return ERR_OK;
		left -= (int64_t)n;
	}
	return ERR_OK;
}

static enum err_code hear_file(struct listeners *l, int fd,
	const struct analyze_question *q, const struct stopping *s,
	struct analyze_reply *ret, struct err *why)
{
	struct reading r;
	enum err_code code = reading_init(&r, fd, why);
	if (code == ERR_OK && q->start_frame > 0)
		code = decoder_seek(r.decoder, q->start_frame, why);
	hearing_share(l->hearing, l->print ? heard : NULL, l, !l->features);
	l->print_done = false;
	if (code == ERR_OK)
		code = hearing_begin(l->hearing, r.info.rate_hz, why);
	if (code == ERR_OK && l->print)
		fingerprinter_begin(l->printer);
	if (code == ERR_OK)
		code = read_part(l, &r, q, s, why);
	if (code == ERR_OK)
		hearing_end(l->hearing, &ret->feature);
	if (code == ERR_OK && l->print)
		fingerprinter_end(l->printer, &ret->identity.print);
	reading_finish(&r);
	return code;
}

enum err_code analyze_fd(int fd, struct feature *ret, bool (*stop)(void *ctx),
	void *ctx, struct err *why)
{
	struct listeners l = {.features = true};
	struct analyze_reply a;
	enum err_code code = hearing_create(&l.hearing, why);
	if (code == ERR_OK)
		code = hear_file(&l, fd, &(struct analyze_question){0},
			&(struct stopping){stop, ctx}, &a, why);
	if (code == ERR_OK)
		*ret = a.feature;
	hearing_destroy(l.hearing);
	return code;
}

/* ---- the worker */

static enum err_code job_prepare(void **ret_state, struct err *why)
{
	struct hearing *hearing;
	enum err_code code = hearing_create(&hearing, why);
	if (code != ERR_OK)
		return code;
	struct listeners *l = xcalloc(1, sizeof *l);
	l->hearing = hearing;
	decoder_preload();
	/* Without the library there are no fingerprints. */
	(void)fingerprinter_create(&l->printer, NULL);
	*ret_state = l;
	return ERR_OK;
}

/* Of a file that cannot be read whole the digest is not known; that is no fault here. */
static void find_whole(int fd, struct identity *ret)
{
	struct stat st;
	ret->has_whole = fstat(fd, &st) == 0 &&
			 payload_whole(fd, sniff_fd(fd), &ret->whole, NULL) == ERR_OK;
	ret->file_bytes = ret->has_whole ? st.st_size : 0;
}

static enum err_code job_handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	const struct stopping never = {0};
	struct listeners *l = state;
	struct bytes_reader r;
	struct analyze_reply a = {0};
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	struct analyze_question q = {.want = bytes_get_u32(&r)};
	q.start_frame = bytes_get_i64(&r);
	q.end_frame = bytes_get_i64(&r);
	if (m->type != MESSAGE_FILE || m->n_fds != 1 || r.bad || q.start_frame < 0)
		return err_set(why, ERR_UNSUPPORTED, "not a message for this worker");
	l->features = (q.want & ANALYZE_FEATURES) != 0;
	l->print = q.want & ANALYZE_PRINT && l->printer;
	enum err_code code = ERR_OK;
	if (l->features || l->print)
		code = hear_file(l, m->fds[0], &q, &never, &a, why);
	a.has_feature = l->features;
	a.identity.has_print = (q.want & ANALYZE_PRINT) != 0;
	a.identity.print_version = l->print ? FINGERPRINT_VERSION : 0;
	if (code == ERR_OK && q.want & ANALYZE_WHOLE)
		find_whole(m->fds[0], &a.identity);
	if (code == ERR_OK) {
		reply->type = MESSAGE_FOUND;
		bytes_put_u8(&reply->payload, a.has_feature);
		if (a.has_feature)
			feature_put(&reply->payload, &a.feature);
		identity_put(&reply->payload, &a.identity);
	}
	return code;
}

static void job_finish(void *state)
{
	struct listeners *l = state;
	hearing_destroy(l->hearing);
	fingerprinter_destroy(l->printer);
	free(l);
}

const struct worker_job analyze_job = {
	.role = "analyze",
	.prepare = job_prepare,
	.handle = job_handle,
	.finish = job_finish,
	.memory_bytes = MEMORY,
};

void analyze_ask(int fd, const struct analyze_question *q, struct worker_message *ret)
{
	*ret = (struct worker_message){.type = MESSAGE_FILE, .fds = {fd}, .n_fds = 1};
	bytes_put_u32(&ret->payload, q->want);
	bytes_put_i64(&ret->payload, q->start_frame);
	bytes_put_i64(&ret->payload, q->end_frame);
}

enum err_code analyze_answer(
	const struct worker_message *m, struct analyze_reply *ret, struct err *why)
{
	struct bytes_reader r;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	*ret = (struct analyze_reply){.has_feature = bytes_get_u8(&r) != 0};
	if (ret->has_feature)
		feature_get(&r, &ret->feature);
	identity_get(&r, &ret->identity);
	bool current = !ret->has_feature || ret->feature.version == FEATURE_VERSION;
	if (m->type != MESSAGE_FOUND || r.bad || !current)
		return err_set(why, ERR_WORKER,
			"the analyze worker gave an answer that makes no sense");
	return ERR_OK;
}

enum err_code analyze_in_worker(
	struct worker *w, int fd, struct feature *ret, struct err *why)
{
	const struct analyze_question q = {.want = ANALYZE_FEATURES};
	struct worker_message ask, reply = {0};
	struct analyze_reply a;
	analyze_ask(fd, &q, &ask);
	enum err_code code = worker_call(w, &ask, &reply, why);
	ask.n_fds = 0;
	worker_message_finish(&ask);
	if (code == ERR_OK) {
		code = analyze_answer(&reply, &a, why);
		worker_message_finish(&reply);
	}
	if (code == ERR_OK)
		*ret = a.feature;
	return code;
}
