/*
 * Which file stands for an album or a recording when its picture is looked for.
 */
#ifndef DB_ART_H
#define DB_ART_H

#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "model/track.h"

/* The first track of an album whose file is there; texts live in the arena.
 * ERR_NOT_FOUND: it has none. */
enum err_code art_album_track(struct db *db, int64_t album, struct arena *a,
	struct track *ret, struct err *why);
/* How SQLite finds it, a step a line; for tests. */
enum err_code art_album_plan(struct db *db, struct str *out, struct err *why);

#endif
