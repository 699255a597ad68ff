/* Files: "wav:FILE" has 32-bit float samples, exactly the frames that a device would get;
 * "wav16:FILE" what a device of 16 bit would, with dither where there is more to tell. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/dither.h"
#include "base/bytes.h"
#include "base/io.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "outputs.h"
#include "pull.h"

enum { HEADER_SIZE = 58, FORMAT_PCM = 1, FORMAT_FLOAT = 3, DITHER_SEED = 1 };

struct wav {
	int fd;
	char *path; /* owned */
	int rate_hz, channels;
	int sample_bytes; /* 4: float, 2: 16 bit */
	struct dither dither;
	int16_t *rounded; /* owned; (rounded_cap) */
	size_t rounded_cap;
	uint64_t frames; /* written; the pulling thread's while it runs */
	struct pull *pull;
	atomic_bool failed;
};

static void put_u16(struct str *b, unsigned v)
{
	bytes_put_u8(b, (uint8_t)(v & 0xff));
	bytes_put_u8(b, (uint8_t)(v >> 8));
}

/* Sizes above 4 GB stand at their largest: readers take that for "until the end". */
static uint32_t clip_u32(uint64_t v)
{
	return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX;
}

static bool write_header(struct wav *w)
{
	struct str b = {0};
	unsigned frame_bytes = (unsigned)(w->channels * w->sample_bytes);
	uint64_t data = w->frames * frame_bytes;
	str_append_n(&b, "RIFF", 4);
	bytes_put_u32(&b, clip_u32(HEADER_SIZE - 8 + data));
	str_append_n(&b, "WAVEfmt ", 8);
	bytes_put_u32(&b, 18);
	put_u16(&b, w->sample_bytes == 2 ? FORMAT_PCM : FORMAT_FLOAT);
	put_u16(&b, (unsigned)w->channels);
	bytes_put_u32(&b, (uint32_t)w->rate_hz);
	bytes_put_u32(&b, (uint32_t)w->rate_hz * frame_bytes);
	put_u16(&b, frame_bytes);
	put_u16(&b, (unsigned)w->sample_bytes * 8);
	put_u16(&b, 0);
	str_append_n(&b, "fact", 4);
	bytes_put_u32(&b, 4);
	bytes_put_u32(&b, clip_u32(w->frames));
	str_append_n(&b, "data", 4);
	bytes_put_u32(&b, clip_u32(data));
	bool ok = b.len == HEADER_SIZE &&
		  pwrite(w->fd, b.data, b.len, 0) == (ssize_t)b.len;
	str_finish(&b);
	return ok;
}

static bool sink(void *ctx, const float *pcm, uint32_t frames)
{
	struct wav *w = ctx;
	size_t n = (size_t)frames * (size_t)w->channels;
	const void *out = pcm;
	if (w->sample_bytes == 2) {
		w->rounded =
			mem_grow(w->rounded, &w->rounded_cap, n, sizeof *w->rounded);
		dither_s16(&w->dither, pcm, w->rounded, n);
		out = w->rounded;
	}
	if (io_write_full(w->fd, out, n * (size_t)w->sample_bytes) != 0) {
		log_write(LOG_ERROR, "cannot write %s: %s", w->path, strerror(errno));
		atomic_store(&w->failed, true);
		return false;
	}
	w->frames += frames;
	return true;
}

static enum err_code open_wav(const struct output_want *want, int sample_bytes,
	void **ret_state, struct output_format *ret_format, struct err *why)
{
	int fd = open(want->spec, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return err_sys(why, errno, "cannot write %s", want->spec);
	struct wav *w = xcalloc(1, sizeof *w);
	w->fd = fd;
	w->path = xstrdup(want->spec);
	w->rate_hz = rt_rate(want->rt);
	w->channels = rt_channels(want->rt);
	w->sample_bytes = sample_bytes;
	dither_init(&w->dither, DITHER_SEED);
	struct pull_config c = {.rt = want->rt, .sink = sink, .ctx = w};
	w->pull = pull_create(&c);
	if (!write_header(w) || lseek(fd, HEADER_SIZE, SEEK_SET) < 0) {
		err_sys(why, errno, "cannot write %s", want->spec);
		output_wav.close(w);
		return ERR_IO;
	}
	*ret_format = (struct output_format){w->rate_hz, w->channels};
	*ret_state = w;
	return ERR_OK;
}

static enum err_code wav_open(const struct output_want *want, void **ret_state,
	struct output_format *ret_format, struct err *why)
{
	return open_wav(want, 4, ret_state, ret_format, why);
}

static enum err_code wav16_open(const struct output_want *want, void **ret_state,
	struct output_format *ret_format, struct err *why)
{
	return open_wav(want, 2, ret_state, ret_format, why);
}

static enum err_code wav_start(void *state, struct err *why)
{
	(void)why;
	struct wav *w = state;
	pull_start(w->pull);
	return ERR_OK;
}

static void wav_stop(void *state)
{
	struct wav *w = state;
	pull_halt(w->pull);
	if (!atomic_load(&w->failed))
		pull_rest(w->pull);
}

static void wav_abort(void *state)
{
	struct wav *w = state;
	pull_halt(w->pull);
}

static void wav_close(void *state)
{
	struct wav *w = state;
	pull_destroy(w->pull);
	if (!write_header(w))
		log_write(LOG_ERROR, "cannot finish %s: %s", w->path, strerror(errno));
	close(w->fd);
	free(w->path);
	free(w->rounded);
	free(w);
}

static enum output_life wav_life(void *state)
{
	struct wav *w = state;
	return atomic_load(&w->failed) ? OUTPUT_DEAD : OUTPUT_LIVES;
}

static void wav_describe(void *state, char *out, size_t size)
{
	struct wav *w = state;
	snprintf(out, size, "%s", path_base(w->path));
}

const struct output_ops output_wav = {
	.name = "wav",
	.keeps_format = true,
	.open = wav_open,
	.start = wav_start,
	.stop = wav_stop,
	.abort = wav_abort,
	.close = wav_close,
	.life = wav_life,
	.describe = wav_describe,
};

const struct output_ops output_wav16 = {
	.name = "wav16",
	.keeps_format = true,
	.open = wav16_open,
	.start = wav_start,
	.stop = wav_stop,
	.abort = wav_abort,
	.close = wav_close,
	.life = wav_life,
	.describe = wav_describe,
};
