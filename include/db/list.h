/*
 * Windows over lists: the screen asks for the rows that it shows, and no more.
 *
 * A list is named by its spec. The connection keeps the keys of every 256th row of the
 * lists that were open lately (keyset paging: no OFFSET over the whole list), so that
 * any row number, the end, and the number of a given row are cheap with a million rows.
 * What others commit is noticed at the next call. Use it on the query thread, or in a
 * subcommand on its own connection.
 */
#ifndef DB_LIST_H
#define DB_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "model/listen.h"
#include "model/track.h"

enum list_kind {
	/* rows are tracks */
	LIST_TRACKS,         /* all */
	LIST_ARTIST_TRACKS,  /* id: artist, in any role */
	LIST_ALBUM_TRACKS,   /* id: album */
	LIST_GENRE_TRACKS,   /* id: genre */
	LIST_FOLDER_TRACKS,  /* id: root, path: folder below it ("" the root), all below
			     */
	LIST_CLUSTER_TRACKS, /* id: mood cluster; the most typical ones first */
	LIST_NEVER_PLAYED,   /* of the profile: what no play of counts */
	/* id: playlist; row.entry is the entry's id. Of a live one the tracks that its
	 * query means; row.entry is 0 then. */
	LIST_PLAYLIST_TRACKS,
	LIST_QUERY_TRACKS, /* query: what it means (text/query.h), in its order */
	LIST_MOST_PLAYED,  /* of the profile */
	/* rows are other things */
	LIST_ARTISTS,       /* with tracks of their own or as album artist */
	LIST_ALBUMS,        /* all, by artist, year, title */
	LIST_ARTIST_ALBUMS, /* id: artist, also as the second one */
	LIST_YEAR_ALBUMS,   /* id: year */
	LIST_GENRES,
	LIST_DECADES,   /* newest first; row.id is its first year, 0 where unknown */
	LIST_YEARS,     /* id: the first year of a decade */
	LIST_CLUSTERS,  /* moods that have recordings, by number */
	LIST_PLAYLISTS, /* and folders, as they are folded: a tree */
	LIST_PLAYLISTS_ALONE, /* no folders, but what is in folded ones */
	LIST_HISTORY,         /* of the profile, newest first, of 5 s and more */
	LIST_HISTORY_ALL,     /* quick skips too */
	LIST__COUNT
};

/* Orders of LIST_TRACKS (albums too take LIST_BY_ADDED); other lists have one of their
 * own and ignore it. */
enum list_order {
	LIST_BY_ALBUM, /* artist, year, album, disc, number, title */
	LIST_BY_TITLE,
	LIST_BY_ADDED, /* newest first: "recently added" */
	LIST_ORDER__COUNT
};

struct list_spec {
	enum list_kind kind;
	enum list_order order;
	int64_t id;         /* see list_kind; 0 where it takes none */
	int64_t profile;    /* 0: the default one (id 1) */
	const char *path;   /* LIST_FOLDER_TRACKS; bytes */
	const char *query;  /* LIST_QUERY_TRACKS */
	const char *filter; /* NULL or "": none; else the rows that this query
			       (text/query.h) leaves, in the list's order */
};

struct list_artist {
	int64_t id;
	const char *name;
	int64_t tracks, albums;
};
struct list_album {
	int64_t id, artist;
	const char *title, *artist_name;
	int year;
	int64_t tracks, duration_ms;
};
struct list_genre {
	int64_t id;
	const char *name;
	int64_t tracks;
};
struct list_year {
	int year, span;   /* span 10: a decade from that year on; 1: the year */
	const char *name; /* "1990s", "1997"; "" where it is not known */
	int64_t albums, tracks;
};
struct list_cluster {
	int64_t id;
	const char *name;
	int64_t members;
};
struct list_playlist {
	int64_t id;
	const char *name;
	const char *query; /* of a live one; NULL else */
	int64_t entries;   /* of a folder: what lies in it directly */
	int64_t duration_ms, changed_ms;
	int depth; /* how many folders it lies in */
	bool folder, folded;
};

/* One row; which part is filled follows from the kind. Texts live in the arena. */
struct list_row {
	int64_t id; /* of track, artist, album, genre, cluster, playlist; year; playlist
		       entry; listen row */
	int64_t entry;      /* playlist entry, 0 else */
	struct track track; /* tracks, playlist entries, history */
	struct list_artist artist;
	struct list_album album;
	struct list_genre genre;
	struct list_year year;
	struct list_cluster cluster;
	struct list_playlist playlist;
	struct listen listen;   /* history */
	int64_t plays, last_ms; /* LIST_MOST_PLAYED */
};

struct list_window {
	size_t total; /* rows of the whole list */
	size_t first; /* of this window; less than asked for where the list is shorter
		       */
	size_t n;
	struct list_row *row; /* (n), in the arena */
};

/* Rows [first, first + n). A `first` behind the end gives the last n rows. */
enum err_code list_window(struct db *db, const struct list_spec *spec, size_t first,
	size_t n, struct arena *a, struct list_window *ret, struct err *why);
/* From stored counts where there are any. */
enum err_code list_count(
	struct db *db, const struct list_spec *spec, size_t *ret, struct err *why);
/* The row number of an id (see list_row.id); ERR_NOT_FOUND where it is not in the list.
 */
enum err_code list_position(struct db *db, const struct list_spec *spec, int64_t id,
	size_t *ret, struct err *why);
/* The recordings of rows [first, first + n) of a list of tracks, for playing from
 * there; caller frees *ret. n 0: to the end. */
enum err_code list_recordings(struct db *db, const struct list_spec *spec, size_t first,
	size_t n, int64_t **ret, size_t *ret_n, struct err *why);
/* First row whose sort text begins with `text` folded (jump by letter), or where it
 * would stand. LIST_TRACKS by title or album, artists, albums. */
enum err_code list_seek(struct db *db, const struct list_spec *spec, const char *text,
	size_t *ret, struct err *why);
/* Rows shown in all, from stored counts: what the first draw needs. */
struct list_totals {
	int64_t tracks, artists, albums, genres, playlists, listens, roots;
	int64_t features;       /* recordings whose sound is known */
	const char *first_root; /* in the arena; NULL: there is no root */
};
enum err_code list_totals(
	struct db *db, struct arena *a, struct list_totals *ret, struct err *why);
bool list_has_tracks(enum list_kind kind);
/* What SQLite plans for every query of a list, a line a step: for tests, which fail
 * where a list would be sorted or read as a whole. */
enum err_code list_plan(
	struct db *db, const struct list_spec *spec, struct str *out, struct err *why);

/* A folder of the library's files, for the folder browser: names directly below. */
struct list_entry {
	bool folder;
	const char *name;         /* bytes */
	int64_t track, recording; /* of a file */
};
/* Folders first, each in the order of bytes. `path` is relative to the root, "" itself.
 */
enum err_code list_folder(struct db *db, int64_t root, const char *path,
	struct arena *a, struct list_entry **ret, size_t *ret_n, struct err *why);
struct list_root {
	int64_t id;
	const char *path; /* absolute, bytes */
};
/* The folders that were added to the library, without counting what is in them. */
enum err_code list_roots(struct db *db, struct arena *a, struct list_root **ret,
	size_t *ret_n, struct err *why);
/* Only the folders, however many files lie beside them. */
enum err_code list_folders(struct db *db, int64_t root, const char *path,
	struct arena *a, struct list_entry **ret, size_t *ret_n, struct err *why);

#endif
