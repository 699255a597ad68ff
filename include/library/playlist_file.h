/*
 * Playlist files of other programs: M3U and M3U8, PLS, XSPF.
 *
 * Reading tells the format by the content. Paths are bytes; relative ones are taken
 * from the folder of the playlist; file:// addresses are decoded; addresses on the
 * network are counted and left out. Sizes are bounded, damaged lines are passed over.
 */
#ifndef LIBRARY_PLAYLIST_FILE_H
#define LIBRARY_PLAYLIST_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum playlist_format { PLAYLIST_M3U8, PLAYLIST_PLS, PLAYLIST_XSPF };
enum { PLAYLIST_FILE_MAX = 16 << 20, PLAYLIST_ITEMS_MAX = 1000000 };

struct playlist_item {
	char *path;          /* owned; absolute where the folder was, bytes */
	char *title;         /* owned; "Artist - Title", NULL: none given */
	int64_t duration_ms; /* -1: not given */
};

struct playlist_file {
	char *name;                 /* owned; that the file gives itself, NULL: none */
	struct playlist_item *item; /* owned; (n) */
	size_t n, cap;
	size_t remote; /* addresses on the network that were left out */
};
void playlist_file_finish(struct playlist_file *p);
/* Copies the strings. */
void playlist_file_add(struct playlist_file *p, const char *path, const char *title,
	int64_t duration_ms);

/* By the name's extension; ERR_UNSUPPORTED names the known ones. */
enum err_code playlist_format_of(
	const char *file_name, enum playlist_format *ret, struct err *why);
/* Parses n bytes; `folder` is where the playlist lies. ERR_FORMAT: it is no playlist.
 */
enum err_code playlist_file_parse(const char *data, size_t n, const char *folder,
	struct playlist_file *ret, struct err *why);
/* Appends the file's text. Paths below `folder` (NULL: none) become relative to it. */
void playlist_file_write(const struct playlist_file *p, enum playlist_format format,
	const char *folder, struct str *out);

#endif
