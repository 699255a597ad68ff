/*
 * The two shapes of a listening history that the recommenders compute on: the stream of
 * positive plays in order of their end, and the sessions as baskets of distinct items.
 * Both only grow at the end; appending is amortised constant time.
 */
#ifndef REC_STREAM_H
#define REC_STREAM_H

#include <stddef.h>
#include <stdint.h>

/* Positive plays, oldest first. */
struct stream {
	size_t n_items;
	size_t n, cap;
	int32_t *item;    /* owned; (n) */
	int32_t *session; /* owned; (n) never falls */
	int32_t *prev;    /* owned; (n) place of the same item's play before, -1 none */
	double *day;      /* owned; (n) end of the play in days, never falls */
	int32_t *last;    /* owned; (n_items) place of the newest play, -1 none */
	int32_t *plays;   /* owned; (n_items) */
};

void stream_init(struct stream *s, size_t n_items);
void stream_finish(struct stream *s);
void stream_append(struct stream *s, int32_t item, int32_t session, double day);

/* Distinct items by basket (session); basket b holds entries [first[b], first[b + 1]).
 */
struct baskets {
	size_t n_items;
	size_t n, cap; /* baskets */
	size_t n_entries, cap_entries;
	int32_t *first; /* owned; (n + 1) */
	double *day;    /* owned; (n) end of the basket's newest play, 0 if empty */
	int32_t *item, *basket; /* owned; (n_entries) */
	int32_t *place; /* owned; (n_entries) of the first play, counted in plays */
	int32_t *prev;  /* owned; (n_entries) the same item's entry before, -1 none */
	int32_t *last;  /* owned; (n_items) newest entry, -1 none */
	int32_t *count; /* owned; (n_items) baskets that hold the item */
	int32_t open_plays; /* plays in the last basket */
};

void baskets_init(struct baskets *b, size_t n_items);
void baskets_finish(struct baskets *b);
void baskets_begin(struct baskets *b); /* opens a new, empty last basket */
/* A play in the last basket; an item that is in it already only moves `day`. */
void baskets_append(struct baskets *b, int32_t item, double day);

#endif
