/*
 * Looking ahead of the walk. On a disk that has to be waited for, several threads list
 * the folders that come next and look at their files, so that the walk finds them in
 * memory; what is about to be read of a file is asked for while others are read.
 */
#ifndef LIBRARY_SCAN_AHEAD_H
#define LIBRARY_SCAN_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan_ahead;
/* `root_fd` is borrowed until scan_ahead_end(). */
struct scan_ahead *scan_ahead_begin(int root_fd);
/* A folder (relative to the root) will be walked soon. False: enough is under way, ask
 * again. */
bool scan_ahead_ask(struct scan_ahead *a, const char *path);
/* Stops at once. How many folders were looked into; NULL is fine: none. */
size_t scan_ahead_end(struct scan_ahead *a);

/* 512-byte blocks that the calling thread had to wait for so far. */
int64_t scan_ahead_waits(void);

/* The parts of a file that a tags worker reads, begun to be read unless its beginning is
 * in memory. False: it was. */
bool scan_ahead_file(int fd, int64_t size);

#endif
