/*
 * Whole reads and writes on descriptors and files.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

/* Loops over EINTR and short counts. Returns bytes read (less than n only at the end)
 * or -1 with errno. */
ssize_t io_read_full(int fd, void *buf, size_t n);
ssize_t io_pread_full(int fd, void *buf, size_t n, off_t at);
int io_write_full(int fd, const void *buf, size_t n); /* 0, or -1 with errno */
/* Reads a whole file of at most max bytes; "-" is standard input. Caller frees *ret; it
 * is NUL-terminated behind *ret_n bytes. */
enum err_code io_read_file(
	const char *path, size_t max, char **ret, size_t *ret_n, struct err *why);
/* Writes to a temporary file beside `path`, syncs, renames. */
enum err_code io_write_file(
	const char *path, const void *data, size_t n, int mode, struct err *why);

#endif
