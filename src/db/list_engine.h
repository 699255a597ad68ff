/*
 * Private to db/: lists that are open, and walking them by row number.
 */
#ifndef LIST_ENGINE_H
#define LIST_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "connection.h"
#include "list_source.h"
#include "search_facts.h"
#include "stmt.h"
#include "text/query.h"

/* A value of the key column: a number, one with a fraction, or bytes. */
struct key {
	bool is_bytes, is_real;
	int64_t number;
	double real;
	void *bytes; /* owned */
	size_t n;
	int64_t id;
	int64_t tie; /* what orders rows of the same key: the id, as a rule */
};

struct list {
	struct list_spec spec; /* texts owned */
	enum list_source_id source;
	char *low, *high; /* owned; range of paths of a folder */
	uint64_t used;    /* when, for replacing the least recently used */
	bool counted;
	size_t total;
	struct key *anchor; /* owned; anchor[i] is the key of row (i + 1) * 256 - 1 */
	size_t anchors, cap;
	/* Of a filtered list or a live playlist: */
	char *query; /* owned; the live playlist's; NULL: it is none */
	bool filtered;
	int64_t *id;     /* owned; (known) */
	size_t known;    /* rows whose ids have been looked up */
	bool growing;    /* there may be more: the set in this order */
	struct bits set; /* owned */
	enum query_sort sort;
	bool reverse;
};

/* Drops what a commit of anybody's made stale; first of all calls. */
void list_refresh(struct db *db);
/* The state of a list; belongs to the connection. */
enum err_code list_open(struct db *db, const struct list_spec *spec, struct list **ret,
	struct err *why);
/* Sets its total, from stored counts where there are any. */
enum err_code list_take_count(struct db *db, struct list *l, struct err *why);
/* Ids of rows [first, first + n) of the list without its filter; id has room for n. */
enum err_code list_ids_at(struct db *db, struct list *l, size_t first, size_t n,
	int64_t *id, size_t *ret_n, struct err *why);
/* Makes it what its filter leaves, or what its query means. */
enum err_code list_apply_filter(struct db *db, struct list *l, struct err *why);
/* Looks up the ids of the first `until` rows of such a list. */
enum err_code list_filter_reach(
	struct db *db, struct list *l, size_t until, struct err *why);

/* What was played of a profile, for SQL's linnet_played(track): kept until a commit. */
struct list_played;
struct list_played **list_played_of(struct db *db);
uint64_t list_generation(const struct db *db);
enum err_code list_played_load(struct db *db, int64_t profile, struct err *why);
void list_played_destroy(struct list_played *p);

/* The SQL of a walk over the list's source; lives as long as the connection. */
const char *list_sql(struct db *db, enum list_source_id source, enum list_walk walk);
/* Begins a statement with those of the list's own parameters bound that it has. */
struct stmt list_begin(
	struct db *db, const struct list *l, const char *sql, struct err *why);
/* Columns key, id, and tie where the source has one; caller frees .bytes. */
struct key list_read_key(const struct list *l, struct stmt *q);
void list_bind_key(struct stmt *q, const struct key *k);

#endif
