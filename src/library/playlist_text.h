/* Private to library/: the small texts that playlist files are made of. */
#ifndef PLAYLIST_TEXT_H
#define PLAYLIST_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "library/playlist_file.h"

/* Lines without their ends (LF, CRLF, CR), blanks at the end dropped. */
struct playlist_lines {
	const char *at, *end;
	struct str line; /* owned */
	unsigned number; /* of the line that was given last */
};
const char *playlist_line(struct playlist_lines *l); /* borrowed; NULL at the end */

enum playlist_place { PLAYLIST_NOWHERE, PLAYLIST_LOCAL, PLAYLIST_REMOTE };
/* Appends the absolute path of an entry as it is written, "." and ".." taken out. In an
 * address (uri) %XX is decoded in relative paths too. */
enum playlist_place playlist_resolve(
	struct str *out, const char *written, const char *folder, bool uri);
/* What else the bytes of a path may mean, for where nothing lies there: another encoding
 * where they are no UTF-8, and %XX decoded, as VLC writes relative paths. NULL: nothing; the
 * caller frees it. */
char *playlist_other_reading(const char *path);
/* Is it a path of Windows: C:\…, C:/…, \\server\…? */
bool playlist_is_windows(const char *path);

/* What has been read of one entry. */
struct playlist_entry_text {
	struct str path, title, creator;
	int64_t duration_ms, start_ms, end_ms;
	unsigned line;
	bool uri;
};
void playlist_entry_reset(struct playlist_entry_text *e);
void playlist_entry_finish(struct playlist_entry_text *e);
/* The entry is complete: resolves its path and keeps it, or notes why not. */
void playlist_keep(struct playlist_file *p, const struct playlist_entry_text *e,
	const char *folder);
void playlist_trouble_add(
	struct playlist_file *p, unsigned line, const char *what, const char *why);
/* XSPF; what came before damage is kept, ERR_FORMAT where that is nothing. */
enum err_code playlist_read_xspf(struct playlist_file *p, const char *data, size_t n,
	const char *folder, struct err *why);

/* Text for an element: < > & escaped, bytes that are not UTF-8 as U+FFFD. */
void playlist_escape(struct str *out, const char *text);
/* A path for an address: everything but letters, digits and -._~/ as %XX. */
void playlist_percent(struct str *out, const char *path);

#endif
