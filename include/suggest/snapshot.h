/*
 * A snapshot: every fact that recommending needs, read from the database in one go into
 * a block of bytes in a sealed memfd, which another process maps. Arrays of plain
 * structs, one behind the other: nothing is unpacked, 100,000 tracks are a few large
 * reads.
 */
#ifndef SUGGEST_SNAPSHOT_H
#define SUGGEST_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/feature.h"

struct db;

/* A recording that can be played. */
struct snapshot_item {
	int64_t recording, artist, album; /* database ids, 0 none */
	int64_t added_ms, duration_ms;    /* 0 unknown */
	int32_t title_at, artist_at;      /* offsets into text */
	int32_t cluster;                  /* index of snapshot.cluster, -1 none */
	int32_t unused;
};
/* A listen that trains. */
struct snapshot_listen {
	int32_t item; /* index */
	int32_t outcome;
	int64_t start_ms, heard_ms, duration_ms;
};
struct snapshot_feedback {
	int32_t target, value; /* enum taste_target; -2 … +1 */
	int64_t id;
};
/* What was offered before. */
enum { SNAPSHOT_SLATE = 20 };
struct snapshot_slate {
	int64_t made_ms;
	int64_t recording[SNAPSHOT_SLATE]; /* its first picks; 0: it was shorter */
};
struct snapshot_member {
	int32_t list, item; /* playlists are numbered from 0, members are in order */
};
struct snapshot_cluster {
	int64_t id;
	char name[48];
};
struct snapshot_feature {
	int32_t item;
	int32_t active; /* frames */
	int32_t key;    /* as in struct feature */
	float tempo_bpm;
	float vector[FEATURE_DIM], mean[FEATURE_MFCC], covariance[FEATURE_COV];
};
/* Floats from one feature's vector to the next one's. */
enum { SNAPSHOT_STRIDE = sizeof(struct snapshot_feature) / sizeof(float) };

struct snapshot {
	int64_t made_ms;
	size_t items, listens, feedbacks, slates, members, clusters, features,
		text_size;
	const struct snapshot_item *item;     /* in the order of their recordings */
	const struct snapshot_listen *listen; /* oldest first */
	const struct snapshot_feedback *feedback;
	const struct snapshot_slate *slate;   /* oldest first */
	const struct snapshot_member *member; /* by list */
	const struct snapshot_cluster *cluster;
	const struct snapshot_feature *feature; /* usable or not */
	const char *text;                       /* names, each with its NUL */

	void *block; /* owned mapping that all of the above points into; NULL: made by
			hand */
	size_t block_size;
};

/* Reads everything of one profile on the caller's connection, in one reading
 * transaction, into a sealed memfd. Caller closes it. */
enum err_code snapshot_read(
	struct db *db, int64_t profile, int64_t now_ms, int *ret_fd, struct err *why);
/* The same from arrays made by hand. */
enum err_code snapshot_seal(const struct snapshot *s, int *ret_fd, struct err *why);
/* Maps such a memfd; every count and index is checked. fd stays the caller's. */
enum err_code snapshot_map(int fd, struct snapshot *ret, struct err *why);
void snapshot_finish(struct snapshot *s);

#endif
