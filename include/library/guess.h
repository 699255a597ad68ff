/*
 * What tags leave out, made out from where a file lies: Artist/Album/01 - Title,
 * Artist - Album (Year)/…, 1-02 Title, Artist - Title, CD1/…, and discs in album titles.
 */
#ifndef LIBRARY_GUESS_H
#define LIBRARY_GUESS_H

#include "model/tags.h"

/* Fills fields that are empty, and says so in t->guessed. path is relative to the folder
 * of the library; bytes. "Title (Disc 2)" becomes "Title" and disc 2. */
void guess_tags(struct tags *t, const char *path);
/* The same for one of several tracks in a file, whose name is not theirs: only what the
 * folders tell. */
void guess_part(struct tags *t, const char *path);

#endif
