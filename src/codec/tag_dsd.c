/*
 * DSD: Sony's DSF (sizes little-endian, an ID3v2 tag behind the audio) and Philips'
 * DFF (big-endian chunks; texts in DIIN, by habit an ID3v2 tag in a chunk of its own).
 * Rates are those of the PCM that the decoder makes of it.
 */
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "container.h"
#include "dsd.h"
#include "tag_container.h"

enum {
	DSF_HEAD = 80, /* "DSD " of 28 bytes, "fmt " of 52 */
	BITS_OF_DSD = 1,
	CHUNKS_MAX = 1000,
	CHUNK_HEAD = 12,
	TEXT_MAX = 1000
};

static int pcm_rate(uint32_t dsd_hz)
{
	int raw_hz = dsd_hz < 100000000 ? (int)(dsd_hz / 8) : 0;
	return raw_hz / dsd_factor(raw_hz);
}

void dsf_read(int fd, struct container_facts *f)
{
	unsigned char p[DSF_HEAD];
	if (io_pread_full(fd, p, sizeof p, 0) != (ssize_t)sizeof p ||
		memcmp(p + 28, "fmt ", 4) != 0)
		return;
	uint32_t dsd_hz = container_le32(p + 56);
	uint64_t samples = container_le64(p + 64), tag = container_le64(p + 20);
	f->channels = (int)(container_le32(p + 52) & 0xFF);
	f->rate_hz = pcm_rate(dsd_hz);
	f->bits = BITS_OF_DSD;
	if (dsd_hz > 0 && samples < UINT64_MAX / 1000)
		f->duration_ms = (int64_t)(samples * 1000 / dsd_hz);
	f->id3_at = tag < INT64_MAX ? (int64_t)tag : 0;
}

struct dff {
	int fd;
	struct container_facts *f;
	uint32_t dsd_hz;
	int64_t audio_bytes;
	int left; /* chunks that may still be looked at */
};

static void dff_chunks(struct dff *d, int64_t at, int64_t end, bool inside);

static void dff_text(struct dff *d, const char *name, int64_t at, int64_t size)
{
	char value[TEXT_MAX];
	size_t n = size < TEXT_MAX ? (size_t)size : TEXT_MAX;
	if (size > 4 && io_pread_full(d->fd, value, n, at) == (ssize_t)n)
		d->f->text(d->f->ctx, name, value + 4, n - 4); /* behind its length */
}

static void dff_chunk(
	struct dff *d, const unsigned char *id, int64_t at, int64_t size, bool inside)
{
	unsigned char p[4] = {0};
	(void)io_pread_full(d->fd, p, sizeof p, at);
	if (!inside && memcmp(id, "PROP", 4) == 0)
		dff_chunks(d, at + 4, at + size, true); /* behind "SND " */
	else if (!inside && memcmp(id, "DIIN", 4) == 0)
		dff_chunks(d, at, at + size, true);
	else if (!inside && memcmp(id, "DSD ", 4) == 0)
		d->audio_bytes = size;
	else if (!inside && memcmp(id, "ID3 ", 4) == 0)
		d->f->id3_at = at;
	else if (inside && memcmp(id, "FS  ", 4) == 0)
		d->dsd_hz = container_be32(p);
	else if (inside && memcmp(id, "CHNL", 4) == 0)
		d->f->channels = p[0] << 8 | p[1];
	else if (inside && memcmp(id, "DITI", 4) == 0)
		dff_text(d, "TITLE", at, size);
	else if (inside && memcmp(id, "DIAR", 4) == 0)
		dff_text(d, "ARTIST", at, size);
}

static void dff_chunks(struct dff *d, int64_t at, int64_t end, bool inside)
{
	unsigned char p[CHUNK_HEAD];
	while (d->left-- > 0 && at + CHUNK_HEAD <= end &&
		io_pread_full(d->fd, p, CHUNK_HEAD, at) == CHUNK_HEAD) {
		uint64_t size = container_be64(p + 4);
		at += CHUNK_HEAD;
		if (size > (uint64_t)(end - at))
			size = (uint64_t)(end - at); /* the file was cut */
		dff_chunk(d, p, at, (int64_t)size, inside);
		at += (int64_t)(size + (size & 1));
	}
}

void dff_read(int fd, struct container_facts *f)
{
	enum { FORM_HEAD = 16 };
	struct dff d = {.fd = fd, .f = f, .left = CHUNKS_MAX};
	struct stat st;
	if (fstat(fd, &st) != 0)
		return;
	dff_chunks(&d, FORM_HEAD, st.st_size, false);
	f->rate_hz = pcm_rate(d.dsd_hz);
	f->bits = BITS_OF_DSD;
	if (d.dsd_hz > 0 && f->channels > 0)
		f->duration_ms = d.audio_bytes / f->channels * 8 * 1000 / d.dsd_hz;
}
