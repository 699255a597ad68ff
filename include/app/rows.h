/*
 * Windows over lists. A list may have a million rows; only those that are asked for
 * exist here. Rows arrive from the query thread: until then rows_get() says false and
 * the screen draws a placeholder; APP_CHANGED_ROWS tells when they are there.
 */
#ifndef APP_ROWS_H
#define APP_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/app.h"
#include "model/listen.h"
#include "model/track.h"
#include "player/queue.h"

enum rows_list {
	ROWS_FORYOU,  /* For You's picks: what plays of it, then what follows */
	ROWS_QUEUE,   /* NOW, NEXT, THEN with headings, and what follows after that */
	ROWS_ARTISTS, /* album artists; row 0 is "All artists" */
	ROWS_ALBUMS,  /* of `artist`, of `year`, or all; row 0 is "All albums" */
	/* Of `album` (a heading for each of several discs), `artist`, `genre`, `mood`,
	 * `year`, of the folder `text` in `root`, or all. */
	ROWS_TRACKS,
	ROWS_GENRES,
	ROWS_DECADES,
	ROWS_YEARS, /* of the decade that begins with `year` */
	ROWS_MOODS, /* clusters of what sounds alike */
	ROWS_FOLDERS, /* right below the library's folder `text` in `root`; 0: its roots */
	ROWS_ADDED, /* tracks, newest first */
	ROWS_MOST_PLAYED,
	ROWS_NEVER_PLAYED,
	ROWS_PLAYLISTS,       /* a tree, with their folders */
	ROWS_PLAYLISTS_ALONE, /* by their paths, without folders */
	ROWS_PLAYLIST,        /* tracks of `playlist` */
	ROWS_SEARCH, /* hits for `text`: headings, artists, albums, playlists, tracks */
	ROWS_HISTORY, /* newest first */
	ROWS_FILES    /* the folder `text`: folders, then music */
};

struct rows_spec {
	enum rows_list list;
	int64_t artist, album, playlist, genre, mood, root; /* 0: none */
	bool by_year;       /* the year counts; 0 is that of what has none */
	int year, years;    /* the first of so many; 0 years: 1 */
	const char *text;   /* copied */
	const char *filter; /* copied: leaves what this query means (text/query.h) */
};

/* Whether both name the same list; filters apart. */
bool rows_spec_same(const struct rows_spec *a, const struct rows_spec *b);
/* *to owns its text, from a zeroed one on, until rows_spec_clear(); it has no filter. */
void rows_spec_copy(struct rows_spec *to, const struct rows_spec *from);
void rows_spec_clear(struct rows_spec *s);

enum row_kind {
	ROW_TRACK,
	ROW_ARTIST,
	ROW_ALBUM,
	ROW_PLAYLIST,
	ROW_GROUP, /* a folder of playlists */
	ROW_LISTEN,
	ROW_GENRE,
	ROW_DECADE,
	ROW_YEAR,
	ROW_MOOD,
	ROW_FOLDER, /* of the disk, or, with `root`, of the library */
	ROW_FILE,
	ROW_HEADING, /* cannot be selected */
	ROW_ALL      /* "All artists (312)" */
};

enum row_fold { ROW_NO_FOLD, ROW_FOLDED, ROW_UNFOLDED };

struct row {
	enum row_kind kind;
	int64_t id; /* recording, artist, album, playlist, listen: its identity */
	struct track track; /* of tracks, listens, queue rows, picks; texts borrowed */
	const char
		*text; /* name of an artist, album, playlist, folder, file, heading */
	const char
		*detail; /* album: its artist; file: why it cannot be played; or NULL */
	/* artist, decade, year: albums; album, playlist, genre, mood: tracks; group: lists */
	int64_t count;
	int64_t root; /* of a folder of the library; its path is relative to it */
	int64_t duration_ms;
	int year;
	int64_t when_ms, heard_ms; /* listens */
	enum outcome outcome;
	bool playing;
	bool moved;         /* it changed its place within the last 2 s */
	bool pinned;        /* a queued row with a reason */
	enum row_fold fold; /* a queued album's head, a folder of playlists */
	int depth;          /* how many folders a playlist lies in */
	const char *query;  /* of a live playlist; NULL else */
	enum queue_place place;
	int64_t key; /* of a queue row; 0 else */
	bool has_reason;
	struct reason reason;
};

/* What a row says about a list that is of it: its artist, its year …; its texts are
 * borrowed. */
void rows_spec_narrow(struct rows_spec *spec, const struct row *row);

struct rows;
struct rows *rows_open(struct app *a, const struct rows_spec *spec);
void rows_close(struct rows *r);
/* Asks for rows [first, first + n) (and some around); cheap when they are there. */
void rows_want(struct rows *r, int64_t first, int64_t n);
int64_t rows_count(const struct rows *r); /* -1 while unknown */
/* The texts are borrowed until the next rows_want() or turn of the loop. */
bool rows_get(struct rows *r, int64_t i, struct row *ret);
/* Shows or hides the tracks of the queued album that row i belongs to; false: none. */
bool rows_fold(struct rows *r, int64_t i);
/* What a row is, wherever it stands: its key in a queue, else kind and id. */
int64_t rows_identity(const struct row *row);
/* Of a folder of the library (root 0: of the disk). */
int64_t rows_identity_of_folder(int64_t root, const char *path);
/* Where the row with that identity stands; -1: not in the window. */
int64_t rows_find(struct rows *r, int64_t identity);
/* Where a file or folder stands in a folder of the disk, in the window or not; -1. */
int64_t rows_find_path(const struct rows *r, const char *path);
/* Changes when rows may stand elsewhere than before. */
uint64_t rows_version(const struct rows *r);
/* Why there is nothing to see and what to do next; "" where rows exist or may come. */
const char *rows_empty_text(struct rows *r);
/* What it was opened with; texts borrowed until it is closed. */
const struct rows_spec *rows_spec_of(const struct rows *r);
/* Is it a list that a filter can leave something of? */
bool rows_can_filter(const struct rows *r);
/* What to say of the query that was typed: the mistake in it, or that only something
 * spelled nearly so was found; "": nothing. */
const char *rows_note(const struct rows *r, bool *ret_mistake);
/* The next row from `from` on whose text contains the folded needle, going round; tells
 * `found` later (-1: none). For n and N. */
void rows_seek_text(struct rows *r, int64_t from, bool backwards, const char *needle,
	void (*found)(void *ctx, int64_t row), void *ctx);
/* The first row whose sort text begins with `text`, or where it would stand; tells
 * `found` later (-1: this list is not in the order of letters). */
void rows_jump(struct rows *r, const char *text, void (*found)(void *ctx, int64_t row),
	void *ctx);
/* The row of what plays; -1: not in the window. */
int64_t rows_playing(struct rows *r);

#endif
