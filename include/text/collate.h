/*
 * Keys for sorting names and titles; compare them with memcmp.
 *
 * Leading articles count for nothing, numbers by their value ("Vol. 2" before "Vol. 10"),
 * punctuation and spaces only as borders of words. The order of letters is that of a
 * locale (strxfrm_l: the C library knows hundreds of them, and dictionaries' orders of
 * Han), word by word: first by letters, then by accents. Where the locale is "C", or is not
 * installed, letters are folded (text/fold.h), which gives the order of Unicode without
 * accents. Keys of different collations must not be mixed: collate_name tells them apart.
 */
#ifndef TEXT_COLLATE_H
#define TEXT_COLLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { COLLATE_LOCALE_SIZE = 64 };

struct collate;

/* locale: "sv_SE.UTF-8", or "C". articles: words that count for nothing at the beginning
 * of a title, a space between two; names of languages (en de fr es it nl pt sv da no) stand
 * for theirs; "auto": those of English and of the locale; "off" or "": none. Never NULL. */
struct collate *collate_create(const char *locale, const char *articles);
void collate_destroy(struct collate *c); /* NULL is fine */
/* Locale, version of the C library and articles; borrowed. */
const char *collate_name(const struct collate *c);
/* Appends the key of a name, at most about max bytes; nothing for an empty text. */
void collate_key(
	const struct collate *c, struct str *out, const char *text, size_t max);
/* Appends what the keys of texts that begin so are not less than: for jumps by letters. */
void collate_prefix(const struct collate *c, struct str *out, const char *text);

/* The locale whose order is meant: `wanted`, or for "auto" that of LC_ALL, LC_COLLATE and
 * LANG, with UTF-8 as its encoding; "C" where none says anything. */
void collate_locale(const char *wanted, char out[COLLATE_LOCALE_SIZE]);
/* Is the locale installed? "C" always is. */
bool collate_has(const char *locale);

#endif
