/*
 * linnet_played(track): has the profile heard it? Lists of what was never played walk the
 * index of all tracks and ask it for each id, so they need no index of their own, which
 * every scan would pay for. What was played is far less than what there is: its ids are
 * held while such a list is open. linnet_played(0) is their number.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "list_engine.h"

struct list_played {
	struct map track; /* ids of shown tracks */
	int64_t profile;
	uint64_t generation; /* of the lists that it was read for */
	bool loaded;
};

void list_played_destroy(struct list_played *p)
{
	if (!p)
		return;
	map_finish(&p->track);
	free(p);
}

static void ask(sqlite3_context *c, int argc, sqlite3_value **argv)
{
	const struct list_played *p = sqlite3_user_data(c);
	int64_t track = argc > 0 ? sqlite3_value_int64(argv[0]) : 0, one;
	if (track == 0)
		sqlite3_result_int64(c, (int64_t)p->track.len);
	else
		sqlite3_result_int(c, map_get(&p->track, track, &one));
}

static enum err_code prepare(struct db *db, struct list_played **ret, struct err *why)
{
	struct list_played **at = list_played_of(db);
	if (!*at) {
		struct list_played *p = xcalloc(1, sizeof *p);
		int r = sqlite3_create_function_v2(db->h, "linnet_played", 1,
			SQLITE_UTF8 | SQLITE_DIRECTONLY, p, ask, NULL, NULL, NULL);
		if (r != SQLITE_OK) {
			free(p);
			return db_fail(db, r, "cannot tell what was played", why);
		}
		*at = p;
	}
	*ret = *at;
	return ERR_OK;
}

enum err_code list_played_load(struct db *db, int64_t profile, struct err *why)
{
	static const char SQL[] =
		"SELECT t.id FROM d_play d INDEXED BY d_play_by_plays CROSS JOIN track t"
		" ON t.recording = d.recording WHERE d.profile = :profile"
		" AND d.plays > 0 AND t.shown = 1";
	struct list_played *p = NULL;
	enum err_code code = prepare(db, &p, why);
	if (code || (p->loaded && p->profile == profile &&
			    p->generation == list_generation(db)))
		return code;
	map_clear(&p->track);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	while (stmt_row(&q))
		map_put(&p->track, stmt_col_i64(&q, 0), 1);
	code = stmt_end(&q);
	p->loaded = !code;
	p->profile = profile;
	p->generation = list_generation(db);
	return code;
}
