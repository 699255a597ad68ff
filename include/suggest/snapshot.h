/*
 * A snapshot: every fact that recommending needs, read from the database in one go and
 * packed into one block of bytes that another process maps.
 *
 * Arrays are parallel (structure of arrays) so that 100,000 tracks are a few large
 * copies. The reader's pointers point into the block: nothing is unpacked.
 */
#ifndef SUGGEST_SNAPSHOT_H
#define SUGGEST_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct db;

struct snapshot_listen {
	int32_t item; /* index of the recording, -1: not in the library any more */
	int32_t outcome, source, flags;
	int64_t start_ms, heard_ms, duration_ms;
};
struct snapshot_feedback {
	int32_t target, value; /* enum taste_target */
	int64_t id, at_ms;
};
enum { SNAPSHOT_SLATE = 20, SNAPSHOT_SLATES = 64 };
struct snapshot_slate {
	int64_t made_ms;
	int32_t n, unused;
	int32_t item[SNAPSHOT_SLATE]; /* its first picks; -1: gone */
};

struct snapshot {
	int64_t made_ms;
	/* recordings that have a playable file, in the order of their ids */
	size_t items;
	const int64_t *recording, *artist, *album; /* (items) database ids, 0 none */
	const int64_t *added_ms, *duration_ms;     /* (items) */
	const uint32_t *title_at, *artist_at;      /* (items) offsets into text */
	size_t text_size;
	const char *text; /* NUL-terminated names, one behind the other */
	/* oldest first; those that never train are left out */
	size_t listens;
	const struct snapshot_listen *listen;
	size_t feedbacks;
	const struct snapshot_feedback *feedback;
	/* playlists: members of list p are member[list_at[p] … list_at[p+1]) */
	size_t playlists;
	const uint32_t *list_at; /* (playlists + 1) */
	const int32_t *member;
	/* features of usable and unusable tracks alike */
	size_t features;
	const int32_t *feature_item; /* (features) */
	const int32_t *active, *key; /* (features) */
	const float *vector;         /* (features, FEATURE_DIM) raw */
	const float *mean;           /* (features, FEATURE_MFCC) */
	const float *covariance;     /* (features, FEATURE_COV) */
	/* newest first */
	size_t slates;
	const struct snapshot_slate *slate;

	void *block; /* owned: all of the above points into it */
	size_t block_size;
	int block_fd; /* mapped from here where >= 0 */
};

/* Reads everything of one profile on the caller's connection. */
enum err_code snapshot_read(struct db *db, int64_t profile, int64_t now_ms,
	struct snapshot *ret, struct err *why);
/* Copies the arrays of a snapshot made by hand into one block of its own. */
void snapshot_pack(const struct snapshot *s, struct snapshot *ret);
/* The block in a memfd that nobody can change any more; caller closes it. */
enum err_code snapshot_seal(const struct snapshot *s, int *ret_fd, struct err *why);
/* Maps a sealed memfd; checks every count and index. fd stays the caller's. */
enum err_code snapshot_map(int fd, struct snapshot *ret, struct err *why);
void snapshot_finish(struct snapshot *s);

#endif
