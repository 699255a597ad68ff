#include "play_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/ear_tap.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/features.h"
#include "db/library.h"
#include "db/store.h"
#include "history/log.h"

struct play_log {
	struct play_known *known; /* owned; (n) */
	size_t n;
	struct store *store;         /* owned; NULL: nothing is written */
	struct history_log *history; /* owned */
	struct ear *ear;             /* owned */
	struct audio_tap to_ear;
	bool hearing; /* the pump's: the ear gets the track that is being decoded */
};

/* ---- jobs of the store */

struct mark {
	int64_t file;
	char reason[256];
};

static enum err_code write_mark(struct db *db, void *arg, struct err *why)
{
	const struct mark *m = arg;
	return library_file_failed(db, m->file, m->reason, why);
}

struct features {
	int64_t recording;
	struct feature feature;
};

static enum err_code write_features(struct db *db, void *arg, struct err *why)
{
	const struct features *f = arg;
	return features_put(db, f->recording, &f->feature, why);
}

static void log_failure(void *arg, enum err_code code, const struct err *why)
{
	(void)arg;
	if (code != ERR_OK)
		log_write(LOG_WARN, "cannot write to the library: %s", why->msg);
}

static void post(struct play_log *l,
	enum err_code (*run)(struct db *db, void *arg, struct err *why), void *arg)
{
	const struct store_job job = {
		.run = run, .done = log_failure, .free = free, .arg = arg};
	(void)store_post(l->store, &job);
}

/* On the ear's thread. */
static void on_heard(void *ctx, int64_t recording, const struct feature *f)
{
	struct features *copy = xcalloc(1, sizeof *copy);
	copy->recording = recording;
	copy->feature = *f;
	post(ctx, write_features, copy);
}

/* ---- looking up */

static void look_up(struct db *db, const char *path, struct play_known *k)
{
	struct arena arena = {0};
	struct track t;
	struct feature *f = xmalloc(sizeof *f);
	if (library_track_at(db, path, &arena, &t, NULL) == ERR_OK) {
		k->recording = t.recording;
		k->file = t.file;
		k->duration_ms = t.duration_ms;
		k->place = (struct album_place){
			.album = t.album, .disc = t.disc, .number = t.number};
		k->has_loudness = t.has_loudness;
		k->loudness = t.loudness;
		k->title = xstrdup(t.title);
		k->artist = xstrdup(t.artist_name);
		k->has_feature = features_get(db, t.recording, f, NULL) == ERR_OK;
	}
	free(f);
	arena_finish(&arena);
}

/* Whether any of the files is in the library. */
static bool look_up_all(
	struct play_log *l, const char *db_path, char **path, struct err *why)
{
	struct db *db = NULL;
	bool any = false;
	enum err_code code = db_open(db_path, DB_READ, &db, why);
	if (code == ERR_NOT_FOUND)
		*why = (struct err){0};
	if (code != ERR_OK)
		return false;
	for (size_t i = 0; i < l->n; i++) {
		look_up(db, path[i], &l->known[i]);
		any = any || l->known[i].recording != 0;
	}
	db_close(db);
	return any;
}

struct play_log *play_log_open(const struct cli *cli, char **path, size_t n)
{
	struct play_log *l = xcalloc(1, sizeof *l);
	struct err why = {0};
	l->n = n;
	l->known = xcalloc(n, sizeof *l->known);
	if (look_up_all(l, cli->db_path, path, &why) && !cli->private) {
		const struct store_config config = {.path = cli->db_path};
		if (store_start(&config, &l->store, &why) == ERR_OK) {
			l->history =
				history_log_create(l->store, cli->profile, NULL, NULL);
			l->ear = ear_create(on_heard, l);
			l->to_ear = ear_tap(l->ear);
		}
	}
	if (why.code != ERR_OK)
		fprintf(stderr, "linnet: what is played is not logged: %s\n", why.msg);
	return l;
}

void play_log_close(struct play_log *l)
{
	if (!l)
		return;
	ear_destroy(l->ear);
	if (l->store)
		store_stop(l->store);
	history_log_destroy(l->history);
	for (size_t i = 0; i < l->n; i++) {
		free(l->known[i].title);
		free(l->known[i].artist);
	}
	free(l->known);
	free(l);
}

const struct play_known *play_log_known(const struct play_log *l, size_t i)
{
	return &l->known[i];
}

void play_log_listen(void *log, const struct listen *listen, bool open)
{
	struct play_log *l = log;
	if (l->history)
		history_log_put(l->history, listen, open);
}

void play_log_failed(struct play_log *l, size_t i, const char *reason)
{
	if (!l->store || l->known[i].file == 0)
		return;
	struct mark *m = xcalloc(1, sizeof *m);
	m->file = l->known[i].file;
	str_copy(m->reason, sizeof m->reason, reason);
	post(l, write_mark, m);
}

/* ---- the tap: only what has no features yet gets to the ear */

static bool lacks_features(const struct play_log *l, int64_t recording)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->known[i].recording == recording)
			return recording != 0 && !l->known[i].has_feature;
	return false;
}

static void tap_begins(void *ctx, int64_t recording, int rate_hz, int channels)
{
	struct play_log *l = ctx;
	l->hearing = lacks_features(l, recording);
	if (l->hearing)
		l->to_ear.begins(l->to_ear.ctx, recording, rate_hz, channels);
}

static void tap_push(void *ctx, const float *pcm, size_t frames, bool wait)
{
	struct play_log *l = ctx;
	if (l->hearing)
		l->to_ear.push(l->to_ear.ctx, pcm, frames, wait);
}

static void tap_gap(void *ctx)
{
	struct play_log *l = ctx;
	if (l->hearing)
		l->to_ear.gap(l->to_ear.ctx);
}

static void tap_ends(void *ctx)
{
	struct play_log *l = ctx;
	if (l->hearing)
		l->to_ear.ends(l->to_ear.ctx);
	l->hearing = false;
}

struct audio_tap play_log_tap(struct play_log *l)
{
	if (!l->ear)
		return (struct audio_tap){0};
	return (struct audio_tap){tap_begins, tap_push, tap_gap, tap_ends, l};
}
