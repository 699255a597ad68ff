#include "av_file.h"

#ifdef CODEC_HAVE_AV

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "container.h"

enum { IO_BYTES = 32768, BAD_READS_MAX = 64 };

/* ---- libavformat's way to the file */

static int io_read(void *ctx, uint8_t *buf, int n)
{
	struct av_file *f = ctx;
	ssize_t got = io_pread_full(f->fd, buf, (size_t)n, f->at);
	if (got < 0) {
		f->failed = true;
		return AVERROR(EIO);
	}
	f->at += got;
	return got == 0 ? AVERROR_EOF : (int)got;
}

static int64_t io_seek(void *ctx, int64_t offset, int whence)
{
	struct av_file *f = ctx;
	whence &= ~AVSEEK_FORCE;
	if (whence == AVSEEK_SIZE)
		return f->bytes;
	int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? f->at : f->bytes;
	if (offset > INT64_MAX - base || base + offset < 0)
		return AVERROR(EINVAL);
	f->at = base + offset;
	return f->at;
}

/* A file that names others gets none of them. */
static int refuse_open(AVFormatContext *s, AVIOContext **pb, const char *url, int flags,
	AVDictionary **options)
{
	(void)s;
	(void)pb;
	(void)url;
	(void)flags;
	(void)options;
	return AVERROR(EPERM);
}

/* ---- opening */

static const char *demuxer_of(enum format kind)
{
	switch (kind) {
	case FORMAT_OGG_FLAC:
	case FORMAT_SPEEX:
		return "ogg";
	case FORMAT_AAC:
		return "aac";
	case FORMAT_MP4:
		return "mov";
	case FORMAT_ASF:
		return "asf";
	case FORMAT_WAVPACK:
		return "wv";
	case FORMAT_APE:
		return "ape";
	case FORMAT_TTA:
		return "tta";
	case FORMAT_DSF:
		return "dsf";
	case FORMAT_DFF:
		return "iff";
	case FORMAT_MATROSKA:
		return "matroska";
	default:
		return NULL;
	}
}

static const AVInputFormat *find_demuxer(const struct av_file *f)
{
	unsigned char magic[4] = "";
	const char *name = demuxer_of(f->kind);
	if (f->kind == FORMAT_MUSEPACK) {
		int64_t at = container_front_end(f->fd);
		(void)io_pread_full(f->fd, magic, sizeof magic, at);
		name = memcmp(magic, "MPCK", 4) == 0 ? "mpc8" : "mpc";
	}
	return name ? f->api.find_input_format(name) : NULL;
}

enum err_code av_file_error(const struct av_file *f, const char *what, struct err *why)
{
	if (f->failed)
		return err_set(why, ERR_IO, "the file cannot be read from the disk");
	return err_set(why, ERR_FORMAT, "%s", what);
}

/* The default one of those that can be decoded, or the first. */
static AVStream *choose_stream(struct av_file *f)
{
	AVStream *best = NULL;
	for (unsigned i = 0; i < f->format->nb_streams; i++) {
		AVStream *s = f->format->streams[i];
		s->discard = AVDISCARD_ALL;
		if (s->codecpar->codec_type != AVMEDIA_TYPE_AUDIO ||
			!f->api.find_decoder(s->codecpar->codec_id))
			continue;
		if (!best || (s->disposition & AV_DISPOSITION_DEFAULT &&
				     !(best->disposition & AV_DISPOSITION_DEFAULT)))
			best = s;
	}
	if (best)
		best->discard = AVDISCARD_DEFAULT;
	return best;
}

static void close_input(struct av_file *f)
{
	if (f->format)
		f->api.format_close_input(&f->format);
	if (f->io) {
		f->api.freep(&f->io->buffer);
		f->api.io_context_free(&f->io);
	}
	f->stream = NULL;
}

static enum err_code open_input(struct av_file *f, struct err *why)
{
	const AVInputFormat *demuxer = find_demuxer(f);
	if (!demuxer)
		return err_set(why, ERR_UNSUPPORTED,
			"the libavformat that is installed cannot read this format");
	f->at = 0;
	f->format = f->api.format_alloc_context();
	unsigned char *buffer = f->api.malloc(IO_BYTES);
	f->io = buffer ? f->api.io_alloc_context(
				 buffer, IO_BYTES, 0, f, io_read, NULL, io_seek)
		       : NULL;
	if (!f->format || !f->io)
		return err_set(why, ERR_FULL, "there is no memory for the file");
	f->format->pb = f->io;
	f->format->flags |= AVFMT_FLAG_CUSTOM_IO;
	f->format->io_open = refuse_open;
	/* On failure it frees the context, not our input. */
	if (f->api.format_open_input(&f->format, NULL, demuxer, NULL) != 0)
		return av_file_error(f, "the file is damaged or cut off", why);
	f->stream = choose_stream(f);
	if (!f->stream)
		return err_set(why, ERR_UNSUPPORTED,
			"the file holds no sound that can be decoded");
	return ERR_OK;
}

enum err_code av_file_new_codec(struct av_file *f, struct err *why)
{
	const AVCodecParameters *par = f->stream->codecpar;
	const AVCodec *codec = f->api.find_decoder(par->codec_id);
	f->api.codec_free_context(&f->codec);
	f->codec = f->api.codec_alloc_context(codec);
	if (!f->codec || f->api.parameters_to_context(f->codec, par) < 0)
		return err_set(why, ERR_FULL, "there is no memory for the decoder");
	/* A confined process may start no threads; what is to be skipped is our
	 * business, but for what a decoder of Vorbis makes of its first packet. */
	f->codec->thread_count = 1;
	if (par->codec_id != AV_CODEC_ID_VORBIS)
		f->codec->flags2 |= AV_CODEC_FLAG2_SKIP_MANUAL;
	f->codec->pkt_timebase = f->stream->time_base;
	if (f->api.codec_open(f->codec, codec, NULL) < 0)
		return av_file_error(f, "its header is damaged", why);
	return ERR_OK;
}

enum err_code av_file_init(struct av_file *f, int fd, enum format kind, struct err *why)
{
	*f = (struct av_file){.fd = fd, .kind = kind};
	enum err_code code = av_api_load(&f->api, why);
	if (code != ERR_OK)
		return code;
	f->bytes = lseek(fd, 0, SEEK_END);
	if (f->bytes < 0)
		return err_sys(why, errno, "cannot seek in the file");
	f->packet = f->api.packet_alloc();
	if (!f->packet)
		return err_set(why, ERR_FULL, "there is no memory for the file");
	return av_file_rewind(f, why);
}

void av_file_finish(struct av_file *f)
{
	if (!f->api.packet_free)
		return;
	close_input(f);
	f->api.codec_free_context(&f->codec);
	f->api.packet_free(&f->packet);
}

enum err_code av_file_rewind(struct av_file *f, struct err *why)
{
	close_input(f);
	enum err_code code = open_input(f, why);
	return code == ERR_OK ? av_file_new_codec(f, why) : code;
}

bool av_file_next(struct av_file *f)
{
	for (int bad = 0; bad < BAD_READS_MAX && !f->failed;) {
		f->api.packet_unref(f->packet);
		int said = f->api.read_frame(f->format, f->packet);
		if (said == AVERROR_EOF)
			return false;
		if (said < 0)
			bad++;
		else if (f->packet->stream_index == f->stream->index)
			return true;
	}
	return false;
}

bool av_file_seek(struct av_file *f, int64_t ts)
{
	return f->api.seek_frame(
		       f->format, f->stream->index, ts, AVSEEK_FLAG_BACKWARD) >= 0;
}

#endif
