/* Atoms of MP4 (ISO 14496-12). */
#ifndef CODEC_MP4_H
#define CODEC_MP4_H

#include <stdbool.h>
#include <stdint.h>

struct mp4_atom {
	unsigned char name[4];
	int64_t body, end;
};
/* Reads the head at an offset below `end`; a size that goes beyond it ends there.
 * False: there is none. */
bool mp4_atom_at(int fd, int64_t at, int64_t end, struct mp4_atom *ret);
/* The first atom of that name in [at, end). */
bool mp4_find(int fd, int64_t at, int64_t end, const char *name, struct mp4_atom *ret);

#endif
