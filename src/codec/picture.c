#include "codec/picture.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "picture_api.h"
#include "picture_tags.h"

static bool is_jpeg(const unsigned char *p, size_t n)
{
	return n > 3 && p[0] == 0xFF && p[1] == 0xD8 && p[2] == 0xFF;
}

static bool is_png(const unsigned char *p, size_t n)
{
	return n > 8 && memcmp(p, "\x89PNG\r\n\x1A\n", 8) == 0;
}

bool picture_is_known(const void *bytes, size_t n)
{
	return is_jpeg(bytes, n) || is_png(bytes, n);
}

enum err_code picture_decode(
	const void *bytes, size_t n, int side, struct picture *ret, struct err *why)
{
	*ret = (struct picture){0};
	side = side < 1 ? 1 : side > PICTURE_SIDE_MAX ? PICTURE_SIDE_MAX : side;
	if (is_jpeg(bytes, n))
		return picture_from_jpeg(bytes, n, side, ret, why);
	if (is_png(bytes, n))
		return picture_from_png(bytes, n, side, ret, why);
	return err_set(why, ERR_UNSUPPORTED, "the picture is neither a JPEG nor a PNG");
}

static enum err_code decode_file(
	int fd, size_t n, int side, struct picture *ret, struct err *why)
{
	char *bytes = xmalloc(n + 1);
	ssize_t got = io_pread_full(fd, bytes, n, 0);
	enum err_code code =
		got > 0 ? picture_decode(bytes, (size_t)got, side, ret, why)
			: err_set(why, ERR_IO, "the picture cannot be read");
	free(bytes);
	return code;
}

enum err_code picture_read_fd(int fd, int side, struct picture *ret, struct err *why)
{
	unsigned char head[16];
	struct stat st;
	*ret = (struct picture){0};
	ssize_t n = io_pread_full(fd, head, sizeof head, 0);
	if (n <= 0 || fstat(fd, &st) != 0 || !picture_is_known(head, (size_t)n))
		return picture_from_tags(fd, side, ret, why);
	if (st.st_size > PICTURE_FILE_MAX)
		return err_set(why, ERR_RANGE, "the picture has more than %d MB",
			PICTURE_FILE_MAX >> 20);
	return decode_file(fd, (size_t)st.st_size, side, ret, why);
}
