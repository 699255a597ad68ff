/*
 * Packets to raw samples.
 *
 * Decoders of AAC and AC-3 make noise of their own with a generator that runs on from
 * packet to packet. So that what follows a seek equals a decode from the start, a fresh
 * decoder takes over every RENEW packets, warmed up with the packets before: then what
 * is heard depends on the place alone.
 */
#include "av_stream.h"

#ifdef CODEC_HAVE_AV

#include <string.h>

#include "av_pcm.h"
#include "base/mem.h"

enum {
	RENEW = 256,         /* packets of one decoder */
	FRAME_MAX = 1 << 20, /* samples a packet may give */
	GAP_MAX_S = 5,       /* that is filled with silence */
	PREROLL_MS = 400,    /* of lossy codecs before the target of a seek */
	SEEK_TRIES = 4
};

/* ---- frames */

static enum err_code changed(struct av_stream *a, struct err *why)
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

static enum err_code check_frame(struct av_stream *a, struct err *why)
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

static float *room(struct av_stream *a, size_t frames)
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

static void hold_silence(struct av_stream *a, int64_t samples)
{
	size_t n = samples < FRAME_MAX * 8 ? (size_t)samples : FRAME_MAX * 8;
	float *to = room(a, n);
	memset(to, 0, n * (size_t)a->info.channels * sizeof *to);
	a->held_n += n;
}

/* Takes all frames that the codec has ready; `keep` false drops them. */
static enum err_code take_frames(struct av_stream *a, bool keep, struct err *why)
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

void av_stream_forget_warm(struct av_stream *a)
{
	for (int i = 0; i < a->n_warm; i++)
		a->file.api.packet_free(&a->warm[i]);
	a->n_warm = 0;
}

static void remember(struct av_stream *a)
{
	if (!a->renews)
		return;
	AVPacket *p =
		a->n_warm == AV_STREAM_WARM ? a->warm[0] : a->file.api.packet_alloc();
	if (!p)
		return;
	if (a->n_warm == AV_STREAM_WARM) {
		memmove(a->warm, a->warm + 1, (AV_STREAM_WARM - 1) * sizeof *a->warm);
		a->n_warm--;
		a->file.api.packet_unref(p);
	}
	if (a->file.api.packet_ref(p, a->file.packet) == 0)
		a->warm[a->n_warm++] = p;
	else
		a->file.api.packet_free(&p);
}

static enum err_code renew(struct av_stream *a, struct err *why)
{
	enum err_code code = av_file_new_codec(&a->file, why);
	for (int i = 0; code == ERR_OK && i < a->n_warm; i++) {
		(void)a->file.api.send_packet(a->file.codec, a->warm[i]);
		code = take_frames(a, false, why);
	}
	return code;
}

static bool due_for_renewal(const struct av_stream *a)
{
	int64_t span = RENEW * a->place.packet;
	return a->renews && a->next > 0 && a->next % span == 0;
}

/* Decodes file.packet, which lies at a->next and should give that many samples. */
enum err_code av_stream_decode(struct av_stream *a, int64_t samples, struct err *why)
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
	} else if (said < 0 && ++a->bad > AV_STREAM_BAD_MAX) {
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
static void mend_gap(struct av_stream *a, int64_t place)
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

static void drop_unwanted(struct av_stream *a)
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

enum err_code av_stream_drain(struct av_stream *a, struct err *why)
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
enum err_code av_stream_fill(struct av_stream *a, struct err *why)
{
	enum err_code code = ERR_OK;
	while (code == ERR_OK && a->held_n == 0 && !a->over) {
		if (!a->unread && !av_file_next(&a->file)) {
			code = av_stream_drain(a, why);
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
		code = av_stream_decode(a, samples, why);
		drop_unwanted(a);
	}
	return code;
}

/* ---- moving */

static void forget_held(struct av_stream *a)
{
	a->held_from = a->held_n = 0;
	a->unread = a->over = false;
	a->bad = 0;
	av_stream_forget_warm(a);
}

enum err_code av_stream_to_start(struct av_stream *a, struct err *why)
{
	enum err_code code = av_file_rewind(&a->file, why);
	forget_held(a);
	a->first = true;
	a->at = a->next = 0;
	return code;
}

/* Reads the packet after a jump; its place, or -1. */
static int64_t land(struct av_stream *a, int64_t raw)
{
	int64_t ts = av_place_time(&a->place, &a->file, raw);
	if (!av_file_seek(&a->file, ts) || !av_file_next(&a->file))
		return -1;
	a->unread = true;
	return av_place_of(&a->place, &a->file, -1);
}

/* To a packet at or before `from`, by the times of packets. */
static enum err_code jump(struct av_stream *a, int64_t from, struct err *why)
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
		return av_stream_to_start(a, why);
	a->at = a->next = at;
	return av_file_new_codec(&a->file, why);
}

/* Where decoding has to begin for raw samples from `to` on. */
static int64_t start_for(const struct av_stream *a, int64_t to)
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

enum err_code av_stream_go_to(struct av_stream *a, int64_t to, struct err *why)
{
	int64_t begin = start_for(a, to), read = begin;
	if (a->renews)
		read = begin > AV_STREAM_WARM * a->place.packet
			       ? begin - AV_STREAM_WARM * a->place.packet
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
		return av_stream_to_start(a, why);
	a->held_from = a->held_n = 0;
	a->at = a->next;
	return a->place.how == PLACE_COUNT ? av_file_new_codec(&a->file, why) : ERR_OK;
}

#endif
