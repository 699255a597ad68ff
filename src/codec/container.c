#include "container.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"

enum {
	FRONT_TAGS_MAX = 8,
	BACK_TAGS_MAX = 8,
	VERIFY_FRAMES = 4,
	CHUNKS_MAX = 1024,
	OGG_PAGE_MAX = 27 + 255 + 255 * 255
};

uint32_t container_be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

uint64_t container_be64(const unsigned char *p)
{
	return (uint64_t)container_be32(p) << 32 | container_be32(p + 4);
}

uint32_t container_le32(const unsigned char *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

uint64_t container_le64(const unsigned char *p)
{
	return (uint64_t)container_le32(p + 4) << 32 | container_le32(p);
}

/* Bytes of the tag that begins here, 0: no tag. */
static int64_t front_tag_bytes(const unsigned char *p, size_t n)
{
	if (n >= 10 && memcmp(p, "ID3", 3) == 0 && p[3] != 0xFF && p[4] != 0xFF) {
		int64_t size = (int64_t)(p[6] & 0x7F) << 21 |
			       (int64_t)(p[7] & 0x7F) << 14 |
			       (int64_t)(p[8] & 0x7F) << 7 | (p[9] & 0x7F);
		return size + 10 + (p[5] & 0x10 ? 10 : 0);
	}
	if (n >= 32 && memcmp(p, "APETAGEX", 8) == 0)
		return (int64_t)container_le32(p + 12) + 32;
	return 0;
}

int64_t container_front_end(int fd)
{
	int64_t at = 0;
	for (int i = 0; i < FRONT_TAGS_MAX; i++) {
		unsigned char p[32];
		ssize_t n = io_pread_full(fd, p, sizeof p, at);
		int64_t tag = n > 0 ? front_tag_bytes(p, (size_t)n) : 0;
		if (tag == 0)
			break;
		at += tag;
	}
	return at;
}

/* Bytes of the tag that ends here, 0: no tag. Of Lyrics3 v2 the length stands in six
 * digits in front of the last word. */
static int64_t back_tag_bytes(int fd, int64_t end)
{
	unsigned char p[128];
	if (end >= 128 && io_pread_full(fd, p, 128, end - 128) == 128 &&
		memcmp(p, "TAG", 3) == 0)
		return 128;
	if (end >= 15 && io_pread_full(fd, p, 15, end - 15) == 15 &&
		memcmp(p + 6, "LYRICS200", 9) == 0) {
		int64_t n = 15;
		for (int i = 0, d = 1; i < 6; i++, d *= 10)
			n += p[5 - i] >= '0' && p[5 - i] <= '9' ? (p[5 - i] - '0') * d
								: 0;
		return n <= end ? n : 15;
	}
	if (end >= 32 && io_pread_full(fd, p, 32, end - 32) == 32 &&
		memcmp(p, "APETAGEX", 8) == 0) {
		int64_t n = (int64_t)container_le32(p + 12) +
			    (container_le32(p + 20) & 0x80000000U ? 32 : 0);
		return n <= end ? n : 32;
	}
	return 0;
}

int64_t container_back_end(int fd, int64_t size)
{
	int64_t end = size;
	for (int i = 0; i < BACK_TAGS_MAX; i++) {
		int64_t tag = back_tag_bytes(fd, end);
		if (tag == 0)
			break;
		end -= tag;
	}
	return end;
}

bool container_chunk(int fd, int64_t from, const char *id, bool big, int64_t *ret_at,
	int64_t *ret_bytes)
{
	unsigned char p[24];
	int64_t at = from + 12, long_size = -1;
	for (int i = 0; i < CHUNKS_MAX && io_pread_full(fd, p, 8, at) == 8; i++) {
		int64_t n = big ? container_be32(p + 4) : container_le32(p + 4);
		if (memcmp(p, "ds64", 4) == 0 && io_pread_full(fd, p, 24, at) == 24)
			long_size = (int64_t)(container_le64(p + 16) & INT64_MAX);
		if (memcmp(p, id, 4) == 0) {
			*ret_at = at + 8;
			*ret_bytes = n == 0xFFFFFFFF && long_size >= 0 ? long_size : n;
			return true;
		}
		at += 8 + n + (n & 1);
	}
	return false;
}

static int mpeg_bytes(int layer, bool lsf, int per_second, int rate_hz, int pad)
{
	if (layer == 1)
		return (12 * per_second / rate_hz + pad) * 4;
	return (layer == 3 && lsf ? 72 : 144) * per_second / rate_hz + pad;
}

bool mpeg_parse(const unsigned char *h, struct mpeg_frame *ret)
{
	/* kbit/s by [MPEG 2 or 2.5][layer - 1][index]; ISO 11172-3 and 13818-3. */
	static const short rates[2][3][16] = {
		{{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
			{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
				384},
			{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256,
				320}},
		{{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
			{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
			{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144,
				160}}};
	static const int hz[3] = {44100, 48000, 32000};
	if (h[0] != 0xFF || (h[1] & 0xE0) != 0xE0)
		return false;
	int v = h[1] >> 3 & 3, layer = 4 - (h[1] >> 1 & 3), rate = h[2] >> 2 & 3;
	if (v == 1 || layer == 4 || rate == 3 || (h[3] & 3) == 2)
		return false;
	int kbps = rates[v != 3][layer - 1][h[2] >> 4];
	if (kbps == 0)
		return false;
	ret->version = v == 3 ? 1 : v == 2 ? 2 : 3;
	ret->layer = layer;
	ret->rate_hz = hz[rate] >> (ret->version - 1);
	ret->bytes =
		mpeg_bytes(layer, v != 3, kbps * 1000, ret->rate_hz, h[2] >> 1 & 1);
	return true;
}

bool mpeg_verify(const unsigned char *p, size_t n, bool at_file_end)
{
	struct mpeg_frame first = {0}, f;
	size_t at = 0;
	int seen = 0;
	for (; seen < VERIFY_FRAMES && at + 4 <= n; seen++) {
		if (!mpeg_parse(p + at, &f))
			break;
		if (seen == 0)
			first = f;
		else if (f.version != first.version || f.layer != first.layer ||
			 f.rate_hz != first.rate_hz)
			return false;
		at += (size_t)f.bytes;
	}
	if (seen == VERIFY_FRAMES)
		return true;
	if (seen == 0 || !at_file_end)
		return false;
	/* A very short file: its frames end with it (cut or not), or before a tag. */
	return at == n || (seen > 1 && at > n) ||
	       (at + 3 <= n && (memcmp(p + at, "TAG", 3) == 0 ||
				       memcmp(p + at, "APE", 3) == 0));
}

bool ogg_page_at(int fd, int64_t at, struct ogg_page *ret)
{
	unsigned char h[27 + 255];
	ssize_t n = io_pread_full(fd, h, sizeof h, at);
	if (n < 27 || memcmp(h, "OggS", 4) != 0 || n < 27 + h[26])
		return false;
	*ret = (struct ogg_page){.at = at,
		.granule = (int64_t)container_le64(h + 6),
		.header_bytes = 27 + h[26],
		.serial = container_le32(h + 14),
		.begins_stream = (h[5] & 2) != 0};
	for (int i = 0; i < h[26]; i++) {
		ret->body_bytes += h[27 + i];
		ret->packets_ended += h[27 + i] < 255;
	}
	return true;
}

bool ogg_is_cut(int fd)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return false;
	int64_t from = st.st_size > OGG_PAGE_MAX ? st.st_size - OGG_PAGE_MAX : 0;
	unsigned char *buf = xmalloc(OGG_PAGE_MAX);
	ssize_t n = io_pread_full(fd, buf, OGG_PAGE_MAX, from);
	bool cut = false;
	for (ssize_t i = n - 4; i >= 0; i--) {
		struct ogg_page page;
		if (memcmp(buf + i, "OggS", 4) != 0)
			continue;
		/* Not even its header is whole, or its body is not. */
		cut = !ogg_page_at(fd, from + i, &page) ||
		      page.at + page.header_bytes + page.body_bytes > st.st_size;
		break;
	}
	free(buf);
	return cut;
}
