/*
 * What libavformat and libavcodec decode: AAC, ALAC, WMA, WavPack, Monkey's Audio,
 * Musepack, TTA, DSD, and what Matroska holds. av_stream.h gives raw samples; the music
 * is the stretch of `total` behind `lead` of them.
 */
#include "av_stream.h"
#include "decoders.h"

#ifdef CODEC_HAVE_AV

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

/* ---- opening */

static int bits_of(const struct av_stream *a, enum AVCodecID id)
{
	const AVCodecParameters *par = a->file.stream->codecpar;
	int format = a->frame->format;
	if (av_codec_is_dsd(id))
		return 1;
	if (!a->lossless)
		return 0;
	if (format == AV_SAMPLE_FMT_FLT || format == AV_SAMPLE_FMT_FLTP)
		return 32;
	if (a->file.codec->bits_per_raw_sample > 0)
		return a->file.codec->bits_per_raw_sample;
	if (par->bits_per_raw_sample > 0)
		return par->bits_per_raw_sample;
	return par->bits_per_coded_sample > 0
		       ? par->bits_per_coded_sample
		       : 8 * a->file.api.bytes_per_sample(format);
}

/* The first frame tells what the stream is: headers of AAC do not know. */
static enum err_code first_frame(struct av_stream *a, struct err *why)
{
	AVPacket *first = a->warm[0] = a->file.api.packet_alloc();
	enum err_code code = ERR_OK;
	int64_t ts = AV_NOPTS_VALUE;
	if (!first)
		return err_set(why, ERR_FULL, "there is no memory for the file");
	a->n_warm = 1;
	for (int i = 0; code == ERR_OK && a->held_n == 0 && i < AV_STREAM_BAD_MAX;
		i++) {
		if (!av_file_next(&a->file)) {
			code = av_stream_drain(a, why);
			break;
		}
		if (i == 0) {
			(void)a->file.api.packet_ref(first, a->file.packet);
			ts = first->pts != AV_NOPTS_VALUE ? first->pts : first->dts;
		}
		code = av_stream_decode(a, -1, why);
	}
	if (code == ERR_OK && a->held_n == 0)
		code = av_file_error(
			&a->file, "nothing in the file can be decoded", why);
	if (code != ERR_OK)
		return code;
	av_place_init(&a->place, &a->file, ts, a->raw_rate_hz, (int64_t)a->held_n);
	a->lead = av_lead(&a->file, first, a->raw_rate_hz);
	return decoder_check_format(av_codec_is_dsd(a->file.stream->codecpar->codec_id)
					    ? 44100
					    : a->raw_rate_hz,
		a->info.channels, why);
}

static enum err_code learn(struct av_stream *a, struct err *why)
{
	enum err_code code = first_frame(a, why);
	if (code != ERR_OK)
		return code;
	enum AVCodecID id = a->file.stream->codecpar->codec_id;
	a->lossless = av_codec_is_lossless(id);
	a->info.bits = bits_of(a, id);
	a->info.codec = av_codec_name(id);
	a->placed = true;
	a->renews = a->place.how != PLACE_DECODE &&
		    (id == AV_CODEC_ID_AAC || id == AV_CODEC_ID_AC3 ||
			    id == AV_CODEC_ID_EAC3);
	a->total = av_total(&a->file, &a->place, a->lead);
	if (a->total > DECODER_FRAMES_MAX)
		a->total = -1;
	int factor = av_codec_is_dsd(id) ? dsd_factor(a->raw_rate_hz) : 1;
	a->info.rate_hz = a->raw_rate_hz / factor;
	a->info.frames = a->total < 0 ? -1 : (a->total + factor - 1) / factor;
	if (factor > 1)
		a->dsd = dsd_create(factor, a->info.channels);
	a->want = a->lead;
	a->skip = 0;
	return av_stream_to_start(a, why);
}

static void stream_free(struct av_stream *a)
{
	free(a->held);
	dsd_destroy(a->dsd);
	if (a->file.api.packet_free) {
		av_stream_forget_warm(a);
		av_place_finish(&a->place);
		a->file.api.frame_free(&a->frame);
	}
	av_file_finish(&a->file);
	free(a);
}

static enum err_code stream_open(int fd, void **ret_state, struct err *why)
{
	struct av_stream *a = xcalloc(1, sizeof *a);
	a->fd = fd;
	enum err_code code = av_file_init(&a->file, fd, sniff_fd(fd), why);
	if (code == ERR_OK) {
		a->frame = a->file.api.frame_alloc();
		code = a->frame ? learn(a, why)
				: err_set(why, ERR_FULL,
					  "there is no memory for the file");
	}
	if (code != ERR_OK) {
		stream_free(a);
		return code;
	}
	*ret_state = a;
	return ERR_OK;
}

static void stream_close(void *state)
{
	struct av_stream *a = state;
	if (!a)
		return;
	int fd = a->fd;
	stream_free(a);
	close(fd);
}

/* ---- reading */

/* Up to `frames` raw samples of music. */
static enum err_code read_raw(struct av_stream *a, float *out, size_t frames,
	size_t *ret_frames, struct err *why)
{
	enum err_code code = av_stream_fill(a, why);
	*ret_frames = 0;
	if (code != ERR_OK)
		return code;
	size_t n = a->held_n < frames ? a->held_n : frames;
	if (a->total >= 0 && a->at + (int64_t)n > a->lead + a->total) {
		int64_t left = a->lead + a->total - a->at;
		n = left > 0 ? (size_t)left : 0;
		a->over = n == 0;
	}
	size_t c = (size_t)a->info.channels;
	memcpy(out, a->held + a->held_from * c, n * c * sizeof *out);
	a->held_from += n;
	a->held_n -= n;
	a->at += (int64_t)n;
	*ret_frames = n;
	return ERR_OK;
}

static enum err_code read_dsd(struct av_stream *a, float *out, size_t frames,
	size_t *ret_frames, struct err *why)
{
	enum { BLOCK = 2048 };
	float raw[BLOCK * DECODER_CHANNELS_MAX];
	for (;;) {
		int64_t first;
		*ret_frames = dsd_take(a->dsd, out, frames, &first);
		if (*ret_frames > 0 || a->drained)
			return ERR_OK;
		size_t n = 0;
		enum err_code code = read_raw(a, raw, BLOCK, &n, why);
		if (code != ERR_OK)
			return code;
		if (n > 0) {
			dsd_push(a->dsd, raw, n);
		} else {
			dsd_end(a->dsd);
			a->drained = true;
		}
	}
}

static enum err_code stream_read(
	void *state, float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	struct av_stream *a = state;
	return a->dsd ? read_dsd(a, out, frames, ret_frames, why)
		      : read_raw(a, out, frames, ret_frames, why);
}

static enum err_code stream_seek(void *state, int64_t frame, struct err *why)
{
	struct av_stream *a = state;
	if (a->info.frames >= 0 && frame > a->info.frames)
		frame = a->info.frames;
	if (!a->dsd)
		return av_stream_go_to(a, a->lead + frame, why);
	int64_t raw = frame * dsd_factor(a->raw_rate_hz) - dsd_reach(a->dsd);
	if (raw < 0)
		raw = 0;
	a->drained = false;
	dsd_restart(a->dsd, raw, frame);
	return av_stream_go_to(a, a->lead + raw, why);
}

static void stream_info(void *state, struct decoder_info *ret)
{
	const struct av_stream *a = state;
	*ret = a->info;
}

static enum err_code stream_ended(void *state, struct err *why)
{
	const struct av_stream *a = state;
	return a->lost > 0 ? decoder_damaged(why) : ERR_OK;
}

const struct decoder_ops decoder_av = {
	.name = "libav",
	.open = stream_open,
	.read = stream_read,
	.seek = stream_seek,
	.ended = stream_ended,
	.info = stream_info,
	.close = stream_close,
};

#else

static enum err_code stream_open(int fd, void **ret_state, struct err *why)
{
	(void)fd;
	(void)ret_state;
	return av_api_there(why);
}

/* Nothing is ever open. */
const struct decoder_ops decoder_av = {.name = "libav", .open = stream_open};

#endif
