/* Ogg Vorbis through libvorbisfile: its seeks are exact, libsndfile's are not. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "container.h"
#include "decoders.h"
#include "vorbis_api.h"

enum { READ_FRAMES = 8192 };

struct vorbis {
	struct vorbis_api api;
	OggVorbis_File file;
	int fd;            /* owned once open */
	int64_t at, bytes; /* our own file position: the descriptor's is not used */
	int link, rate_hz, channels;
	bool begun;
	int holes;
	bool failed; /* reading from the disk did */
	/*
	 * The library gave the stream up. It must not be asked again: books that it could
	 * not make count as made at the second try, and then it divides by zero.
	 */
	bool broken;
	/* The first frames of a link whose format differs, for after the error. */
	float **held; /* borrowed: until the library's next call */
	long held_from, held_n;
};

/* ---- libvorbisfile's way to the file */

static size_t file_read(void *p, size_t size, size_t n, void *ctx)
{
	struct vorbis *v = ctx;
	ssize_t got = io_pread_full(v->fd, p, size * n, v->at);
	if (got < 0) {
		v->failed = true;
		return 0;
	}
	v->at += got;
	return (size_t)got / size;
}

static int file_seek(void *ctx, ogg_int64_t offset, int whence)
{
	struct vorbis *v = ctx;
	int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? v->at : v->bytes;
	if (base + offset < 0)
		return -1;
	v->at = base + offset;
	return 0;
}

static long file_tell(void *ctx)
{
	const struct vorbis *v = ctx;
	return (long)v->at;
}

/* ---- life */

static enum err_code fail(struct vorbis *v, long said, struct err *why)
{
	if (v->failed || said == OV_EREAD) {
		v->failed = false;
		return err_set(why, ERR_IO, "the file cannot be read from the disk");
	}
	v->broken = true;
	const char *text = "the Vorbis stream is damaged or cut off";
	if (said == OV_ENOTVORBIS || said == OV_EBADHEADER)
		text = "the Vorbis header is damaged or cut off";
	else if (said == OV_EVERSION)
		text = "this version of Vorbis is not known";
	return err_set(why, ERR_FORMAT, "%s", text);
}

static enum err_code take_format(struct vorbis *v, int link, struct err *why)
{
	const vorbis_info *i = v->api.info(&v->file, link);
	if (!i)
		return fail(v, OV_EBADHEADER, why);
	v->link = link;
	v->rate_hz = (int)i->rate;
	v->channels = i->channels;
	return decoder_check_format(v->rate_hz, v->channels, why);
}

static enum err_code vorbis_open(int fd, void **ret_state, struct err *why)
{
	off_t bytes = lseek(fd, 0, SEEK_END);
	if (bytes < 0)
		return err_sys(why, errno, "cannot seek in the file");
	struct vorbis_api api;
	enum err_code code = vorbis_api_load(&api, why);
	if (code != ERR_OK)
		return code;
	struct vorbis *v = xcalloc(1, sizeof *v);
	v->api = api;
	v->fd = fd;
	v->bytes = bytes;
	const ov_callbacks io = {
		.read_func = file_read, .seek_func = file_seek, .tell_func = file_tell};
	int said = v->api.open_callbacks(v, &v->file, NULL, 0, io);
	code = said != 0 ? fail(v, said, why) : take_format(v, 0, why);
	if (code != ERR_OK) {
		if (said == 0)
			v->api.clear(&v->file);
		free(v);
		return code;
	}
	*ret_state = v;
	return ERR_OK;
}

static void vorbis_close(void *state)
{
	struct vorbis *v = state;
	if (!v)
		return;
	v->api.clear(&v->file);
	close(v->fd);
	free(v);
}

/* ---- frames */

static enum err_code next_link(struct vorbis *v, int link, struct err *why)
{
	int rate = v->rate_hz, channels = v->channels;
	enum err_code code = take_format(v, link, why);
	if (code != ERR_OK || (rate == v->rate_hz && channels == v->channels))
		return code;
	return err_set(why, ERR_FORMAT,
		"the format changes within the file, from %d Hz, %d channels to %d Hz, "
		"%d channels",
		rate, channels, v->rate_hz, v->channels);
}

static void interleave(
	float *out, float *const *in, int channels, long from, long frames)
{
	const unsigned char *order = decoder_vorbis_order(channels);
	for (int c = 0; c < channels; c++) {
		const float *one = in[order[c]] + from;
		for (long i = 0; i < frames; i++)
			out[i * channels + c] = one[i];
	}
}

static size_t take_held(struct vorbis *v, float *out, int want)
{
	long n = v->held_n < want ? v->held_n : want;
	interleave(out, v->held, v->channels, v->held_from, n);
	v->held_from += n;
	v->held_n -= n;
	return (size_t)n;
}

static enum err_code vorbis_read(
	void *state, float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	struct vorbis *v = state;
	int link = v->link, want = frames < READ_FRAMES ? (int)frames : READ_FRAMES;
	long n = 0;
	if (v->broken)
		return fail(v, OV_EBADLINK, why);
	if (v->held_n == 0) {
		/* A hole is damage that the library has skipped; what begins in the middle
		 * of a broadcast begins with one. */
		while ((n = v->api.read_float(&v->file, &v->held, want, &link)) ==
			OV_HOLE)
			v->holes += v->begun;
		v->begun = v->begun || n > 0;
		if (n < 0 || v->failed)
			return fail(v, n, why);
		v->held_from = 0;
		v->held_n = n;
		enum err_code code = link != v->link ? next_link(v, link, why) : ERR_OK;
		if (code != ERR_OK)
			return code;
	}
	*ret_frames = v->held_n > 0 ? take_held(v, out, want) : 0;
	return ERR_OK;
}

static enum err_code vorbis_seek(void *state, int64_t frame, struct err *why)
{
	struct vorbis *v = state;
	if (v->broken)
		return fail(v, OV_EBADLINK, why);
	v->held_n = 0;
	ogg_int64_t all = v->api.pcm_total(&v->file, -1);
	int said = v->api.pcm_seek(&v->file, frame > all ? all : frame);
	return said == 0 ? ERR_OK : fail(v, said, why);
}

static enum err_code vorbis_ended(void *state, struct err *why)
{
	const struct vorbis *v = state;
	if (ogg_is_cut(v->fd))
		return decoder_cut(why);
	return v->holes ? decoder_damaged(why) : ERR_OK;
}

static void vorbis_info_of(void *state, struct decoder_info *ret)
{
	struct vorbis *v = state;
	ogg_int64_t all = v->api.pcm_total(&v->file, -1);
	*ret = (struct decoder_info){.rate_hz = v->rate_hz,
		.channels = v->channels,
		.frames = all < 0 ? -1 : all,
		.codec = "vorbis"};
}

const struct decoder_ops decoder_vorbis = {
	.name = "vorbis",
	.open = vorbis_open,
	.read = vorbis_read,
	.seek = vorbis_seek,
	.ended = vorbis_ended,
	.info = vorbis_info_of,
	.close = vorbis_close,
};
