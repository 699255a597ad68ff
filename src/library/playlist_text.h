/* Private to library/: the small texts that playlist files are made of. */
#ifndef PLAYLIST_TEXT_H
#define PLAYLIST_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Lines without their ends, LF or CRLF, blanks at the end dropped. */
struct playlist_lines {
	const char *at, *end;
	struct str line; /* owned */
};
const char *playlist_line(struct playlist_lines *l); /* borrowed; NULL at the end */

enum playlist_place { PLAYLIST_NOWHERE, PLAYLIST_LOCAL, PLAYLIST_REMOTE };
/* Appends the absolute path of an entry as it is written, "." and ".." taken out. */
enum playlist_place playlist_resolve(
	struct str *out, const char *written, const char *folder);

/* XML without a parser: the text of the first <name>…</name> between begin and end, its
 * entities decoded. False where there is none. */
bool playlist_element(
	const char *begin, const char *end, const char *name, struct str *out);
/* Text for an element: < > & escaped, bytes that are not UTF-8 as U+FFFD. */
void playlist_escape(struct str *out, const char *text);
/* A path for an address: everything but letters, digits and -._~/ as %XX. */
void playlist_percent(struct str *out, const char *path);

#endif
