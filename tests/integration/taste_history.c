/*
 * Writes a history into a database: `taste_history DB NOW_S LIKED,LIKED SKIPPED`. From
 * 40 to 8 days before NOW_S, two sessions a day on every third day: tracks of the liked
 * genres are finished, tracks of the skipped one skipped after a few seconds. Some
 * tracks of each genre are never played.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/db.h"
#include "db/library.h"
#include "db/list.h"
#include "db/listens.h"

enum { HEARD_OF_GENRE = 10, ROUNDS = 6 };
static const int64_t DAY_MS = 24 * 3600 * 1000LL;

struct genre {
	size_t n;
	int64_t *recording;   /* owned */
	int64_t *duration_ms; /* owned */
};

static void give_up(const char *what, const struct err *why)
{
	fprintf(stderr, "taste_history: %s: %s\n", what, why->msg);
	exit(1);
}

static struct genre tracks_of(struct db *db, const char *name)
{
	struct arena a = {0};
	struct list_window w, tracks;
	struct err why = {0};
	struct list_spec spec = {.kind = LIST_GENRES};
	struct genre g = {0};
	if (list_window(db, &spec, 0, 100, &a, &w, &why) != ERR_OK)
		give_up("genres", &why);
	for (size_t i = 0; i < w.n; i++) {
		if (strcmp(w.row[i].genre.name, name) != 0)
			continue;
		spec = (struct list_spec){
			.kind = LIST_GENRE_TRACKS, .id = w.row[i].genre.id};
		if (list_window(db, &spec, 0, 100, &a, &tracks, &why) != ERR_OK)
			give_up(name, &why);
		g.n = tracks.n;
		g.recording = xcalloc(g.n, sizeof *g.recording);
		g.duration_ms = xcalloc(g.n, sizeof *g.duration_ms);
		for (size_t t = 0; t < g.n; t++) {
			g.recording[t] = tracks.row[t].track.recording;
			g.duration_ms[t] = tracks.row[t].track.duration_ms;
		}
	}
	arena_finish(&a);
	if (g.n < HEARD_OF_GENRE) {
		fprintf(stderr, "taste_history: the genre %s has %zu tracks\n", name,
			g.n);
		exit(1);
	}
	return g;
}

static int64_t play(struct db *db, const struct genre *g, size_t track,
	int64_t start_ms, enum outcome outcome)
{
	struct err why = {0};
	struct listen l = {.recording = g->recording[track],
		.start_ms = start_ms,
		.heard_ms = outcome == OUTCOME_FINISHED ? g->duration_ms[track] : 4000,
		.duration_ms = g->duration_ms[track],
		.outcome = outcome,
		.source = SOURCE_LIBRARY};
	listen_new_id(l.id);
	if (listens_append(db, 1, &l, &why) != ERR_OK)
		give_up("listen", &why);
	return start_ms + l.heard_ms + 1000;
}

static void write_history(struct db *db, int64_t now_ms, const struct genre g[3])
{
	for (int day = 40; day >= 8; day -= 4) {
		for (int part = 0; part < 2; part++) {
			int64_t at = now_ms - day * DAY_MS + part * DAY_MS / 4;
			for (size_t k = 0; k < ROUNDS; k++) {
				size_t t = ((size_t)day * 3 + k + (size_t)part * 5) %
					   HEARD_OF_GENRE;
				at = play(db, &g[0], t, at, OUTCOME_FINISHED);
				at = play(db, &g[1], t, at, OUTCOME_FINISHED);
				at = play(db, &g[2], t, at, OUTCOME_SKIPPED);
			}
		}
	}
}

int main(int argc, char **argv)
{
	struct db *db;
	struct err why = {0};
	if (argc != 6) {
		fputs("usage: taste_history DB NOW_S LIKED LIKED SKIPPED\n", stderr);
		return 2;
	}
	if (db_open(argv[1], DB_WRITE, &db, &why) != ERR_OK)
		give_up(argv[1], &why);
	struct genre g[3];
	for (int i = 0; i < 3; i++)
		g[i] = tracks_of(db, argv[3 + i]);
	write_history(db, strtoll(argv[2], NULL, 10) * 1000, g);
	for (int i = 0; i < 3; i++) {
		free(g[i].recording);
		free(g[i].duration_ms);
	}
	db_close(db);
	return 0;
}
