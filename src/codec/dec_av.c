/*
 * What libavformat and libavcodec decode: AAC, ALAC, WMA, WavPack, Monkey's Audio,
 * Musepack, TTA, DSD, and what Matroska holds.
 *
 * Packets become raw samples, counted from the first packet on (av_place.h); the music
 * is the stretch of `total` behind `lead` of them. A seek goes to an earlier packet and
 * drops what comes before its target. A packet that cannot be decoded is replaced by
 * silence of its length, so that places stay right.
 *
 * Decoders of AAC and AC-3 make noise of their own with a generator that runs on from
 * packet to packet. So that what follows a seek equals a decode from the start, a fresh
 * decoder takes over every RENEW packets, warmed up with the packets before: then what
 * is heard depends on the place alone.
 */
#include "decoders.h"

#include "av_place.h"

#ifdef CODEC_HAVE_AV

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "av_codec.h"
#include "av_pcm.h"
#include "base/mem.h"
#include "dsd.h"

enum {
	RENEW = 256,         /* packets of one decoder */
	WARM = 8,            /* packets that warm it up */
	BAD_MAX = 1000,      /* packets in a row that cannot be decoded */
	FRAME_MAX = 1 << 20, /* samples a packet may give */
	GAP_MAX_S = 5,       /* that is filled with silence */
	PREROLL_MS = 400,    /* of lossy codecs before the target of a seek */
	SEEK_TRIES = 4
};

struct av {
	struct av_file file;
	struct av_place place;
	struct decoder_info info;
	struct dsd *dsd; /* owned; NULL: none */
	AVFrame *frame;  /* owned */
	int fd;          /* owned once open */
	int raw_rate_hz;
	bool placed, lossless, renews;
	int64_t lead, total; /* in raw samples; total -1: unknown */
	/* Decoded and not taken: raw samples from `at` on. */
	float *held; /* owned; (held_n, channels) from held_from on */
	size_t held_from, held_n, held_cap;
	int64_t at;
	int64_t next; /* raw place of the next packet */
	int64_t want; /* what comes before is dropped */
	int64_t skip; /* packets that end before are not decoded */
	bool first;   /* the stream's first packet comes next */
	bool unread;  /* file.packet was not used yet */
	bool drained, over;
	int bad;
	int64_t lost; /* samples of packets that could not be decoded: silence */
	AVPacket *warm[WARM]; /* owned; the last ones, oldest first */
	int n_warm;
};

/* ---- frames */

static enum err_code changed(struct av *a, struct err *why)
{
	const AVFrame *f = a->frame;
	struct decoder_info was = a->info;
	a->info.channels = f->ch_layout.nb_channels;
	a->info.rate_hz = f->sample_rate;
	a->over = true;
	return err_set(why, ERR_FORMAT,
		"the format changes within the file, from %d Hz, %d channels to %d Hz, "
		"%d channels",
		was.rate_hz, was.channels, f->sample_rate, f->ch_layout.nb_channels);
}

static enum err_code check_frame(struct av *a, struct err *why)
{
	const AVFrame *f = a->frame;
	enum err_code code = decoder_check_format(
		DECODER_RATE_MIN_HZ, f->ch_layout.nb_channels, why);
	if (code != ERR_OK)
		return code;
	if (f->sample_rate < 1 || f->nb_samples < 0 || f->nb_samples > FRAME_MAX ||
		!av_pcm_known(f->format))
		return err_set(why, ERR_FORMAT, "the stream is damaged");
	if (a->placed && (f->ch_layout.nb_channels != a->info.channels ||
				 f->sample_rate != a->raw_rate_hz))
		return changed(a, why);
	a->info.channels = f->ch_layout.nb_channels;
	a->raw_rate_hz = f->sample_rate;
	return ERR_OK;
}

static float *room(struct av *a, size_t frames)
{
	size_t c = (size_t)a->info.channels;
	if (a->held_from > 0) {
		memmove(a->held, a->held + a->held_from * c,
			a->held_n * c * sizeof *a->held);
		a->held_from = 0;
	}
	a->held = mem_grow(
		a->held, &a->held_cap, (a->held_n + frames) * c, sizeof *a->held);
	return a->held + a->held_n * c;
}

static void hold_silence(struct av *a, int64_t samples)
{
	size_t n = samples < FRAME_MAX * 8 ? (size_t)samples : FRAME_MAX * 8;
	float *to = room(a, n);
	memset(to, 0, n * (size_t)a->info.channels * sizeof *to);
	a->held_n += n;
}

/* Takes all frames that the codec has ready; `keep` false drops them. */
static enum err_code take_frames(struct av *a, bool keep, struct err *why)
{
	enum err_code code = ERR_OK;
	while (code == ERR_OK &&
		a->file.api.receive_frame(a->file.codec, a->frame) == 0) {
		if (!keep || a->frame->nb_samples == 0)
			continue;
		code = check_frame(a, why);
		if (code != ERR_OK)
			break;
		av_pcm_take(a->frame, room(a, (size_t)a->frame->nb_samples));
		a->held_n += (size_t)a->frame->nb_samples;
	}
	return code;
}

/* ---- packets */

static void forget_warm(struct av *a)
{
	for (int i = 0; i < a->n_warm; i++)
		a->file.api.packet_free(&a->warm[i]);
	a->n_warm = 0;
}

static void remember(struct av *a)
{
	if (!a->renews)
		return;
	AVPacket *p = a->n_warm == WARM ? a->warm[0] : a->file.api.packet_alloc();
	if (!p)
		return;
	if (a->n_warm == WARM) {
		memmove(a->warm, a->warm + 1, (WARM - 1) * sizeof *a->warm);
		a->n_warm--;
		a->file.api.packet_unref(p);
	}
	if (a->file.api.packet_ref(p, a->file.packet) == 0)
		a->warm[a->n_warm++] = p;
	else
		a->file.api.packet_free(&p);
}

static enum err_code renew(struct av *a, struct err *why)
{
	enum err_code code = av_file_new_codec(&a->file, why);
	for (int i = 0; code == ERR_OK && i < a->n_warm; i++) {
		(void)a->file.api.send_packet(a->file.codec, a->warm[i]);
		code = take_frames(a, false, why);
	}
	return code;
}

static bool due_for_renewal(const struct av *a)
{
	int64_t span = RENEW * a->place.packet;
	return a->renews && a->next > 0 && a->next % span == 0;
}

/* Decodes file.packet, which lies at a->next and should give that many samples. */
static enum err_code decode_packet(struct av *a, int64_t samples, struct err *why)
{
	enum err_code code = due_for_renewal(a) ? renew(a, why) : ERR_OK;
	if (code != ERR_OK)
		return code;
	a->at = a->next - (int64_t)a->held_n;
	size_t before = a->held_n;
	int said = a->file.api.send_packet(a->file.codec, a->file.packet);
	code = take_frames(a, true, why);
	if (code != ERR_OK)
		return code;
	if (a->held_n > before) {
		a->bad = 0;
	} else if (said < 0 && ++a->bad > BAD_MAX) {
		return av_file_error(&a->file, "the stream is damaged", why);
	} else if (samples > 0 && a->placed) {
		hold_silence(a, samples);
		a->lost += said < 0 ? samples : 0;
	}
	a->next += (int64_t)(a->held_n - before);
	remember(a);
	return ERR_OK;
}

/* The music goes on later than the last packet ended: silence; earlier: what was heard
 * already is dropped. */
static void mend_gap(struct av *a, int64_t place)
{
	int64_t gap = place - a->next;
	if (gap > 0 && gap <= (int64_t)GAP_MAX_S * a->raw_rate_hz) {
		a->at = a->next - (int64_t)a->held_n;
		hold_silence(a, gap);
		a->next = place;
	} else if (gap < 0) {
		if (a->want < a->next)
			a->want = a->next;
		a->next = place;
		a->held_n = 0;
	}
}

static void drop_unwanted(struct av *a)
{
	int64_t n = a->want - a->at;
	if (n <= 0)
		return;
	if (n > (int64_t)a->held_n)
		n = (int64_t)a->held_n;
	a->held_from += (size_t)n;
	a->held_n -= (size_t)n;
	a->at += n;
}

static enum err_code drain(struct av *a, struct err *why)
{
	if (a->file.failed)
		return av_file_error(&a->file, "", why);
	a->over = true;
	a->at = a->next - (int64_t)a->held_n;
	size_t before = a->held_n;
	(void)a->file.api.send_packet(a->file.codec, NULL);
	enum err_code code = take_frames(a, true, why);
	a->next += (int64_t)(a->held_n - before);
	return code;
}

/* Holds something wanted, or is over. */
static enum err_code fill(struct av *a, struct err *why)
{
	enum err_code code = ERR_OK;
	while (code == ERR_OK && a->held_n == 0 && !a->over) {
		if (!a->unread && !av_file_next(&a->file)) {
			code = drain(a, why);
			drop_unwanted(a);
			break;
		}
		a->unread = false;
		int64_t samples = av_place_samples(&a->place, &a->file);
		/* The first packet of Vorbis only prepares the second. */
		if (a->first && a->place.vorbis)
			samples = 0;
		a->first = false;
		mend_gap(a, av_place_of(&a->place, &a->file, a->next));
		drop_unwanted(a);
		if (samples >= 0 && a->next < a->skip && a->next + samples <= a->skip) {
			a->next += samples;
			remember(a);
			continue;
		}
		code = decode_packet(a, samples, why);
		drop_unwanted(a);
	}
	return code;
}

/* ---- moving */

static void forget_held(struct av *a)
{
	a->held_from = a->held_n = 0;
	a->unread = a->over = false;
	a->bad = 0;
	forget_warm(a);
}

static enum err_code to_start(struct av *a, struct err *why)
{
	enum err_code code = av_file_rewind(&a->file, why);
	forget_held(a);
	a->first = true;
	a->at = a->next = 0;
	return code;
}

/* Reads the packet after a jump; its place, or -1. */
static int64_t land(struct av *a, int64_t raw)
{
	int64_t ts = av_place_time(&a->place, &a->file, raw);
	if (!av_file_seek(&a->file, ts) || !av_file_next(&a->file))
		return -1;
	a->unread = true;
	return av_place_of(&a->place, &a->file, -1);
}

/* To a packet at or before `from`, by the times of packets. */
static enum err_code jump(struct av *a, int64_t from, struct err *why)
{
	int64_t back = a->raw_rate_hz, at = -1;
	forget_held(a);
	a->first = false;
	for (int i = 0; i < SEEK_TRIES && from > 0; i++, from -= back, back *= 4) {
		at = land(a, from);
		if (at >= 0 && at <= from)
			break;
		at = -1;
	}
	if (at < 0)
		return to_start(a, why);
	a->at = a->next = at;
	return av_file_new_codec(&a->file, why);
}

/* Where decoding has to begin for raw samples from `to` on. */
static int64_t start_for(const struct av *a, int64_t to)
{
	if (a->renews) {
		int64_t span = RENEW * a->place.packet;
		return to / span * span;
	}
	if (a->place.how == PLACE_DECODE)
		return to;
	int64_t reach = (int64_t)a->raw_rate_hz * PREROLL_MS / 1000;
	return a->lossless ? to : to > reach ? to - reach : 0;
}

static enum err_code go_to(struct av *a, int64_t to, struct err *why)
{
	int64_t begin = start_for(a, to), read = begin;
	if (a->renews)
		read = begin > WARM * a->place.packet ? begin - WARM * a->place.packet
						      : 0;
	a->want = to;
	/* Close ahead it is quicker to read on, and always right. */
	if (a->next > 0 && to >= a->at && to - a->next < a->raw_rate_hz &&
		!(a->over && a->held_n == 0)) {
		drop_unwanted(a);
		return ERR_OK;
	}
	a->skip = a->place.how == PLACE_DECODE ? 0 : begin;
	if (a->place.how == PLACE_TIME && begin > 0)
		return jump(a, read, why);
	if (a->place.how == PLACE_TIME || a->over || read < a->next)
		return to_start(a, why);
	a->held_from = a->held_n = 0;
	a->at = a->next;
	return a->place.how == PLACE_COUNT ? av_file_new_codec(&a->file, why) : ERR_OK;
}

/* ---- opening */

static int bits_of(const struct av *a, enum AVCodecID id)
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
static enum err_code first_frame(struct av *a, struct err *why)
{
	AVPacket *first = a->warm[0] = a->file.api.packet_alloc();
	enum err_code code = ERR_OK;
	int64_t ts = AV_NOPTS_VALUE;
	if (!first)
		return err_set(why, ERR_FULL, "there is no memory for the file");
	a->n_warm = 1;
	for (int i = 0; code == ERR_OK && a->held_n == 0 && i < BAD_MAX; i++) {
		if (!av_file_next(&a->file)) {
			code = drain(a, why);
			break;
		}
		if (i == 0) {
			(void)a->file.api.packet_ref(first, a->file.packet);
			ts = first->pts != AV_NOPTS_VALUE ? first->pts : first->dts;
		}
		code = decode_packet(a, -1, why);
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

static enum err_code learn(struct av *a, struct err *why)
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
	return to_start(a, why);
}

static void stream_free(struct av *a)
{
	free(a->held);
	dsd_destroy(a->dsd);
	if (a->file.api.packet_free) {
		forget_warm(a);
		av_place_finish(&a->place);
		a->file.api.frame_free(&a->frame);
	}
	av_file_finish(&a->file);
	free(a);
}

static enum err_code stream_open(int fd, void **ret_state, struct err *why)
{
	struct av *a = xcalloc(1, sizeof *a);
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
	struct av *a = state;
	if (!a)
		return;
	int fd = a->fd;
	stream_free(a);
	close(fd);
}

/* ---- reading */

/* Up to `frames` raw samples of music. */
static enum err_code read_raw(
	struct av *a, float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	enum err_code code = fill(a, why);
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

static enum err_code read_dsd(
	struct av *a, float *out, size_t frames, size_t *ret_frames, struct err *why)
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
	struct av *a = state;
	return a->dsd ? read_dsd(a, out, frames, ret_frames, why)
		      : read_raw(a, out, frames, ret_frames, why);
}

static enum err_code stream_seek(void *state, int64_t frame, struct err *why)
{
	struct av *a = state;
	if (a->info.frames >= 0 && frame > a->info.frames)
		frame = a->info.frames;
	if (!a->dsd)
		return go_to(a, a->lead + frame, why);
	int64_t raw = frame * dsd_factor(a->raw_rate_hz) - dsd_reach(a->dsd);
	if (raw < 0)
		raw = 0;
	a->drained = false;
	dsd_restart(a->dsd, raw, frame);
	return go_to(a, a->lead + raw, why);
}

static void stream_info(void *state, struct decoder_info *ret)
{
	const struct av *a = state;
	*ret = a->info;
}

static enum err_code stream_ended(void *state, struct err *why)
{
	const struct av *a = state;
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
