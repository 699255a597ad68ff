#include "codec/sniff.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "container.h"

/* MP3 files may have SEARCH bytes of rubbish before the first frame. */
enum { HEAD = 4096, SEARCH = 96 * 1024, OGG_STREAMS_MAX = 8 };

const char *format_name(enum format f)
{
	static const char *const names[] = {"", "mp3", "flac", "vorbis", "opus", "wav",
		"aiff", "flac", "speex", "aac", "mp4", "wma", "wavpack", "ape",
		"musepack", "tta", "dsd", "dsd", "matroska", "mod", "xm", "it", "s3m"};
	_Static_assert(sizeof names / sizeof *names == FORMAT__COUNT, "every format");
	return f > FORMAT_UNKNOWN && f < FORMAT__COUNT ? names[f] : "";
}

bool format_is_foreign(enum format f)
{
	return f >= FORMAT_OGG_FLAC && f < FORMAT__COUNT;
}

/* The first streams begin one after the other; the first that is audio decides. */
static enum format sniff_ogg(int fd, int64_t at)
{
	struct ogg_page page;
	for (int i = 0; i < OGG_STREAMS_MAX && ogg_page_at(fd, at, &page); i++) {
		unsigned char id[8] = {0};
		if (!page.begins_stream)
			break;
		if (io_pread_full(fd, id, sizeof id, at + page.header_bytes) < 8)
			break;
		if (memcmp(id, "\001vorbis", 7) == 0)
			return FORMAT_VORBIS;
		if (memcmp(id, "OpusHead", 8) == 0)
			return FORMAT_OPUS;
		if (memcmp(id, "\177FLAC", 5) == 0)
			return FORMAT_OGG_FLAC;
		if (memcmp(id, "Speex   ", 8) == 0)
			return FORMAT_SPEEX;
		at += page.header_bytes + page.body_bytes;
	}
	return FORMAT_UNKNOWN;
}

static enum format sniff_magic(int fd, int64_t at, const unsigned char *p, size_t n)
{
	static const unsigned char w64[16] = {'r', 'i', 'f', 'f', 0x2E, 0x91, 0xCF,
		0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00};
	if (memcmp(p, "fLaC", 4) == 0)
		return FORMAT_FLAC;
	if (memcmp(p, "OggS", 4) == 0)
		return sniff_ogg(fd, at);
	if (n >= 12 && (memcmp(p, "RIFF", 4) == 0 || memcmp(p, "RF64", 4) == 0) &&
		memcmp(p + 8, "WAVE", 4) == 0)
		return FORMAT_WAV;
	if (n >= 40 && memcmp(p, w64, sizeof w64) == 0 &&
		memcmp(p + 24, "wave", 4) == 0)
		return FORMAT_WAV;
	if (n >= 12 && memcmp(p, "FORM", 4) == 0 &&
		(memcmp(p + 8, "AIFF", 4) == 0 || memcmp(p + 8, "AIFC", 4) == 0))
		return FORMAT_AIFF;
	return FORMAT_UNKNOWN;
}

/* Pictures are packed like MP4 too. */
static bool is_mp4(const unsigned char *p)
{
	static const char *const pictures[] = {
		"heic", "heix", "mif1", "msf1", "avif", "avis"};
	if (memcmp(p + 4, "ftyp", 4) != 0)
		return false;
	for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
		if (memcmp(p + 8, pictures[i], 4) == 0)
			return false;
	return true;
}

/* The tag of a MOD is four letters in the middle, so what is before must make sense. */
static bool is_mod(const unsigned char *p, size_t n)
{
	enum { TAG = 1080, SAMPLES = 31, TITLE = 20, SAMPLE = 30, LOUDEST = 64 };
	static const char *const tags[] = {
		"M.K.", "M!K!", "M&K!", "N.T.", "FLT4", "FLT8", "CD81", "OKTA", "OCTA"};
	if (n < TAG + 4)
		return false;
	const unsigned char *t = p + TAG;
	bool known = memcmp(t + 1, "CHN", 3) == 0 && t[0] >= '1' && t[0] <= '9';
	known |= t[0] >= '1' && t[0] <= '3' && t[1] >= '0' && t[1] <= '9' &&
		 (memcmp(t + 2, "CH", 2) == 0 || memcmp(t + 2, "CN", 2) == 0);
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		known |= memcmp(t, tags[i], 4) == 0;
	for (int i = 0; known && i < SAMPLES; i++) {
		const unsigned char *sample = p + TITLE + i * SAMPLE;
		known = sample[24] <= 15 && sample[25] <= LOUDEST;
	}
	return known;
}

static enum format sniff_module(const unsigned char *p, size_t n)
{
	if (n >= 60 && memcmp(p, "Extended Module: ", 17) == 0)
		return FORMAT_XM;
	if (memcmp(p, "IMPM", 4) == 0 || memcmp(p, "tpm.", 4) == 0)
		return FORMAT_IT;
	if (n >= 48 && memcmp(p + 44, "SCRM", 4) == 0 && p[28] == 0x1A)
		return FORMAT_S3M;
	return is_mod(p, n) ? FORMAT_MOD : FORMAT_UNKNOWN;
}

static enum format sniff_foreign(const unsigned char *p, size_t n)
{
	static const unsigned char asf[16] = {0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF,
		0x11, 0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C};
	static const struct {
		const char *magic;
		enum format format;
	} table[] = {{"wvpk", FORMAT_WAVPACK}, {"MAC ", FORMAT_APE},
		{"MPCK", FORMAT_MUSEPACK}, {"TTA1", FORMAT_TTA},
		{"\x1A\x45\xDF\xA3", FORMAT_MATROSKA}};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (memcmp(p, table[i].magic, 4) == 0)
			return table[i].format;
	if (memcmp(p, "MP+", 3) == 0 && (p[3] & 0x0F) == 7)
		return FORMAT_MUSEPACK;
	if (n >= 16 && memcmp(p, asf, sizeof asf) == 0)
		return FORMAT_ASF;
	if (n >= 28 && memcmp(p, "DSD ", 4) == 0 && container_le64(p + 4) == 28)
		return FORMAT_DSF;
	if (n >= 16 && memcmp(p, "FRM8", 4) == 0 && memcmp(p + 12, "DSD ", 4) == 0)
		return FORMAT_DFF;
	if (n >= 12 && is_mp4(p))
		return FORMAT_MP4;
	return sniff_module(p, n);
}

/* Known files of no audio, in which frames of MP3 would be found by chance only. */
static bool is_no_music(const unsigned char *p, size_t n)
{
	static const char *const magic[] = {
		"OggS", "RIFF", "FORM", "\x89PNG", "%PDF", "PK\003\004", "\177ELF"};
	for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
		if (memcmp(p, magic[i], 4) == 0)
			return true;
	return n >= 8 && memcmp(p + 4, "ftyp", 4) == 0;
}

/* Bytes to the next frame of ADTS (ISO 13818-7), 0: none begins here. */
static size_t adts_bytes(const unsigned char *p)
{
	if (p[0] != 0xFF || (p[1] & 0xF6) != 0xF0 || (p[2] >> 2 & 15) > 12)
		return 0;
	size_t bytes = (size_t)(p[3] & 3) << 11 | (size_t)p[4] << 3 | p[5] >> 5;
	return bytes > 7 ? bytes : 0;
}

/* Frames of AAC that follow each other, or a short file of nothing else. */
static bool is_adts(const unsigned char *p, size_t n, bool at_file_end)
{
	enum { VERIFY = 3 };
	size_t at = 0;
	int seen = 0;
	for (size_t bytes; seen < VERIFY && at + 7 <= n; seen++, at += bytes)
		if ((bytes = adts_bytes(p + at)) == 0)
			return false;
	return seen == VERIFY || (seen > 0 && at_file_end && at == n);
}

static bool find_mpeg(const unsigned char *p, size_t n, bool at_file_end)
{
	for (size_t i = 0; i + 4 <= n; i++) {
		const unsigned char *sync = memchr(p + i, 0xFF, n - i - 3);
		if (!sync)
			return false;
		i = (size_t)(sync - p);
		/* Less than four frames are a file only if there is nothing else in
		 * it. */
		if (mpeg_verify(sync, n - i, at_file_end && i == 0))
			return true;
	}
	return false;
}

enum format sniff_fd(int fd)
{
	unsigned char head[HEAD];
	int64_t at = container_front_end(fd);
	ssize_t n = io_pread_full(fd, head, sizeof head, at);
	if (n < 4)
		return FORMAT_UNKNOWN;
	enum format f = sniff_magic(fd, at, head, (size_t)n);
	if (f == FORMAT_UNKNOWN)
		f = sniff_foreign(head, (size_t)n);
	if (f != FORMAT_UNKNOWN || is_no_music(head, (size_t)n))
		return f;
	if (is_adts(head, (size_t)n, n < HEAD))
		return FORMAT_AAC;
	if (find_mpeg(head, (size_t)n, n < HEAD))
		return FORMAT_MP3;
	if (n < HEAD)
		return FORMAT_UNKNOWN;
	unsigned char *more = xmalloc(SEARCH);
	n = io_pread_full(fd, more, SEARCH, at);
	bool found = n > 0 && find_mpeg(more, (size_t)n, n < SEARCH);
	free(more);
	return found ? FORMAT_MP3 : FORMAT_UNKNOWN;
}
