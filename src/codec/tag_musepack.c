/* The gain packet of Musepack SV8, which TagLib 1.13 stops in front of. */
#include <string.h>

#include "base/io.h"
#include "container.h"
#include "tag_container.h"

enum { PACKETS_MAX = 16, SIZE_BYTES = 8, GAINS = 9 };

/* Seven bits a byte, the first one set while more follow. Returns bytes, 0: none. */
static int take_size(const unsigned char *p, long n, int64_t *ret)
{
	int64_t v = 0;
	for (int i = 0; i < SIZE_BYTES && i < n; i++) {
		v = v << 7 | (p[i] & 0x7F);
		if (!(p[i] & 0x80)) {
			*ret = v;
			return i + 1;
		}
	}
	return 0;
}

bool musepack_read(int fd, struct musepack_gain *ret)
{
	int64_t at = container_front_end(fd) + 4, size;
	for (int i = 0; i < PACKETS_MAX; i++) {
		unsigned char p[2 + SIZE_BYTES + GAINS];
		long n = io_pread_full(fd, p, sizeof p, at);
		int k = n > 2 ? take_size(p + 2, n - 2, &size) : 0;
		if (k == 0 || size < 2 + k)
			return false;
		const unsigned char *g = p + 2 + k;
		if (memcmp(p, "RG", 2) == 0) {
			if (size < 2 + k + GAINS || n < 2 + k + GAINS || g[0] != 1)
				return false;
			*ret = (struct musepack_gain){g[1] << 8 | g[2],
				g[3] << 8 | g[4], g[5] << 8 | g[6], g[7] << 8 | g[8]};
			return true;
		}
		at += size;
	}
	return false;
}
