#include "mp4.h"

#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "container.h"
#include "tag_container.h"

enum { ATOMS_MAX = 10000, TRACKS_MAX = 64 };

bool mp4_atom_at(int fd, int64_t at, int64_t end, struct mp4_atom *ret)
{
	unsigned char p[16];
	if (at + 8 > end || io_pread_full(fd, p, 8, at) != 8)
		return false;
	uint64_t size = container_be32(p), head = 8;
	if (size == 1 && io_pread_full(fd, p + 8, 8, at + 8) == 8) {
		size = container_be64(p + 8);
		head = 16;
	}
	if (size == 0 || size > (uint64_t)(end - at))
		size = (uint64_t)(end - at);
	if (size < head)
		return false;
	memcpy(ret->name, p + 4, 4);
	ret->body = at + (int64_t)head;
	ret->end = at + (int64_t)size;
	return true;
}

bool mp4_find(int fd, int64_t at, int64_t end, const char *name, struct mp4_atom *ret)
{
	for (int i = 0; i < ATOMS_MAX && mp4_atom_at(fd, at, end, ret); i++) {
		if (memcmp(ret->name, name, 4) == 0)
			return true;
		at = ret->end;
	}
	return false;
}

/* Goes down a path of four-letter names. */
static bool descend(int fd, struct mp4_atom *a, const char *path)
{
	for (; *path; path += 4)
		if (!mp4_find(fd, a->body, a->end, path, a))
			return false;
	return true;
}

static const char *codec_of(const unsigned char *name)
{
	static const char *const table[][2] = {{"mp4a", "aac"}, {"alac", "alac"},
		{"fLaC", "flac"}, {"Opus", "opus"}, {"ac-3", "ac3"}, {"ec-3", "eac3"},
		{".mp3", "mp3"}};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (memcmp(name, table[i][0], 4) == 0)
			return table[i][1];
	return "other";
}

/* The sample entry of a track of sound (stsd, behind version and count). */
static bool read_track(int fd, struct mp4_atom trak, struct container_facts *f)
{
	struct mp4_atom handler = trak, entry = trak, head = trak;
	unsigned char p[28];
	if (!descend(fd, &handler, "mdiahdlr") ||
		io_pread_full(fd, p, 12, handler.body) != 12 ||
		memcmp(p + 8, "soun", 4) != 0 ||
		!descend(fd, &entry, "mdiaminfstblstsd") ||
		!mp4_atom_at(fd, entry.body + 8, entry.end, &entry) ||
		io_pread_full(fd, p, sizeof p, entry.body) != (ssize_t)sizeof p)
		return false;
	f->codec = codec_of(entry.name);
	f->channels = p[16] << 8 | p[17];
	f->bits = p[18] << 8 | p[19];
	f->rate_hz = p[24] << 8 | p[25];
	if (descend(fd, &head, "mdiamdhd") &&
		io_pread_full(fd, p, 24, head.body) == 24 && p[0] == 0 &&
		container_be32(p + 12) > 0)
		f->duration_ms =
			(int64_t)container_be32(p + 16) * 1000 / container_be32(p + 12);
	return true;
}

void mp4_read(int fd, struct container_facts *f)
{
	struct stat st;
	struct mp4_atom moov, trak;
	int64_t at = container_front_end(fd);
	if (fstat(fd, &st) != 0 || !mp4_find(fd, at, st.st_size, "moov", &moov))
		return;
	at = moov.body;
	for (int i = 0; i < TRACKS_MAX && mp4_find(fd, at, moov.end, "trak", &trak);
		i++) {
		if (read_track(fd, trak, f))
			return;
		at = trak.end;
	}
}
