/*
 * Tracker modules through libopenmpt, at 48 kHz in stereo. They end where they would
 * loop; the length is what the library computes, and the music is cut or filled up to
 * it.
 *
 * The library's own seek jumps to a row, so it is neither exact nor does it know what
 * still sounds: a seek renders from where it is, or from the start, and drops what comes
 * before its target, without interpolation as far as that cannot be heard.
 */
#include "decoders.h"

#include "mod_api.h"

#ifdef HAVE_LIBOPENMPT

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "codec/sniff.h"

enum {
	RATE_HZ = 48000,
	FILE_MAX = 64 << 20,
	DURATION_MAX_S = 24 * 3600,
	BLOCK = 1024,    /* the library's output depends on it in the last bits */
	EXACT = RATE_HZ, /* frames before a target that are rendered as ever */
	PLAIN_TAPS = 1,
	USUAL_TAPS = 0 /* the library's default */
};

struct module {
	struct mod_api api;
	openmpt_module *song; /* owned */
	int fd;               /* owned once open */
	void *file;           /* owned; (bytes) */
	size_t bytes;
	int64_t at, frames; /* frames -1: unknown */
	/* A block that was rendered, as far as it was not taken. */
	float block[BLOCK * 2];
	size_t from, n;
	const char *codec;
};

static enum err_code load(struct module *m, struct err *why)
{
	struct stat st;
	if (fstat(m->fd, &st) != 0)
		return err_sys(why, errno, "cannot look at the file");
	if (st.st_size > FILE_MAX)
		return err_set(why, ERR_FORMAT, "the file is too large for a module");
	m->bytes = (size_t)st.st_size;
	m->file = xmalloc(m->bytes + 1);
	if (io_pread_full(m->fd, m->file, m->bytes, 0) != (ssize_t)m->bytes)
		return err_set(why, ERR_IO, "the file cannot be read from the disk");
	return ERR_OK;
}

/* The song from its start. */
static enum err_code begin(struct module *m, struct err *why)
{
	if (m->song)
		m->api.destroy(m->song);
	m->song = m->api.create(m->file, m->bytes, m->api.silent, NULL, m->api.ignore,
		NULL, NULL, NULL, NULL);
	m->at = 0;
	m->n = 0;
	if (!m->song)
		return err_set(why, ERR_FORMAT, "the module is damaged or cut off");
	m->api.set_repeat(m->song, 0);
	(void)m->api.ctl_set(m->song, "play.at_end", "stop");
	return ERR_OK;
}

static void module_free(struct module *m)
{
	if (m->song)
		m->api.destroy(m->song);
	free(m->file);
	free(m);
}

static enum err_code module_open(int fd, void **ret_state, struct err *why)
{
	struct module *m = xcalloc(1, sizeof *m);
	m->fd = fd;
	enum err_code code = mod_api_load(&m->api, why);
	if (code == ERR_OK)
		code = load(m, why);
	if (code == ERR_OK)
		code = begin(m, why);
	if (code != ERR_OK) {
		module_free(m);
		return code;
	}
	double seconds = m->api.duration(m->song);
	m->frames = seconds > 0 && seconds < DURATION_MAX_S ? llround(seconds * RATE_HZ)
							    : -1;
	m->codec = format_name(sniff_fd(fd));
	*ret_state = m;
	return ERR_OK;
}

static void module_close(void *state)
{
	struct module *m = state;
	if (!m)
		return;
	close(m->fd);
	module_free(m);
}

/* Renders the next block; behind the song's own end it is silence. */
static void render(struct module *m)
{
	m->from = 0;
	m->n = m->api.read(m->song, RATE_HZ, BLOCK, m->block);
	if (m->frames < 0)
		return;
	if (m->n < BLOCK) {
		memset(m->block + 2 * m->n, 0, (BLOCK - m->n) * 2 * sizeof *m->block);
		m->n = BLOCK;
	}
	if ((int64_t)m->n > m->frames - m->at)
		m->n = (size_t)(m->frames - m->at);
}

static enum err_code module_read(
	void *state, float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	struct module *m = state;
	(void)why;
	if (m->n == 0)
		render(m);
	size_t n = m->n < frames ? m->n : frames;
	memcpy(out, m->block + 2 * m->from, n * 2 * sizeof *out);
	m->from += n;
	m->n -= n;
	m->at += (int64_t)n;
	*ret_frames = n;
	return ERR_OK;
}

static enum err_code drop_to(struct module *m, int64_t frame, struct err *why)
{
	float drop[BLOCK * 2];
	size_t n = 1;
	while (m->at < frame && n > 0) {
		int64_t left = frame - m->at;
		enum err_code code = module_read(
			m, drop, left < BLOCK ? (size_t)left : BLOCK, &n, why);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

static enum err_code module_seek(void *state, int64_t frame, struct err *why)
{
	struct module *m = state;
	const int taps = OPENMPT_MODULE_RENDER_INTERPOLATIONFILTER_LENGTH;
	if (m->frames >= 0 && frame > m->frames)
		frame = m->frames;
	enum err_code code = frame < m->at ? begin(m, why) : ERR_OK;
	if (code == ERR_OK && frame - m->at > EXACT) {
		m->api.set_param(m->song, taps, PLAIN_TAPS);
		code = drop_to(m, frame - EXACT, why);
		m->api.set_param(m->song, taps, USUAL_TAPS);
	}
	return code == ERR_OK ? drop_to(m, frame, why) : code;
}

static void module_info(void *state, struct decoder_info *ret)
{
	const struct module *m = state;
	*ret = (struct decoder_info){.rate_hz = RATE_HZ,
		.channels = 2,
		.frames = m->frames,
		.codec = m->codec};
}

const struct decoder_ops decoder_openmpt = {
	.name = "openmpt",
	.open = module_open,
	.read = module_read,
	.seek = module_seek,
	.info = module_info,
	.close = module_close,
};

#else

static enum err_code module_open(int fd, void **ret_state, struct err *why)
{
	(void)fd;
	(void)ret_state;
	return mod_api_there(why);
}

/* Nothing is ever open. */
const struct decoder_ops decoder_openmpt = {.name = "openmpt", .open = module_open};

#endif
