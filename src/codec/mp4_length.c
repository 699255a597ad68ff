#include "mp4_length.h"

#include <string.h>

#include "base/io.h"
#include "container.h"
#include "mp4.h"

enum { TRACKS_MAX = 256, BODY = 64 };

/* The first bytes of a box's body, zeros behind its end. */
static void body_of(int fd, const struct mp4_atom *b, unsigned char *p)
{
	int64_t n = b->end - b->body;
	memset(p, 0, BODY);
	(void)io_pread_full(fd, p, n < BODY ? (size_t)n : BODY, b->body);
}

/* mvhd and mdhd begin alike. */
static void read_times(
	int fd, const struct mp4_atom *b, int64_t *ret_scale, int64_t *ret_n)
{
	unsigned char p[BODY];
	body_of(fd, b, p);
	*ret_scale = container_be32(p + (p[0] ? 20 : 12));
	*ret_n = p[0] ? (int64_t)container_be64(p + 24) : container_be32(p + 16);
}

static void read_edit(int fd, const struct mp4_atom *trak, int64_t movie_scale,
	struct mp4_length *ret)
{
	struct mp4_atom edts, elst;
	unsigned char p[BODY];
	ret->edited = -1;
	if (movie_scale < 1 || !mp4_find(fd, trak->body, trak->end, "edts", &edts) ||
		!mp4_find(fd, edts.body, edts.end, "elst", &elst))
		return;
	body_of(fd, &elst, p);
	if (container_be32(p + 4) != 1)
		return;
	int64_t n = p[0] ? (int64_t)container_be64(p + 8) : container_be32(p + 8);
	int64_t from = p[0] ? (int64_t)container_be64(p + 16)
			    : (int32_t)container_be32(p + 12);
	if (n < 1 || n > INT32_MAX || from < 0)
		return;
	ret->from = from;
	ret->edited = n * ret->timescale / movie_scale;
	ret->step = ret->timescale / movie_scale + 1;
}

static uint32_t track_of(int fd, const struct mp4_atom *trak)
{
	struct mp4_atom tkhd;
	unsigned char p[BODY];
	if (!mp4_find(fd, trak->body, trak->end, "tkhd", &tkhd))
		return 0;
	body_of(fd, &tkhd, p);
	return container_be32(p + (p[0] ? 20 : 12));
}

bool mp4_length(int fd, int64_t file_bytes, uint32_t track, struct mp4_length *ret)
{
	struct mp4_atom moov, mvhd, trak, mdia, mdhd;
	int64_t movie_scale, movie;
	if (!mp4_find(fd, 0, file_bytes, "moov", &moov) ||
		!mp4_find(fd, moov.body, moov.end, "mvhd", &mvhd))
		return false;
	read_times(fd, &mvhd, &movie_scale, &movie);
	int64_t at = moov.body;
	for (int i = 0; i < TRACKS_MAX && mp4_atom_at(fd, at, moov.end, &trak); i++) {
		at = trak.end;
		if (memcmp(trak.name, "trak", 4) != 0 || track_of(fd, &trak) != track)
			continue;
		*ret = (struct mp4_length){0};
		if (!mp4_find(fd, trak.body, trak.end, "mdia", &mdia) ||
			!mp4_find(fd, mdia.body, mdia.end, "mdhd", &mdhd))
			return false;
		read_times(fd, &mdhd, &ret->timescale, &ret->media);
		read_edit(fd, &trak, movie_scale, ret);
		return ret->timescale > 0 && ret->timescale <= INT32_MAX &&
		       ret->media > 0;
	}
	return false;
}
