#include "ebml.h"

#include "base/io.h"

/* A number whose first byte tells its length by leading zeros. */
static int vint(
	const unsigned char *p, long n, int max, bool keep_marker, uint64_t *ret)
{
	int length = 1;
	while (length <= max && !(p[0] & 0x100 >> length))
		length++;
	if (length > max || length > n)
		return 0;
	uint64_t v = keep_marker ? p[0] : p[0] & (0xFFU >> length);
	bool all_ones = (p[0] & (0xFFU >> length)) == (0xFFU >> length);
	for (int i = 1; i < length; i++) {
		v = v << 8 | p[i];
		all_ones = all_ones && p[i] == 0xFF;
	}
	*ret = !keep_marker && all_ones ? UINT64_MAX : v;
	return length;
}

bool ebml_at(int fd, int64_t at, int64_t end, struct ebml *ret)
{
	unsigned char p[12];
	uint64_t id, size;
	if (at >= end)
		return false;
	long n = io_pread_full(fd, p, sizeof p, at);
	int a = n > 1 ? vint(p, n, 4, true, &id) : 0;
	int b = a && a < n ? vint(p + a, n - a, 8, false, &size) : 0;
	if (!b)
		return false;
	*ret = (struct ebml){.id = (uint32_t)id, .body = at + a + b};
	if (ret->body > end)
		return false;
	if (size == UINT64_MAX)
		ret->size = -1;
	else
		ret->size = size > (uint64_t)(end - ret->body) ? end - ret->body
							       : (int64_t)size;
	return true;
}
