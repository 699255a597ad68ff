/* Private to db/: which album a track belongs to. */
#ifndef LIBRARY_ALBUM_H
#define LIBRARY_ALBUM_H

#include "library_cache.h"

#define VARIOUS_ARTISTS "Various Artists"

struct album_wish {
	const struct name *artist; /* whose it is, unless its folder says otherwise */
	const char *title;
	const char *sort_title, *mb_album; /* may be NULL */
	const char *credit;  /* album artists as written; NULL: the artist's name */
	const char *further; /* list of the second album artist and so on; NULL: none */
	int year;
	int64_t added_s;
	bool nameless; /* the artist has no name: it joins whoever is there */
	/* Of the folder, where no tag names an album artist; 0: one does. */
	int64_t folder;
};
/* Finds the album or makes it; ret->owner is the id of its artist. Albums without an album
 * artist are those of their folder: of Various Artists as soon as their tracks' artists
 * differ, which moves what is there already. */
enum err_code album_of(
	struct db *db, const struct album_wish *w, struct name *ret, struct err *why);
/* Stands for the folder that a file lies in, without "CD1" at its end; for the release
 * where that is known (mb_album may be NULL). 0: it lies in the library's own folder, where
 * albums of one title need not be the same. */
int64_t album_folder(int64_t root, const char *path, const char *mb_album);

#endif
