/*
 * What a library or a playlist of another player holds, in its own terms: nothing here
 * knows of our library yet. One reader a format, each from bytes in memory.
 */
#ifndef LIBRARY_IMPORT_DATA_H
#define LIBRARY_IMPORT_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/str.h"

enum import_source {
	IMPORT_PLAYLIST, /* M3U, PLS, XSPF */
	IMPORT_CMUS,
	IMPORT_MPD,
	IMPORT_RHYTHMBOX,
	IMPORT_ITUNES,
	IMPORT_SOURCE__COUNT
};
const char *import_source_name(enum import_source s);  /* "cmus" …: kept in facts */
const char *import_source_title(enum import_source s); /* "cmus" "MPD" "iTunes" … */

/* Texts are owned; NULL where nothing is said. */
struct import_track {
	char *path;  /* as it was there: absolute, or from a folder that is not known */
	char *other; /* the path in a second reading of its bytes */
	char *title, *artist, *album;
	int64_t duration_ms; /* -1 unknown */
	int64_t start_ms;    /* where in the file it begins; -1: it is all of it */
	int part;            /* number in a CUE sheet that path names; 0 none */
	int rating;          /* 0 none, 1…5 */
	signed char like;
	int64_t plays, skips;
	int64_t first_s, last_s; /* unix seconds; 0 unknown */
	unsigned line;           /* in its file; 0 unknown */
};
struct import_list {
	char *name;     /* owned */
	int32_t parent; /* index of its folder; -1: none. Folders come first */
	bool folder;
	int32_t *track; /* owned; (n) indices */
	size_t n, cap;
};
struct import_trouble {
	unsigned line; /* 0 unknown */
	char *what, *why;
};

struct import_data {
	enum import_source source;
	struct import_track *track;
	struct import_list *list;
	struct import_trouble *trouble;
	size_t n_tracks, cap_tracks, n_lists, cap_lists, n_troubles, cap_troubles;
};
void import_data_finish(struct import_data *d);
/* Zeroed but for what is unknown; path is copied. Valid until the next one. */
struct import_track *import_add_track(struct import_data *d, const char *path);
/* Its index. */
int32_t import_add_list(
	struct import_data *d, const char *name, int32_t parent, bool folder);
void import_list_track(struct import_data *d, int32_t list, int32_t track);
void import_add_trouble(
	struct import_data *d, unsigned line, const char *what, const char *why);
/* Appends everything of `from`, which is emptied. */
void import_data_join(struct import_data *d, struct import_data *from);

/* Tracks that are named by their path only take title, artist and album of another one
 * with that path. */
void import_data_share_names(struct import_data *d);

/* Wire form between processes. */
void import_data_put(struct str *b, const struct import_data *d);
bool import_data_get(struct bytes_reader *r, struct import_data *ret);

/* What a file is, by its first bytes. */
enum import_kind {
	IMPORT_KIND_PLAYLIST, /* text that is nothing else */
	IMPORT_KIND_CMUS_CACHE,
	IMPORT_KIND_MPD_DATABASE, /* text, mostly gzipped */
	IMPORT_KIND_SQLITE,       /* MPD's stickers */
	IMPORT_KIND_RHYTHMDB,
	IMPORT_KIND_RHYTHMBOX_LISTS,
	IMPORT_KIND_PLIST,
	IMPORT_KIND__COUNT
};
enum import_kind import_sniff(const char *data, size_t n);
struct import_text {
	const char *data; /* (n) */
	size_t n;
	const char *name;   /* of the file, without folder: names its list */
	const char *folder; /* it lies in */
};
/* ERR_FORMAT: it is none of its kind. What came before damage is kept, with the damage as
 * a trouble. */
enum err_code import_read(struct import_data *d, enum import_kind kind,
	const struct import_text *t, struct err *why);

#endif
