/*
 * Discs by name: "CD1", "Disc 2 - Live" as a folder, "Title (Disc 2)" as an album.
 */
#ifndef TEXT_DISC_H
#define TEXT_DISC_H

#include <stddef.h>

/* The disc that a folder's name (n bytes) says it is; 0: it is no disc's. */
int disc_of_folder(const char *name, size_t n);
/* The disc that an album's title ends in, and the bytes of the title before it; 0: none,
 * *ret_n untouched. */
int disc_of_title(const char *title, size_t *ret_n);

#endif
