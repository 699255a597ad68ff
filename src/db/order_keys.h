/* Private to db/: sort keys of names, albums and tracks. All are bytes for memcmp. */
#ifndef ORDER_KEYS_H
#define ORDER_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "connection.h"

/* Looks whether another order was chosen since; called first by every writer. */
void order_refresh(struct db *db);
/* Keys made so far are stale: they will be made again in the background. */
enum err_code order_stale(struct db *db, struct err *why);

/* Of an artist or a genre; sort_name (may be NULL) stands for the name. Without any name
 * it comes last. */
void order_name(
	struct db *db, struct str *out, const char *name, const char *sort_name);
/* Of a title, as long as it may be. */
void order_title(
	struct db *db, struct str *out, const char *title, const char *sort_title);
/* The order of albums, and the beginning of their tracks' keys: artist, year, title. */
struct order_album {
	const void *artist; /* its key */
	size_t artist_n;
	int year;
	const char *title, *sort_title; /* sort_title may be NULL */
};
void order_album(struct db *db, struct str *out, const struct order_album *a);
/* Album artist, year, album, its id, disc, number, title. Tracks without album come
 * behind the albums of their artist. */
struct order_track {
	const void *lead; /* key of the album, or of the artist where there is none */
	size_t lead_n;
	int64_t album; /* 0: none */
	int disc, number;
	const void *title; /* its key */
	size_t title_n;
};
void order_track(struct str *out, const struct order_track *t);
/* What the keys of names that begin with the text are not less than. */
void order_prefix(struct db *db, struct str *out, const char *text);

#endif
