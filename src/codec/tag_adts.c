/*
 * AAC without a container: every frame has a head that tells its length, so the
 * duration is the number of frames. All of them are counted up to COUNTED_BYTES; of a
 * longer stream the rest is taken to be like that.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "container.h"
#include "tag_container.h"

enum { BLOCK = 1 << 16, COUNTED_BYTES = 32 << 20, SAMPLES = 1024, HEAD = 7 };

struct adts {
	int rate_hz, channels, blocks; /* raw data blocks of SAMPLES each */
	int bytes;
};

/* ISO 13818-7, 6.2. */
static bool parse(const unsigned char *p, struct adts *ret)
{
	static const int hz[] = {96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050,
		16000, 12000, 11025, 8000, 7350};
	int rate = p[2] >> 2 & 15, layout = (p[2] & 1) << 2 | p[3] >> 6;
	if (p[0] != 0xFF || (p[1] & 0xF6) != 0xF0 || rate > 12)
		return false;
	*ret = (struct adts){.rate_hz = hz[rate],
		.channels = layout == 7 ? 8
			    : layout    ? layout
					: 2,
		.blocks = (p[6] & 3) + 1,
		.bytes = (p[3] & 3) << 11 | p[4] << 3 | p[5] >> 5};
	return ret->bytes > HEAD;
}

void adts_read(int fd, struct container_facts *f)
{
	unsigned char *p = xmalloc(BLOCK);
	struct stat st;
	struct adts a;
	int64_t begin = container_front_end(fd), at = begin, from = begin, blocks = 0;
	ssize_t n = 0;
	if (fstat(fd, &st) != 0)
		st.st_size = 0;
	while (at - begin < COUNTED_BYTES) {
		if (at + HEAD > from + n) {
			n = io_pread_full(fd, p, BLOCK, from = at);
			if (n < HEAD)
				break;
		}
		if (!parse(p + (at - from), &a))
			break;
		if (f->rate_hz == 0) {
			f->rate_hz = a.rate_hz;
			f->channels = a.channels;
		}
		blocks += a.blocks;
		at += a.bytes;
	}
	free(p);
	if (f->rate_hz == 0 || at <= begin)
		return;
	double share = at - begin >= COUNTED_BYTES
			       ? (double)(st.st_size - begin) / (double)(at - begin)
			       : 1;
	f->duration_ms =
		(int64_t)((double)blocks * SAMPLES * 1000 / f->rate_hz * share);
}
