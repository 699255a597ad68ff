/*
 * One listener's closed library and the events heard so far: what every engine sees,
 * and all that it may see. Items are 0…n_items-1; their numbers and the order in which
 * they first appear mean nothing and must not decide anything: ties are broken by
 * `hash`.
 *
 * Appending one event is cheap, so that a play moves the scores at once. A dataset
 * belongs to one thread.
 */
#ifndef SUGGEST_DATASET_H
#define SUGGEST_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rec/stream.h"

struct sound;
struct clusters;

enum event_flag {
	EVENT_POSITIVE =
		1,     /* heard 30 s or more, or half the track; or unknown length */
	EVENT_SKIP = 2 /* anything shorter */
};

/* One play of any length. */
struct event {
	int32_t item;
	int32_t session; /* -1 when appended: split by the pause; else at least the last
			    one's */
	int64_t start_ms, end_ms; /* UTC */
	int64_t heard_ms;         /* -1 unknown */
	unsigned flags;           /* enum event_flag */
};

/* What is known of an item before any play. */
struct item {
	int32_t artist, album; /* dense numbers from 0, -1 unknown */
	int32_t feature;       /* row of dataset.sound, -1 none */
	int64_t added_ms;      /* UTC, 0 unknown */
	uint64_t hash;         /* of the id that outlives this process */
	signed char like;      /* -2 banned, -1 disliked, 0, +1 liked */
};

/* What the plays so far say of an item. */
struct heard {
	int32_t rows; /* plays of any length */
	int32_t skips;
	int64_t first_end_ms, last_end_ms; /* of rows of any length; 0 none */
};

/* A set of items that belong together: a playlist, an album. */
enum row_family { ROW_PLAYLIST, ROW_ALBUM, ROW_FAMILY__COUNT };
struct row {
	enum row_family family;
	size_t first, count; /* of dataset.row_item */
};

struct dataset {
	/* Fixed once made. */
	size_t n_items, n_artists, n_albums;
	struct item *item; /* owned; (n_items) */
	size_t n_rows, cap_rows, n_row_items, cap_row_items;
	struct row *row;   /* owned; (n_rows) */
	int32_t *row_item; /* owned; (n_row_items) */
	/* What `sound` and `cluster` score with; borrowed, outlive the dataset; NULL:
	 * the library has no features. item.feature is a row of theirs. */
	struct sound *sound;
	const struct clusters *clusters;

	/* Grows with every event. */
	size_t n_events, cap_events;
	struct event *event;  /* owned; (n_events) by end time */
	size_t n_sessions;    /* of events of any length */
	struct heard *heard;  /* owned; (n_items) */
	struct stream stream; /* positive plays */
	struct baskets
		baskets; /* one a session, also for sessions without a positive play */
};

/* Copies the items; counts artists and albums. */
void dataset_init(struct dataset *d, const struct item *items, size_t n_items);
void dataset_finish(struct dataset *d);
/* Initialises `to` with the library of another one: items, rows, sound; no event. */
void dataset_copy_library(struct dataset *to, const struct dataset *from);
/* Rows for `ials`; sets of fewer than two items are ignored. */
void dataset_add_row(
	struct dataset *d, enum row_family family, const int32_t *items, size_t n);
/* One ROW_ALBUM for each album of two or more items. */
void dataset_add_album_rows(struct dataset *d);
void dataset_append(struct dataset *d, const struct event *e);

/* The flags of a play: EVENT_POSITIVE from 30 s or half the track on (duration_ms 0:
 * unknown), or where heard_ms is -1. */
unsigned event_flags(int64_t heard_ms, int64_t duration_ms);
/* Days since 1970: the unit of time of rec/. */
double dataset_day(int64_t ms);

#endif
