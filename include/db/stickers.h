/*
 * MPD's stickers: an SQLite database of another program, read from memory so that a
 * confined process can.
 */
#ifndef DB_STICKERS_H
#define DB_STICKERS_H

#include <stddef.h>

#include "base/err.h"

/* What SQLite wants of the system once, before a process confines itself. */
void stickers_prepare(void);
/* Every sticker of a song: its path below MPD's music folder, name and value. ERR_FORMAT:
 * it is no sticker database. */
enum err_code stickers_each(const char *data, size_t n,
	void (*fn)(void *ctx, const char *uri, const char *name, const char *value),
	void *ctx, struct err *why);

#endif
