/*
 * The query language: what is typed into search and filters, and what live playlists
 * are made of. Text in, a tree out; nothing here knows the database.
 *
 *	massive teardrop         words, in any order and anywhere; beginnings do
 *	"massive attack"         just these words, one behind the other
 *	artist:bjork  year:1990..1999  rating:>=4  added:<30d  played:0  length:>6m
 *	-live  -genre:live       without
 *	a | b   a OR b   (a b)   either; together
 *	is:liked  is:missing     (liked and missing alone, beside another filter)
 *	sort:added  sort:-year  limit:100
 *
 * Dates count in UTC. A mistake never spoils the rest: the wrong filter is left out and
 * told of in `problem`. With QUERY_TYPING what is not finished at the very end of the
 * text ("year:19") is no mistake.
 */
#ifndef TEXT_QUERY_H
#define TEXT_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

enum query_op {
	QUERY_AND,   /* children; none: everything */
	QUERY_OR,    /* children, at least two */
	QUERY_NOT,   /* one child */
	QUERY_TEXT,  /* `folded` words in `field` */
	QUERY_RANGE, /* low <= field <= high */
	QUERY_FLAG   /* field is one of QUERY_LIKED … */
};

enum query_field {
	QUERY_ANY, /* title, artists, album, composer */
	QUERY_ARTIST,
	QUERY_ALBUMARTIST,
	QUERY_ALBUM,
	QUERY_TITLE,
	QUERY_GENRE,
	QUERY_COMPOSER,
	QUERY_PATH, /* `text` as it stands, any case of ASCII */
	QUERY_CODEC,
	QUERY_CLUSTER,
	/* ranges */
	QUERY_YEAR,
	QUERY_RATING,     /* 0 none, 1 to 5 */
	QUERY_ADDED,      /* UTC seconds */
	QUERY_PLAYED,     /* plays that count */
	QUERY_LASTPLAYED, /* UTC seconds; never is QUERY_NEVER, before everything */
	QUERY_SKIPPED,
	QUERY_BPM,    /* tenths */
	QUERY_LENGTH, /* seconds */
	/* flags */
	QUERY_LIKED,
	QUERY_DISLIKED,
	QUERY_MISSING, /* its file is gone, or its folder is not there */
	QUERY_FIELD__COUNT
};
#define QUERY_NEVER INT64_MIN

struct query_node {
	enum query_op op;
	enum query_field field;
	struct query_node *child, *next; /* first child; next of the same parent */
	const char *text;                /* of a TEXT: as written */
	const char *folded;              /* of a TEXT: its words, a space between two */
	bool whole; /* of a TEXT in quotes: these very words, next to each other */
	int64_t low, high;
	size_t at, len; /* where it stands in the query, in bytes */
};

enum query_sort {
	QUERY_SORT_NONE, /* as the list has it; of live playlists: by album */
	QUERY_SORT_ALBUM,
	QUERY_SORT_TITLE,
	QUERY_SORT_YEAR,
	QUERY_SORT_ADDED, /* newest first; so are the next four: most, highest, latest */
	QUERY_SORT_PLAYED,
	QUERY_SORT_LASTPLAYED,
	QUERY_SORT_RATING,
	QUERY_SORT_SKIPPED,
	QUERY_SORT_BPM,
	QUERY_SORT_LENGTH,
	QUERY_SORT_RANDOM, /* another order every day */
	QUERY_SORT__COUNT
};

struct query_problem {
	size_t at, len; /* the place in the text; len 0: there is none */
	char text[160]; /* "year:19x0: not a year" */
};

struct query_tree {
	struct query_node *root; /* an AND, never NULL */
	enum query_sort sort;
	bool reverse;
	int64_t limit;                /* 0: none */
	struct query_problem problem; /* the first one */
	/* The first "name:" that is no field: its words are looked for as they stand. */
	struct query_problem unknown;
	struct arena arena;
};

enum query_mode { QUERY_STRICT, QUERY_TYPING };
/* Never fails. `now_s`: UTC seconds, what ages are counted from. */
void query_parse(
	struct query_tree *ret, const char *text, enum query_mode mode, int64_t now_s);
void query_finish_tree(struct query_tree *t);
/* For what is kept (a live playlist): ERR_USAGE with the problem as a sentence, or where
 * it asks for nothing at all. */
enum err_code query_check(const char *text, struct err *why);
/* "artist" …; "" for QUERY_ANY. */
const char *query_field_name(enum query_field f);
/* The tree as text, for tests: (and (text artist "bjork") (range year 1990 1999)). */
void query_describe(struct str *out, const struct query_tree *t);

#endif
