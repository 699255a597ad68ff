#include "text/gzip.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/mem.h"

enum { FIRST_SIZE = 1 << 16, LINE_MAX_BYTES = 1 << 28 };

struct gzip_lines {
	gzFile file;            /* owned */
	char *path;             /* owned */
	char *buf;              /* owned; (cap + 1) */
	size_t cap, begin, end; /* bytes [begin, end) wait to be returned */
	bool at_end;
};

enum err_code gzip_open_lines(
	const char *path, struct gzip_lines **ret, struct err *why)
{
	errno = 0;
	gzFile file = strcmp(path, "-") == 0 ? gzdopen(dup(STDIN_FILENO), "rb")
					     : gzopen(path, "rbe");
	if (!file)
		return err_sys(why, errno ? errno : ENOMEM, "%s", path);
	struct gzip_lines *g = xcalloc(1, sizeof *g);
	g->file = file;
	g->path = xstrdup(path);
	g->cap = FIRST_SIZE;
	g->buf = xmalloc(g->cap + 1);
	*ret = g;
	return ERR_OK;
}

void gzip_close_lines(struct gzip_lines *g)
{
	if (!g)
		return;
	gzclose(g->file);
	free(g->path);
	free(g->buf);
	free(g);
}

/* Moves what waits to the front and reads behind it. */
static enum err_code fill(struct gzip_lines *g, struct err *why)
{
	memmove(g->buf, g->buf + g->begin, g->end - g->begin);
	g->end -= g->begin;
	g->begin = 0;
	if (g->end == g->cap) {
		if (g->cap >= LINE_MAX_BYTES)
			return err_set(
				why, ERR_FORMAT, "%s: a line is too long", g->path);
		g->cap *= 2;
		g->buf = xreallocarray(g->buf, g->cap + 1, 1);
	}
	errno = 0;
	int n = gzread(g->file, g->buf + g->end, (unsigned)(g->cap - g->end));
	if (n < 0) {
		int code = Z_OK;
		const char *text = gzerror(g->file, &code);
		if (code == Z_ERRNO)
			return err_sys(why, errno ? errno : EIO, "%s", g->path);
		return err_set(
			why, ERR_CORRUPT, "%s: damaged gzip data (%s)", g->path, text);
	}
	/* A gzip file that is cut off ends without an error from gzread. */
	int code = Z_OK;
	gzerror(g->file, &code);
	if (n == 0 && code == Z_BUF_ERROR)
		return err_set(
			why, ERR_CORRUPT, "%s: the gzip data is cut off", g->path);
	g->at_end = n == 0;
	g->end += (size_t)n;
	return ERR_OK;
}

static char *take(struct gzip_lines *g, size_t n, size_t skip, size_t *ret_n)
{
	char *line = g->buf + g->begin;
	g->begin += n + skip;
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	*ret_n = n;
	return line;
}

enum err_code gzip_next_line(
	struct gzip_lines *g, char **ret, size_t *ret_n, struct err *why)
{
	size_t searched = 0;
	for (;;) {
		size_t have = g->end - g->begin;
		char *from = g->buf + g->begin;
		char *nl = have > searched
				   ? memchr(from + searched, '\n', have - searched)
				   : NULL;
		if (nl) {
			*ret = take(g, (size_t)(nl - from), 1, ret_n);
			return ERR_OK;
		}
		if (g->at_end) {
			*ret = have ? take(g, have, 0, ret_n) : NULL;
			return ERR_OK;
		}
		searched = have;
		enum err_code code = fill(g, why);
		if (code != ERR_OK)
			return code;
	}
}

enum err_code gzip_inflate(
	const char *data, size_t n, size_t max, struct str *out, struct err *why)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)n};
	char *piece = xmalloc(FIRST_SIZE);
	int r = inflateInit2(&z, 15 + 32);
	while (r == Z_OK) {
		z.next_out = (Bytef *)piece;
		z.avail_out = FIRST_SIZE;
		r = inflate(&z, Z_NO_FLUSH);
		str_append_n(out, piece, FIRST_SIZE - z.avail_out);
		if (out->len > max)
			break;
	}
	inflateEnd(&z);
	free(piece);
	if (out->len > max)
		return err_set(
			why, ERR_RANGE, "more than %zu MB come out of it", max >> 20);
	return r == Z_STREAM_END
		       ? ERR_OK
		       : err_set(why, ERR_CORRUPT, "its gzip data is damaged");
}
