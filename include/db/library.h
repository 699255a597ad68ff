/*
 * The library: folders, files, and what their tags say. The scanner's reads and batched
 * writes, and single tracks by id. Windows over lists are in db/list.h.
 *
 * Audio identity (payload bytes and digest) decides which recording a file holds, so
 * that a moved or retagged file keeps its history; a re-encoded one in the same place,
 * or one with the same artist, title and length where the old file is gone, keeps it
 * too.
 */
#ifndef DB_LIBRARY_H
#define DB_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "model/tags.h"
#include "model/track.h"

/* ---- roots */
struct library_root {
	int64_t id;
	const char *path;   /* absolute, no '/' at its end; bytes */
	bool mounted;       /* the folder was there at the last look */
	int64_t scanned_ms; /* last complete scan that found something; 0: never */
};
/* A folder that is a root already, or lies in one, gives that root's id and *ret_new
 * false. Roots that lie inside the new folder are taken into it. */
enum err_code library_root_add(struct db *db, const char *path, int64_t *ret_id,
	bool *ret_new, struct err *why);
/* Forgets folder, files and tracks; recordings keep their history. */
enum err_code library_root_remove(struct db *db, int64_t root, struct err *why);
enum err_code library_roots(struct db *db, struct arena *a, struct library_root **ret,
	size_t *ret_n, struct err *why);
/* scanned_ms 0 leaves the time of the last scan. */
enum err_code library_root_set_state(
	struct db *db, int64_t root, bool mounted, int64_t scanned_ms, struct err *why);
/* How many of its files are missing; costs what all missing files cost. */
enum err_code library_root_missing(
	struct db *db, int64_t root, int64_t *ret, struct err *why);
enum err_code library_root_state(struct db *db, int64_t root, bool *ret_mounted,
	int64_t *ret_scanned_ms, struct err *why);

/* ---- files, for the scanner */
enum file_state { FILE_PRESENT, FILE_MISSING, FILE_UNREADABLE };

struct library_file {
	int64_t id;
	const char *path; /* relative to the root, bytes; borrowed during the call */
	int64_t size, mtime_ns, inode;
	int64_t sheets; /* see library_item */
	enum file_state state;
};
/* Every known file of a root in the order of its path's bytes. fn returns false to end.
 */
enum err_code library_each_file(struct db *db, int64_t root,
	bool (*fn)(void *ctx, const struct library_file *f), void *ctx,
	struct err *why);
/* The same of what lies in a folder of it ("": the root itself) and below; `shallow`:
 * only what lies directly in it. Costs what it gives, and a look for each folder that
 * is passed over. */
enum err_code library_each_file_in(struct db *db, int64_t root, const char *below,
	bool shallow, bool (*fn)(void *ctx, const struct library_file *f), void *ctx,
	struct err *why);

/* The files of a root whose id is above `from` and at most `to`, in the order of ids,
 * which is the fastest way through all: several connections may share the work. */
enum err_code library_each_file_by_id(struct db *db, int64_t root, int64_t from,
	int64_t to, bool (*fn)(void *ctx, const struct library_file *f), void *ctx,
	struct err *why);
/* The largest id, of whatever root; 0: there are no files. */
enum err_code library_last_file(struct db *db, int64_t *ret, struct err *why);

struct library_item {
	int64_t root;
	const char *path; /* relative to the root, bytes */
	int64_t size, mtime_ns, inode;
	/* Stands for the CUE sheets beside the file, 0: none; changed ones make the
	 * scanner read it again. */
	int64_t sheets;
	const struct tags *tags; /* NULL: unreadable */
	/* The tracks that a sheet divides the file into, by their start; (n_parts); 0:
	 * the file is one track. */
	const struct tags *part;
	size_t n_parts;
	const char *reason; /* why it is unreadable; NULL with tags */
	/* The caller knows of no row for it, which saves looking for one; a row that is
	 * there after all is brought up to date like any other. */
	bool fresh;
	/* Filled; recording is that of the first track, 0 for an unreadable file never
	 * read before. */
	int64_t file, recording;
};
/* Inserts or updates n files in one transaction. The search index is not touched but
 * remembers what it has to take in: see search_index_step. */
enum err_code library_put(
	struct db *db, struct library_item *item, size_t n, struct err *why);
/* Around a scan that may put many files, outside of a transaction. The log may grow to
 * 256 MB before it is copied into the database, so that pages which many files touch are
 * copied once; so many of them stay in memory. A commit does not wait for the disk: a
 * killed scan keeps what it did, one whose machine lost its power what had reached the disk. */
enum err_code library_put_many(struct db *db, bool many, struct err *why);
/* Files that a complete walk did not find: hidden from the library's lists, while
 * playlists and history keep them. A file whose recording lives on elsewhere is
 * dropped. */
enum err_code library_mark_missing(
	struct db *db, const int64_t *file, size_t n, struct err *why);
/* Files whose disk is not mounted: as above, but every row stays and no other recording
 * takes their place, until a scan finds them again. */
/* The same once more, after new files were put, of those of them that still are missing: a
 * number that was given to a new file meanwhile is none of them. */
enum err_code library_settle_missing(
	struct db *db, const int64_t *file, size_t n, struct err *why);
enum err_code library_mark_away(
	struct db *db, const int64_t *file, size_t n, struct err *why);
/* Only size, time and inode are new, the content is what it was (or it is back). */
enum err_code library_touch(struct db *db, int64_t file, int64_t size, int64_t mtime_ns,
	int64_t inode, struct err *why);
/* A file could not be played, or not to its end: marked with the reason until a scan
 * finds it changed. What may lie outside of the file (`code` tells of the disk, of rights,
 * of a worker), the next scan looks into again, changed or not. */
enum err_code library_file_failed(struct db *db, int64_t file, enum err_code code,
	const char *reason, struct err *why);
/* It was played to its end after all: marked no longer. */
enum err_code library_file_played(struct db *db, int64_t file, struct err *why);

struct library_unreadable {
	int64_t file;
	const char *path; /* absolute, bytes */
	const char *reason;
};
enum err_code library_unreadable(struct db *db, size_t limit, struct arena *a,
	struct library_unreadable **ret, size_t *ret_n, struct err *why);

/* ---- tracks by id; texts live in the arena; ERR_NOT_FOUND where there is none */
enum err_code library_track(struct db *db, int64_t track, struct arena *a,
	struct track *ret, struct err *why);
/* The track to play for a recording: a present file before a missing one. A recording
 * without any file gives a track with id 0, path NULL and missing set. */
enum err_code library_track_of(struct db *db, int64_t recording, struct arena *a,
	struct track *ret, struct err *why);
/* The same for n recordings; unknown ones come back with recording 0. */
enum err_code library_tracks_of(struct db *db, const int64_t *recording, size_t n,
	struct arena *a, struct track *ret, struct err *why);
/* By absolute path; of a file that a CUE sheet divides the first one. */
enum err_code library_track_at(struct db *db, const char *path, struct arena *a,
	struct track *ret, struct err *why);
/* All tracks of a file, in its order: as a rule one. ERR_NOT_FOUND: none. */
enum err_code library_tracks_at(struct db *db, const char *path, struct arena *a,
	struct track **ret, size_t *ret_n, struct err *why);
/* Only their recordings, none where the library does not know the file; the caller frees
 * *ret. */
enum err_code library_recordings_at(
	struct db *db, const char *path, int64_t **ret, size_t *ret_n, struct err *why);

/* ---- everything, for snapshots */
struct library_recording {
	int64_t recording, track, file, artist, album_artist, album,
		genre;                /* 0: none */
	int64_t duration_ms, added_s; /* unix seconds */
	int year, disc, number;
	bool present;      /* it can be played now */
	const char *title; /* borrowed during the call; "" unknown */
};
/* Recordings that have a track, by id, one row each. Artist is the performer. */
enum err_code library_each_recording(struct db *db,
	bool (*fn)(void *ctx, const struct library_recording *r), void *ctx,
	struct err *why);
/* Names for words; "" for an unknown id. */
const char *library_artist_name(struct db *db, int64_t artist, struct arena *a);

#endif
