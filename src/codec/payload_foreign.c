#include "payload_foreign.h"

#include <string.h>

#include "base/io.h"
#include "container.h"
#include "ebml.h"
#include "mp4.h"

enum { ATOMS_MAX = 10000, ASF_HEAD = 24, DSF_DATA = 80, DFF_HEAD = 16, DFF_CHUNK = 12 };

/* The largest mdat: there may be several, one with next to nothing in it. */
static bool mp4_range(int fd, int64_t *from, int64_t *to)
{
	struct mp4_atom a;
	int64_t at = *from, end = *to;
	bool found = false;
	for (int i = 0; i < ATOMS_MAX && mp4_atom_at(fd, at, end, &a); i++) {
		if (memcmp(a.name, "mdat", 4) == 0 &&
			(!found || a.end - a.body > *to - *from)) {
			found = true;
			*from = a.body;
			*to = a.end;
		}
		at = a.end;
	}
	return found;
}

/* The header object holds the tags, the data object follows it. */
static bool asf_range(int fd, int64_t *from, int64_t *to)
{
	unsigned char p[ASF_HEAD];
	if (io_pread_full(fd, p, ASF_HEAD, *from) != ASF_HEAD)
		return false;
	uint64_t head = container_le64(p + 16);
	if (head < ASF_HEAD || head > (uint64_t)(*to - *from))
		return false;
	*from += (int64_t)head;
	if (io_pread_full(fd, p, ASF_HEAD, *from) != ASF_HEAD)
		return false;
	uint64_t size = container_le64(p + 16);
	if (size >= ASF_HEAD && size < (uint64_t)(*to - *from))
		*to = *from + (int64_t)size;
	return true;
}

/* From the first cluster to the end of the last one. */
static bool matroska_range(int fd, int64_t *from, int64_t *to)
{
	struct ebml e;
	int64_t end = *to, first = -1, last = -1;
	if (!ebml_at(fd, *from, end, &e) || e.size < 0 ||
		!ebml_at(fd, e.body + e.size, end, &e) || e.id != MATROSKA_SEGMENT)
		return false;
	int64_t at = e.body;
	if (e.size >= 0)
		end = e.body + e.size;
	for (int i = 0; i < MATROSKA_ELEMENTS_MAX && ebml_at(fd, at, end, &e); i++) {
		int64_t next = e.size < 0 ? end : e.body + e.size;
		if (e.id == MATROSKA_CLUSTER) {
			/* The head's own length may change; the body does not. */
			first = first < 0 ? e.body : first;
			last = next;
		}
		at = next;
	}
	if (first < 0)
		return false;
	*from = first;
	*to = last;
	return true;
}

static bool dsf_range(int fd, int64_t *from, int64_t *to)
{
	unsigned char p[12];
	if (io_pread_full(fd, p, sizeof p, DSF_DATA) != (ssize_t)sizeof p ||
		memcmp(p, "data", 4) != 0)
		return false;
	uint64_t size = container_le64(p + 4);
	*from = DSF_DATA + (int64_t)sizeof p;
	if (size >= 12 && size < (uint64_t)(*to - DSF_DATA))
		*to = DSF_DATA + (int64_t)size;
	return *from < *to;
}

static bool dff_range(int fd, int64_t *from, int64_t *to)
{
	unsigned char p[DFF_CHUNK];
	int64_t at = DFF_HEAD;
	for (int i = 0; i < ATOMS_MAX; i++) {
		if (io_pread_full(fd, p, DFF_CHUNK, at) != DFF_CHUNK)
			return false;
		uint64_t size = container_be64(p + 4);
		at += DFF_CHUNK;
		bool audio = memcmp(p, "DSD ", 4) == 0 || memcmp(p, "DST ", 4) == 0;
		if (size > (uint64_t)(*to - at) && !audio)
			return false;
		if (audio) {
			*from = at;
			if (size < (uint64_t)(*to - at))
				*to = at + (int64_t)size;
			return at < *to;
		}
		at += (int64_t)(size + (size & 1));
	}
	return false;
}

bool payload_foreign(int fd, enum format f, int64_t *from, int64_t *to)
{
	switch (f) {
	case FORMAT_MP4:
		return mp4_range(fd, from, to);
	case FORMAT_ASF:
		return asf_range(fd, from, to);
	case FORMAT_MATROSKA:
		return matroska_range(fd, from, to);
	case FORMAT_DSF:
		return dsf_range(fd, from, to);
	case FORMAT_DFF:
		return dff_range(fd, from, to);
	case FORMAT_AAC:
	case FORMAT_WAVPACK:
	case FORMAT_APE:
	case FORMAT_MUSEPACK:
	case FORMAT_TTA:
		*to = container_back_end(fd, *to);
		return true;
	case FORMAT_MOD:
	case FORMAT_XM:
	case FORMAT_IT:
	case FORMAT_S3M:
		return true;
	default:
		return false;
	}
}
