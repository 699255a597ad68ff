#include "av_place.h"

#ifdef CODEC_HAVE_AV

#include <limits.h>
#include <string.h>

#include "container.h"
#include "decoders.h"

enum {
	OPUS_GRID = 120,
	NEAR_MS = 20,
	NEAR_PACKETS = 3,
	FLAC_INFO = 34,
	WAVPACK_MAX = 1 << 20
};

/* The samples at 48 kHz of an Opus packet (RFC 6716, 3.1), -1: none. */
static int64_t opus_samples(const uint8_t *p, int n)
{
	if (n < 1)
		return -1;
	int config = p[0] >> 3, frame;
	if (config < 12)
		frame = (config & 3) == 3 ? 2880 : 480 << (config & 3);
	else if (config < 16)
		frame = 480 << (config & 1);
	else
		frame = 120 << (config & 3);
	int code = p[0] & 3, frames = code == 0 ? 1 : 2;
	if (code == 3) {
		if (n < 2)
			return -1;
		frames = p[1] & 63;
	}
	return (int64_t)frame * frames;
}

/* Samples of all blocks but the last, 0: they differ, or nobody says. */
static int64_t flac_block(const AVCodecParameters *par)
{
	const uint8_t *p = par->extradata;
	if (par->extradata_size < FLAC_INFO)
		return 0;
	int least = p[0] << 8 | p[1], most = p[2] << 8 | p[3];
	return least == most ? least : 0;
}

/* Bytes of the number in a header of FLAC, coded like UTF-8, up to seven, with two more
 * behind it; 0: the packet is no frame (RFC 9639, 9.1). */
static int flac_number_bytes(const uint8_t *p, int n)
{
	int bytes = 0;
	if (n < 5 || p[0] != 0xFF || (p[1] & 0xFE) != 0xF8)
		return 0;
	while (bytes < 7 && p[4] & 0x80 >> bytes)
		bytes++;
	bytes += bytes == 0;
	return 4 + bytes + 2 <= n ? bytes : 0;
}

/* A frame of FLAC says itself where it lies (RFC 9639, 9.1.5): its number, or that of
 * its first sample. -1: no frame. */
static int64_t flac_place(const uint8_t *p, int n, int64_t block)
{
	int bytes = flac_number_bytes(p, n);
	if (bytes == 0)
		return -1;
	int64_t v = bytes == 1 ? p[4] : p[4] & (0x7F >> bytes);
	for (int i = 1; i < bytes; i++)
		v = v << 6 | (p[4 + i] & 0x3F);
	return p[1] & 1 ? v : block > 0 ? v * block : -1;
}

/* And how long it is (9.1.1, 9.1.6). -1: no frame. */
static int64_t flac_samples(const uint8_t *p, int n)
{
	int bytes = flac_number_bytes(p, n);
	if (bytes == 0)
		return -1;
	int code = p[2] >> 4;
	switch (code) {
	case 0:
		return -1;
	case 1:
		return 192;
	case 6:
		return p[4 + bytes] + 1;
	case 7:
		return (p[4 + bytes] << 8 | p[5 + bytes]) + 1;
	default:
		return code < 6 ? 576 << (code - 2) : 256 << (code - 8);
	}
}

/* In the header of a WavPack block, which libavformat restores from Matroska's. */
static int64_t wavpack_samples(const uint8_t *p, int n)
{
	if (n < 32 || memcmp(p, "wvpk", 4) != 0)
		return -1;
	int64_t samples = container_le32(p + 20);
	return samples > 0 && samples < WAVPACK_MAX ? samples : -1;
}

static int64_t matroska_grid(const struct av_file *f, int64_t packet)
{
	switch (f->stream->codecpar->codec_id) {
	case AV_CODEC_ID_OPUS:
		return OPUS_GRID;
	case AV_CODEC_ID_AAC:
	case AV_CODEC_ID_MP3:
	case AV_CODEC_ID_MP2:
	case AV_CODEC_ID_AC3:
	case AV_CODEC_ID_EAC3:
	case AV_CODEC_ID_DTS:
	case AV_CODEC_ID_ALAC:
	case AV_CODEC_ID_TTA:
		return packet;
	default:
		return 0;
	}
}

static bool counts(const struct av_file *f)
{
	enum AVCodecID id = f->stream->codecpar->codec_id;
	return f->kind == FORMAT_AAC || id == AV_CODEC_ID_VORBIS ||
	       (f->kind == FORMAT_MATROSKA && id == AV_CODEC_ID_WAVPACK) ||
	       (id >= AV_CODEC_ID_FIRST_AUDIO && id < AV_CODEC_ID_ADPCM_IMA_QT);
}

static int64_t grid_of(const struct av_place *p, const struct av_file *f)
{
	enum AVCodecID id = f->stream->codecpar->codec_id;
	if (id == AV_CODEC_ID_FLAC)
		return 1;
	switch (f->kind) {
	case FORMAT_MP4:
		if (id == AV_CODEC_ID_ALAC || id < AV_CODEC_ID_ADPCM_IMA_QT)
			return p->time_base.num == 1 && p->time_base.den == p->rate_hz
				       ? 1
				       : 0;
		return id == AV_CODEC_ID_OPUS ? OPUS_GRID : p->packet;
	case FORMAT_WAVPACK:
	case FORMAT_APE:
	case FORMAT_TTA:
	case FORMAT_DSF:
	case FORMAT_DFF:
		return 1;
	case FORMAT_MATROSKA:
		return matroska_grid(f, p->packet);
	default:
		return 0;
	}
}

/* The index begins with the stream's first packet, and has more. */
static bool is_first(const struct av_file *f, int64_t ts)
{
	const AVIndexEntry *e = f->api.index_get_entry(f->stream, 0);
	return e && f->api.index_get_entry(f->stream, 1) && e->timestamp == ts;
}

void av_place_init(struct av_place *p, const struct av_file *f, int64_t first_ts,
	int rate_hz, int64_t packet)
{
	const AVCodecParameters *par = f->stream->codecpar;
	*p = (struct av_place){.rate_hz = rate_hz,
		.packet = packet,
		.first_ts = first_ts,
		.time_base = f->stream->time_base,
		.api = &f->api};
	p->grid = first_ts == AV_NOPTS_VALUE ? 0 : grid_of(p, f);
	if (par->codec_id == AV_CODEC_ID_VORBIS)
		p->vorbis =
			f->api.vorbis_parse_init(par->extradata, par->extradata_size);
	p->flac = par->codec_id == AV_CODEC_ID_FLAC;
	p->flac_block = p->flac ? flac_block(par) : 0;
	p->how = p->grid > 0 ? PLACE_TIME : counts(f) ? PLACE_COUNT : PLACE_DECODE;
	/* Some writers' times drift, and lists of packets do not. */
	p->indexed = f->kind == FORMAT_MP4 && p->grid > 1 && p->grid == packet &&
		     is_first(f, first_ts);
	p->near = p->grid > 1 ? (int64_t)rate_hz * NEAR_MS / 1000 : 0;
	/* Files that were made from a stream with wavering times tell them of their
	 * packets too, though nothing is missing between these. */
	if (p->grid == packet && p->near < packet * NEAR_PACKETS)
		p->near = packet * NEAR_PACKETS;
}

void av_place_finish(struct av_place *p)
{
	if (p->vorbis)
		p->api->vorbis_parse_free(&p->vorbis);
}

int64_t av_place_samples(struct av_place *p, const struct av_file *f)
{
	const AVPacket *packet = f->packet;
	AVCodecParameters *par = f->stream->codecpar;
	if (par->codec_id == AV_CODEC_ID_OPUS)
		return opus_samples(packet->data, packet->size);
	/* Not by its duration, which Matroska rounds to milliseconds: a packet that
	 * seems to end before the target of a seek would be left out. */
	if (p->flac)
		return flac_samples(packet->data, packet->size);
	if (par->codec_id == AV_CODEC_ID_WAVPACK)
		return wavpack_samples(packet->data, packet->size);
	if (p->vorbis) {
		int n = f->api.vorbis_parse_frame(
			p->vorbis, packet->data, packet->size);
		return n < 0 ? -1 : n;
	}
	if (f->kind == FORMAT_AAC || (p->grid > 1 && p->grid == p->packet))
		return p->packet;
	if (p->how == PLACE_TIME && packet->duration > 0)
		return f->api.rescale_q(
			packet->duration, p->time_base, (AVRational){1, p->rate_hz});
	int n = f->api.audio_frame_duration(par, packet->size);
	return n > 0 ? n : -1;
}

int64_t av_place_of(const struct av_place *p, const struct av_file *f, int64_t count)
{
	const AVPacket *packet = f->packet;
	int64_t ts = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
	if (p->flac) {
		int64_t said = flac_place(packet->data, packet->size, p->flac_block);
		return said < 0 ? count : said;
	}
	if (p->how != PLACE_TIME || ts == AV_NOPTS_VALUE)
		return count;
	if (p->indexed) {
		int n = p->api->index_search(f->stream, packet->dts, AVSEEK_FLAG_ANY);
		return n < 0 ? count : n * p->packet;
	}
	int64_t since;
	if (__builtin_sub_overflow(ts, p->first_ts, &since))
		return count;
	int64_t at =
		p->api->rescale_q(since, p->time_base, (AVRational){1, p->rate_hz});
	if (at > DECODER_FRAMES_MAX || at < -DECODER_FRAMES_MAX)
		return count;
	/* To the nearest, also below zero. */
	int64_t half = p->grid / 2;
	at = (at >= 0 ? at + half : at - half) / p->grid * p->grid;
	if (count >= 0 && at - count < p->near && count - at < p->near)
		return count;
	return at;
}

int64_t av_place_time(const struct av_place *p, const struct av_file *f, int64_t raw)
{
	const AVIndexEntry *e =
		p->indexed && raw / p->packet < INT_MAX
			? p->api->index_get_entry(f->stream, (int)(raw / p->packet))
			: NULL;
	if (e)
		return e->timestamp;
	int64_t since = p->api->rescale_q(
			raw, (AVRational){1, p->rate_hz}, p->time_base),
		ts;
	return __builtin_add_overflow(p->first_ts, since, &ts) ? p->first_ts : ts;
}

#endif
