/*
 * Playlist files of other programs: M3U and M3U8, PLS, XSPF.
 *
 * Reading tells the format by the content. Paths are bytes; relative ones are taken
 * from the folder of the playlist; file:// addresses are decoded; paths of Windows
 * (C:\Music\a.mp3) become /C:/Music/a.mp3, which is matched by its end. A line that is no
 * UTF-8 has a second reading, in the encoding it looks like; one with %XX in it has that
 * with the characters they stand for. UTF-16 is converted, byte order marks are dropped.
 * Sizes are bounded; what cannot be read is told line by line.
 */
#ifndef LIBRARY_PLAYLIST_FILE_H
#define LIBRARY_PLAYLIST_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum playlist_format { PLAYLIST_M3U8, PLAYLIST_PLS, PLAYLIST_XSPF };
enum { PLAYLIST_FILE_MAX = 256 << 20, PLAYLIST_ITEMS_MAX = 1000000 };

struct playlist_item {
	char *path;          /* owned; absolute where the folder was, bytes */
	char *other;         /* owned; another reading of its bytes (see above); NULL: none */
	char *title;         /* owned; "Artist - Title", NULL: none given */
	int64_t duration_ms; /* -1: not given */
	int64_t start_ms;    /* where in the file it begins; -1: it is all of it */
	int64_t end_ms;      /* -1: to the end */
	unsigned line;       /* 1 the first; 0 unknown */
};

/* A line that was left out. */
struct playlist_trouble {
	unsigned line; /* 0 unknown */
	char *what;    /* owned; UTF-8: what stands there */
	char *why;     /* owned; a few words */
};

struct playlist_file {
	char *name;                 /* owned; that the file gives itself, NULL: none */
	struct playlist_item *item; /* owned; (n) */
	size_t n, cap;
	size_t remote; /* addresses on the network that were left out */
	struct playlist_trouble *trouble; /* owned; (n_troubles) */
	size_t n_troubles, cap_troubles;
};
void playlist_file_finish(struct playlist_file *p);
/* Copies the strings; returns the item, to be filled further. */
struct playlist_item *playlist_file_add(struct playlist_file *p, const char *path,
	const char *title, int64_t duration_ms);

/* By the name's extension; ERR_UNSUPPORTED names the known ones. */
enum err_code playlist_format_of(
	const char *file_name, enum playlist_format *ret, struct err *why);
/* Parses n bytes; `folder` is where the playlist lies. ERR_FORMAT: it is no playlist.
 */
enum err_code playlist_file_parse(const char *data, size_t n, const char *folder,
	struct playlist_file *ret, struct err *why);

enum playlist_paths {
	PLAYLIST_PATHS_BELOW,    /* relative where they lie below the folder */
	PLAYLIST_PATHS_RELATIVE, /* relative all, with ".." */
	PLAYLIST_PATHS_ABSOLUTE
};
/* Appends the file's text; `folder` is where it will lie (NULL: nowhere, all paths are
 * absolute). Whatever is in a path or a title, reading it back gives the same path. */
void playlist_file_write(const struct playlist_file *p, enum playlist_format format,
	const char *folder, enum playlist_paths paths, struct str *out);

#endif
