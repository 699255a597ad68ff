/*
 * Where the music begins and ends among the raw samples: encoder delay, padding,
 * lengths in headers.
 */
#include "av_place.h"

#ifdef CODEC_HAVE_AV

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "container.h"
#include "decoders.h"
#include "mp4_length.h"

enum {
	MUSEPACK_FRAME = 1152,
	MUSEPACK_DELAY = 481, /* of its filter bank */
	MUSEPACK_PACKETS = 8,
	COUNT_BYTES_MAX = 64 << 20 /* of files that are read through to be counted */
};

/* ---- Musepack: only its own header knows */

struct musepack {
	int64_t samples, silence;
};

static uint64_t varint(const unsigned char **p, const unsigned char *end)
{
	uint64_t v = 0;
	while (*p < end) {
		unsigned char c = *(*p)++;
		v = v << 7 | (c & 0x7F);
		if (!(c & 0x80))
			break;
	}
	return v;
}

/* The stream header (SH) is among the first packets: key, size, then sum and version. */
static bool musepack8(const unsigned char *p, size_t n, struct musepack *ret)
{
	const unsigned char *end = p + n, *at = p + 4;
	for (int i = 0; i < MUSEPACK_PACKETS && end - at > 12; i++) {
		const unsigned char *packet = at;
		at += 2;
		uint64_t size = varint(&at, end);
		if (memcmp(packet, "SH", 2) == 0 && end - at > 5) {
			at += 5;
			ret->samples = (int64_t)(varint(&at, end) & INT64_MAX);
			ret->silence = (int64_t)(varint(&at, end) & INT64_MAX);
			return ret->silence <= ret->samples &&
			       ret->samples <= DECODER_FRAMES_MAX;
		}
		if (size > (uint64_t)(end - packet))
			return false;
		at = packet + size;
	}
	return false;
}

static bool musepack7(const unsigned char *p, size_t n, struct musepack *ret)
{
	if (n < 24)
		return false;
	int64_t frames = container_le32(p + 4);
	uint32_t tail = container_le32(p + 20);
	bool gapless = tail >> 31;
	int64_t last = tail >> 20 & 0x7FF;
	if (frames < 1)
		return false;
	ret->samples = frames * MUSEPACK_FRAME -
		       (gapless ? MUSEPACK_FRAME - last : MUSEPACK_DELAY);
	ret->silence = 0;
	return ret->samples > 0;
}

static bool musepack_of(const struct av_file *f, struct musepack *ret)
{
	unsigned char p[256];
	ssize_t n = io_pread_full(f->fd, p, sizeof p, container_front_end(f->fd));
	if (n < 4)
		return false;
	return memcmp(p, "MPCK", 4) == 0 ? musepack8(p, (size_t)n, ret)
					 : musepack7(p, (size_t)n, ret);
}

/* ---- DSD: in eights of its samples, as libavcodec gives them */

static int64_t dsf_total(const struct av_file *f)
{
	unsigned char p[8];
	return io_pread_full(f->fd, p, 8, 64) == 8
		       ? (int64_t)(container_le64(p) & INT64_MAX) / 8
		       : -1;
}

/* The chunk of one-bit samples; compressed ones (DST) do not tell. */
static int64_t dff_total(const struct av_file *f)
{
	enum { CHUNKS_MAX = 64 };
	unsigned char p[12];
	int64_t at = 16, channels = f->stream->codecpar->ch_layout.nb_channels;
	for (int i = 0; i < CHUNKS_MAX && io_pread_full(f->fd, p, 12, at) == 12; i++) {
		int64_t n = (int64_t)container_be64(p + 4);
		int64_t left = f->bytes - at - 12;
		if (n < 0 || n > INT64_MAX - 64)
			break;
		if (memcmp(p, "DSD ", 4) == 0 && channels > 0)
			return (n < left ? n : left) / channels;
		if (n > left)
			break;
		at += 12 + n + (n & 1);
	}
	return -1;
}

/* ---- where it begins */

/* What a packet says is to be skipped at its start and at its end. */
static void skips_of(const struct av_file *f, const AVPacket *packet,
	int64_t *ret_start, int64_t *ret_end)
{
	size_t n = 0;
	const uint8_t *p =
		f->api.packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &n);
	*ret_start = p && n >= 8 ? container_le32(p) : 0;
	*ret_end = p && n >= 8 ? container_le32(p + 4) : 0;
}

int64_t av_lead(const struct av_file *f, const AVPacket *first, int rate_hz)
{
	const AVCodecParameters *par = f->stream->codecpar;
	int64_t start, end;
	struct musepack mpc;
	if (f->kind == FORMAT_MUSEPACK)
		return musepack_of(f, &mpc) ? MUSEPACK_DELAY + mpc.silence : 0;
	skips_of(f, first, &start, &end);
	if (start == 0)
		start = par->initial_padding > 0 ? par->initial_padding : 0;
	/* Counted at the rate of the header, which is the half of what HE-AAC gives. */
	if (f->kind == FORMAT_MP4 && par->sample_rate > 0 &&
		rate_hz == 2 * par->sample_rate)
		start *= 2;
	return start;
}

/* ---- where it ends */

/* "00000000 delay padding samples …", in hexadecimal. */
static int64_t itunes_total(const struct av_file *f, int64_t lead)
{
	const AVDictionaryEntry *e =
		f->api.dict_get(f->format->metadata, "iTunSMPB", NULL, 0);
	unsigned long long v[4] = {0};
	char *at = e ? e->value : NULL;
	for (int i = 0; at && i < 4; i++) {
		char *end = at;
		v[i] = strtoull(at, &end, 16);
		at = end == at ? NULL : end;
	}
	return at && (int64_t)v[1] == lead && v[3] > 0 && v[3] < INT64_MAX / 2
		       ? (int64_t)v[3]
		       : -1;
}

/* The end of the last packet, found from a place shortly before the end. */
static int64_t raw_end(struct av_file *f, struct av_place *p)
{
	int64_t end = -1, start, pad, samples;
	int64_t duration = f->stream->duration;
	if (duration == AV_NOPTS_VALUE)
		duration =
			f->format->duration == AV_NOPTS_VALUE
				? 0
				: f->api.rescale_q(f->format->duration,
					  (AVRational){1, AV_TIME_BASE}, p->time_base);
	if (duration <= 0 || __builtin_add_overflow(duration, p->first_ts, &duration) ||
		!av_file_seek(f, duration))
		return -1;
	while (av_file_next(f)) {
		int64_t at = av_place_of(p, f, -1);
		samples = av_place_samples(p, f);
		int64_t lasts = f->api.rescale_q(
			f->packet->duration, p->time_base, (AVRational){1, p->rate_hz});
		if (f->kind == FORMAT_MP4 && lasts > 0 && lasts < samples)
			samples = lasts;
		skips_of(f, f->packet, &start, &pad);
		if (at < 0 || samples < 0)
			return -1;
		end = at + samples - pad;
	}
	return end;
}

static int64_t flac_total(const AVCodecParameters *par)
{
	const uint8_t *p = par->extradata;
	if (par->extradata_size < 34)
		return -1;
	int64_t n = (int64_t)(p[13] & 15) << 32 | container_be32(p + 14);
	return n > 0 ? n : -1;
}

static int64_t count_all(struct av_file *f, struct av_place *p, struct err *why)
{
	int64_t n = 0;
	if (f->bytes > COUNT_BYTES_MAX || av_file_rewind(f, why) != ERR_OK)
		return -1;
	for (bool first = true; av_file_next(f); first = false) {
		int64_t samples = av_place_samples(p, f);
		if (samples < 0)
			return -1;
		/* The first packet of Vorbis only prepares the second. */
		n += first && p->vorbis ? 0 : samples;
	}
	return n;
}

/* What the boxes say, where that and the last packet agree to less than two packets. */
static int64_t boxed_total(
	const struct av_file *f, const struct av_place *p, int64_t lead, int64_t end)
{
	struct mp4_length l;
	if (!mp4_length(f->fd, f->bytes, (uint32_t)f->stream->id, &l))
		return -1;
	int64_t n = l.media - l.from;
	/* An edit that ends earlier; not one that is only rounded. */
	if (l.edited >= 0 && l.edited < n - l.step)
		n = l.edited;
	n = f->api.rescale_q(
		n, (AVRational){1, (int)l.timescale}, (AVRational){1, p->rate_hz});
	if (l.from == 0)
		n -= lead;
	/* Times that drift add up to more than there is. */
	int64_t whole = (end + lead + p->packet - 1) / p->packet * p->packet - lead;
	if (p->indexed && n > whole)
		n = whole;
	int64_t over = n - end;
	return over < 2 * p->packet && -over < 2 * p->packet ? n : -1;
}

static int64_t mp4_total(struct av_file *f, struct av_place *p, int64_t lead)
{
	int64_t n = itunes_total(f, lead), end = raw_end(f, p) - lead;
	if (n < 0)
		n = boxed_total(f, p, lead, end);
	return n > 0 ? n : end;
}

int64_t av_total(struct av_file *f, struct av_place *p, int64_t lead)
{
	const AVCodecParameters *par = f->stream->codecpar;
	struct musepack mpc;
	int64_t n = -1;
	switch (f->kind) {
	case FORMAT_MUSEPACK:
		return musepack_of(f, &mpc) ? mpc.samples - mpc.silence : -1;
	case FORMAT_WAVPACK:
	case FORMAT_APE:
	case FORMAT_TTA:
	case FORMAT_OGG_FLAC:
		n = f->stream->duration;
		return n == AV_NOPTS_VALUE || n <= 0
			       ? -1
			       : f->api.rescale_q(
					 n, p->time_base, (AVRational){1, p->rate_hz});
	case FORMAT_DSF:
	case FORMAT_DFF:
		n = f->kind == FORMAT_DSF ? dsf_total(f) : dff_total(f);
		return n > 0 ? n : -1;
	case FORMAT_MP4:
		n = p->how == PLACE_TIME ? mp4_total(f, p, lead) : -1;
		return n > 0 ? n : -1;
	default:
		break;
	}
	if (par->codec_id == AV_CODEC_ID_FLAC)
		return flac_total(par);
	if (p->how == PLACE_TIME)
		n = raw_end(f, p) - lead;
	else if (p->how == PLACE_COUNT)
		n = count_all(f, p, NULL) - lead;
	return n > 0 ? n : -1;
}

#endif
