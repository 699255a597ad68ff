/* Where a stream of Ogg ends: the granule position of its last page. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "container.h"
#include "tag_container.h"

enum { TAIL = 3 * 65536, PAGE_HEAD = 27 }; /* more than the two largest pages */

int64_t ogg_last_granule(int fd)
{
	struct ogg_page first;
	struct stat st;
	if (fstat(fd, &st) != 0 || !ogg_page_at(fd, container_front_end(fd), &first))
		return -1;
	unsigned char *p = xmalloc(TAIL);
	int64_t from = st.st_size > TAIL ? st.st_size - TAIL : 0, granule = -1;
	ssize_t n = io_pread_full(fd, p, TAIL, from);
	for (ssize_t i = n - PAGE_HEAD; i >= 0 && granule < 0; i--)
		if (p[i] == 'O' && memcmp(p + i, "OggS", 4) == 0 &&
			container_le32(p + i + 14) == first.serial)
			granule = (int64_t)container_le64(p + i + 6);
	free(p);
	return granule;
}
