/*
 * MP3 through libmpg123.
 *
 * The length comes from the Xing/Info frame where it agrees with the file's size, else
 * from a scan over all headers; either way gapless trimming is libmpg123's, from the
 * LAME tag.
 *
 * Seeks give the same bits as a decode from the start. Decoding begins enough frames
 * before the target to fill the bit reservoir at any bit rate, at a multiple of
 * PHASE_FRAMES. That is because libmpg123's synthesis sums in an order that depends on
 * how many blocks of 32 it has made since it was opened, modulo 16, which a seek does
 * not reset: so before a seek a few frames more are decoded until the count is even
 * with a decode from the start. (At low bit
 * rates a frame cut off from its reservoir may be skipped uncounted: there the last bit
 * of a float may differ.) The frame index grows with what was read.
 */
#include <errno.h>
#include <mpg123.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/log.h"
#include "base/mem.h"
#include "container.h"
#include "decoders.h"

enum {
	/* A cover in an unknown kind of tag may lie between two frames. */
	RESYNC_LIMIT_BYTES = 4 << 20,
	PHASE_FRAMES = 8, /* times 12, 18 or 36 blocks: a multiple of 16 */
	/* The reservoir reaches back 511 bytes: 22 frames of the smallest kind. */
	PREROLL_FRAMES = 24,
	INDEX_STEP = 1024,
	HEAD_BYTES = 64 << 10,
	TRAILER_BYTES = 1 << 20, /* tags behind the music */
	STRAYS_MAX = 4           /* damage that looks like frames of another format */
};

struct mpg123 {
	mpg123_handle *mh; /* owned */
	int fd;            /* owned once open */
	int rate_hz, channels;
	int64_t frames;
	int64_t promised; /* frames by the header that does not fit the file; 0: none */
	bool at_end;
	bool failed;       /* reading from the disk did */
	const float *held; /* borrowed: until the next frame is decoded */
	size_t held_n;     /* frames of it not yet read */
	int64_t last;      /* the MPEG frame decoded last, -1: none */
	int phase;         /* MPEG frames decoded since opening, modulo PHASE_FRAMES */
};

/* ---- the Xing/Info frame */

/* Bytes of an ID3v2 tag at this place, 0 for none. */
static int64_t id3v2_bytes(const unsigned char *p)
{
	if (memcmp(p, "ID3", 3) != 0 || (p[6] | p[7] | p[8] | p[9]) & 0x80)
		return 0;
	int64_t n = (int64_t)p[6] << 21 | p[7] << 14 | p[8] << 7 | p[9];
	return n + 10 + (p[5] & 0x10 ? 10 : 0);
}

/*
 * What a Xing/Info frame, the first one, says of the stream behind it. Where its number
 * of bytes fits the file there is no need to read all of it before its first note.
 */
struct promise {
	bool fits;
	int64_t mpeg_frames; /* 0: none told */
};

static struct promise read_promise(int fd, int64_t file_bytes)
{
	unsigned char *p = xmalloc(HEAD_BYTES);
	struct promise told = {0};
	int64_t start = 0, tag;
	while (io_pread_full(fd, p, 10, start) == 10 && (tag = id3v2_bytes(p)) > 0)
		start += tag;
	ssize_t n = io_pread_full(fd, p, HEAD_BYTES, start);
	for (ssize_t i = 0; i + 64 < n; i++) {
		if (p[i] != 0xFF || (p[i + 1] & 0xE6) != 0xE2)
			continue;
		bool mpeg1 = (p[i + 1] & 0x18) == 0x18, mono = p[i + 3] >> 6 == 3;
		const unsigned char *x = p + i + 4 +
					 (mpeg1         ? mono ? 17 : 32
						 : mono ? 9
							: 17);
		if ((memcmp(x, "Xing", 4) == 0 || memcmp(x, "Info", 4) == 0) &&
			(x[7] & 3) == 3) {
			int64_t frames = container_be32(x + 8),
				bytes = container_be32(x + 12),
				left = file_bytes - start - i;
			/* Each takes 24 bytes at least, 1,441 at most. */
			bool sane = frames > 0 && bytes / 24 >= frames &&
				    bytes / 1500 <= frames;
			told.mpeg_frames = sane ? frames : 0;
			told.fits = sane && bytes <= left &&
				    left - bytes <= bytes / 2 + TRAILER_BYTES;
		}
		break;
	}
	free(p);
	return told;
}

/* ---- life */

static ssize_t file_read(void *ctx, void *to, size_t n)
{
	struct mpg123 *m = ctx;
	ssize_t got = io_read_full(m->fd, to, n);
	m->failed = m->failed || got < 0;
	return got;
}

static off_t file_seek(void *ctx, off_t offset, int whence)
{
	const struct mpg123 *m = ctx;
	return lseek(m->fd, offset, whence);
}

static enum err_code fail(struct mpg123 *m, const char *what, struct err *why)
{
	if (!m->mh)
		return err_set(why, ERR_IO, "libmpg123 does not work here");
	if (m->failed) {
		m->failed = false;
		return err_set(why, ERR_IO, "the file cannot be read from the disk");
	}
	log_write(LOG_DEBUG, "libmpg123: %s", mpg123_strerror(m->mh));
	return err_set(why, ERR_FORMAT, "%s", what);
}

static mpg123_handle *new_handle(void)
{
	mpg123_handle *mh = mpg123_new(NULL, NULL);
	if (!mh)
		return NULL;
	long flags =
		MPG123_QUIET | MPG123_GAPLESS | MPG123_FORCE_FLOAT | MPG123_SKIP_ID3V2;
	if (mpg123_param(mh, MPG123_FLAGS, flags, 0) == MPG123_OK &&
		mpg123_param(mh, MPG123_RESYNC_LIMIT, RESYNC_LIMIT_BYTES, 0) ==
			MPG123_OK &&
		mpg123_param(mh, MPG123_INDEX_SIZE, -INDEX_STEP, 0) == MPG123_OK &&
		mpg123_param(mh, MPG123_PREFRAMES, PHASE_FRAMES, 0) == MPG123_OK &&
		mpg123_format_none(mh) == MPG123_OK &&
		mpg123_format2(mh, 0, MPG123_MONO | MPG123_STEREO,
			MPG123_ENC_FLOAT_32) == MPG123_OK)
		return mh;
	mpg123_delete(mh);
	return NULL;
}

static enum err_code get_format(struct mpg123 *m, struct err *why)
{
	long rate;
	int channels, encoding;
	if (mpg123_getformat(m->mh, &rate, &channels, &encoding) != MPG123_OK)
		return fail(m, "no MP3 frame can be decoded", why);
	m->rate_hz = (int)rate;
	m->channels = channels;
	return decoder_check_format(m->rate_hz, channels, why);
}

static enum err_code mp3_open(int fd, void **ret_state, struct err *why)
{
	off_t bytes = lseek(fd, 0, SEEK_END);
	if (bytes < 0 || lseek(fd, 0, SEEK_SET) != 0)
		return err_sys(why, errno, "cannot seek in the file");
	struct mpg123 *m = xcalloc(1, sizeof *m);
	m->fd = fd;
	m->last = -1;
	m->mh = new_handle();
	enum err_code code;
	if (!m->mh ||
		mpg123_replace_reader_handle(m->mh, file_read, file_seek, NULL) !=
			MPG123_OK ||
		mpg123_open_handle(m->mh, m) != MPG123_OK)
		code = fail(m, "cannot decode MP3", why);
	else
		code = get_format(m, why);
	struct promise told = read_promise(fd, bytes);
	if (code == ERR_OK && !told.fits && mpg123_scan(m->mh) != MPG123_OK)
		code = fail(m, "the MP3 frames cannot be counted", why);
	if (code != ERR_OK) {
		mpg123_delete(m->mh);
		free(m);
		return code;
	}
	off_t frames = mpg123_length(m->mh);
	m->frames = frames < 0 ? -1 : frames;
	m->promised = told.fits ? 0 : told.mpeg_frames * mpg123_spf(m->mh);
	*ret_state = m;
	return ERR_OK;
}

static void mp3_close(void *state)
{
	struct mpg123 *m = state;
	if (!m)
		return;
	mpg123_delete(m->mh);
	close(m->fd);
	free(m);
}

/* ---- frames */

static bool same_format(struct mpg123 *m)
{
	long rate;
	int channels, encoding;
	return mpg123_getformat(m->mh, &rate, &channels, &encoding) == MPG123_OK &&
	       rate == m->rate_hz && channels == m->channels;
}

/* Damage may look like a frame or two of another format: what comes right after them
 * tells. They are dropped. */
static enum err_code new_format(struct mpg123 *m, struct err *why)
{
	int rate = m->rate_hz, channels = m->channels, said = MPG123_OK;
	unsigned char *audio;
	size_t bytes;
	off_t number;
	for (int i = 0; i < STRAYS_MAX && !same_format(m); i++) {
		do {
			said = mpg123_decode_frame(m->mh, &number, &audio, &bytes);
		} while (said == MPG123_NEW_FORMAT && !same_format(m) &&
			 i++ < STRAYS_MAX);
		if (said != MPG123_OK)
			break;
		m->phase = (int)((m->phase + number - m->last) % PHASE_FRAMES);
		m->last = number;
	}
	if (same_format(m))
		return ERR_OK;
	enum err_code code = get_format(m, why);
	if (code != ERR_OK)
		return code;
	return err_set(why, ERR_FORMAT,
		"the format changes within the file, from %d Hz, %d channels to %d Hz, "
		"%d channels",
		rate, channels, m->rate_hz, m->channels);
}

/* Decodes one MPEG frame into held; at the end of the music sets at_end. */
static enum err_code decode_one(struct mpg123 *m, struct err *why)
{
	unsigned char *audio = NULL;
	size_t bytes = 0;
	off_t number = 0;
	m->held_n = 0;
	int said = mpg123_decode_frame(m->mh, &number, &audio, &bytes);
	if (said == MPG123_OK) {
		m->phase = (int)((m->phase + number - m->last) % PHASE_FRAMES);
		m->last = number;
		m->held = (const float *)(const void *)audio;
		m->held_n = bytes / sizeof(float) / (size_t)m->channels;
		return ERR_OK;
	}
	if (said == MPG123_NEW_FORMAT)
		return new_format(m, why);
	/* Junk to the end of the file is what cut off files and odd tags end with. */
	m->at_end = (said == MPG123_DONE && !m->failed) ||
		    mpg123_errcode(m->mh) == MPG123_RESYNC_FAIL;
	return m->at_end ? ERR_OK : fail(m, "the MP3 stream is damaged", why);
}

static enum err_code mp3_read(
	void *state, float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	struct mpg123 *m = state;
	while (m->held_n == 0 && !m->at_end) {
		enum err_code code = decode_one(m, why);
		if (code != ERR_OK)
			return code;
	}
	size_t n = m->held_n < frames ? m->held_n : frames;
	if (n > 0) {
		memcpy(out, m->held, n * sizeof *out * (size_t)m->channels);
		m->held += n * (size_t)m->channels;
		m->held_n -= n;
	}
	*ret_frames = n;
	return ERR_OK;
}

/* ---- seeking */

static enum err_code go_to_mpeg_frame(struct mpg123 *m, off_t target, struct err *why)
{
	off_t first = target < PHASE_FRAMES ? 0 : target - PHASE_FRAMES;
	m->held_n = 0;
	m->at_end = false;
	if (mpg123_seek_frame(m->mh, target, SEEK_SET) < 0)
		return fail(m, "cannot seek in the MP3 stream", why);
	/* Where the library is within the preroll already, it simply goes on. */
	if (m->last < first - 1 || m->last >= target)
		m->last = first - 1;
	return ERR_OK;
}

/* Makes phase 0: what is decoded for it is dropped. */
static enum err_code align_phase(struct mpg123 *m, struct err *why)
{
	enum err_code code = ERR_OK;
	int tries = 4 * PHASE_FRAMES;
	while (m->phase != 0 && tries-- > 0 && code == ERR_OK) {
		if (m->at_end)
			code = go_to_mpeg_frame(m, 0, why);
		if (code == ERR_OK)
			code = decode_one(m, why);
	}
	return code;
}

static enum err_code mp3_seek(void *state, int64_t frame, struct err *why)
{
	struct mpg123 *m = state;
	if (m->frames >= 0 && frame >= m->frames) {
		m->held_n = 0;
		m->at_end = true;
		return ERR_OK;
	}
	/* The encoder's delay makes the true frame a higher one: never too late. */
	int per_frame = mpg123_spf(m->mh);
	off_t target = per_frame > 0 ? frame / per_frame - PREROLL_FRAMES : 0;
	target = target < 0 ? 0 : target - target % PHASE_FRAMES;
	enum err_code code = align_phase(m, why);
	if (code == ERR_OK)
		code = go_to_mpeg_frame(m, target, why);
	int64_t at = mpg123_tell(m->mh);
	while (code == ERR_OK && !m->at_end && at + (int64_t)m->held_n <= frame) {
		at += (int64_t)m->held_n;
		code = decode_one(m, why);
	}
	if (code == ERR_OK && m->held_n > 0) {
		m->held += (size_t)(frame - at) * (size_t)m->channels;
		m->held_n -= (size_t)(frame - at);
	}
	return code;
}

static enum err_code mp3_ended(void *state, struct err *why)
{
	const struct mpg123 *m = state;
	if (!decoder_lacks(m->frames, m->promised, m->rate_hz))
		return ERR_OK;
	return err_set(why, ERR_FORMAT,
		"the file is cut off: %.1f of its %.1f seconds are missing",
		(double)(m->promised - m->frames) / m->rate_hz,
		(double)m->promised / m->rate_hz);
}

static void mp3_info(void *state, struct decoder_info *ret)
{
	const struct mpg123 *m = state;
	*ret = (struct decoder_info){.rate_hz = m->rate_hz,
		.channels = m->channels,
		.frames = m->frames,
		.codec = "mp3"};
}

const struct decoder_ops decoder_mpg123 = {
	.name = "mpg123",
	.open = mp3_open,
	.read = mp3_read,
	.seek = mp3_seek,
	.ended = mp3_ended,
	.info = mp3_info,
	.close = mp3_close,
};
