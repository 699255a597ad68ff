/* Private to db/: what each list is made of. */
#ifndef LIST_SOURCE_H
#define LIST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "db/list.h"

/* Rows that an index holds in their order. */
struct list_part {
	const char *from;  /* tables, with the index named */
	const char *where; /* parameters :id, :profile, :low, :high */
	const char *key, *id;
};

enum { LIST_MORE_PARTS = 2 };

/*
 * A list is rows (key, id) in the order of both (or of key and tie); `key` is the only
 * thing that differs between orders, and an index holds it, so that no list is ever
 * sorted. Where rows come from several tables, each holds them in that order, and they
 * are merged while they are read; a row that stands in two is one.
 */
struct list_source {
	struct list_part rows;
	const char *tie;   /* orders rows of the same key; NULL: the id */
	bool descending;   /* newest or most first */
	bool text_key;     /* the key begins with folded text: list_seek works */
	bool real_key;     /* the key is a number with a fraction */
	const char *count; /* a number from stored counts where there is one */
	/* (key, id and tie if any) of the row that the callers name :row */
	const char *key_of;
	struct list_part more[LIST_MORE_PARTS]; /* `from` NULL behind the last */
};

/* The ways to walk a source; all SELECT key, id except BEFORE and UP_TO (a count). */
enum list_walk {
	WALK_START,        /* from the first row: :n rows after skipping :skip */
	WALK_END,          /* from the last one back */
	WALK_AFTER,        /* behind (:key, :after) */
	WALK_BEFORE_COUNT, /* how many rows stand before (:key, :after) */
	WALK_SEEK_COUNT,   /* how many rows have a key before :key */
	WALK__COUNT
};

enum list_source_id {
	FROM_TRACKS,
	FROM_TRACKS_BY_TITLE,
	FROM_TRACKS_BY_ADDED,
	FROM_NEVER_PLAYED,
	FROM_TRACKS_OF_ARTIST,
	FROM_TRACKS_OF_ALBUM,
	FROM_TRACKS_OF_GENRE,
	FROM_TRACKS_OF_FOLDER,
	FROM_TRACKS_OF_CLUSTER,
	FROM_ENTRIES,
	FROM_MOST_PLAYED,
	FROM_ARTISTS,
	FROM_ALBUMS,
	FROM_ALBUMS_BY_ADDED,
	FROM_ALBUMS_OF_ARTIST,
	FROM_ALBUMS_OF_YEAR,
	FROM_GENRES,
	FROM_DECADES,
	FROM_YEARS,
	FROM_CLUSTERS,
	FROM_PLAYLISTS,
	FROM_PLAYLISTS_ALONE,
	FROM_LISTENS,
	FROM_LISTENS_ALL,
	LIST_SOURCES
};

const struct list_source *list_source(enum list_source_id id);
/* The SQL of a walk, put together from the table's parts; caller frees. */
char *list_source_sql(enum list_source_id id, enum list_walk walk);

#endif
