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
	static const char *const names[] = {
		"", "mp3", "flac", "vorbis", "opus", "wav", "aiff"};
	_Static_assert(sizeof names / sizeof *names == FORMAT__COUNT, "every format");
	return f > FORMAT_UNKNOWN && f < FORMAT__COUNT ? names[f] : "";
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
			return FORMAT_FLAC;
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

/* Known formats, in which frames of MP3 would be found by chance only. */
static bool is_foreign(const unsigned char *p, size_t n)
{
	static const char *const magic[] = {"MAC ", "wvpk", "TTA1", "MPCK", "OggS",
		"RIFF", "FORM", "\x89PNG", "%PDF", "PK\003\004", "\177ELF",
		"\x1A\x45\xDF\xA3"};
	for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
		if (memcmp(p, magic[i], 4) == 0)
			return true;
	return n >= 8 && memcmp(p + 4, "ftyp", 4) == 0;
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
	if (f != FORMAT_UNKNOWN || is_foreign(head, (size_t)n))
		return f;
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
