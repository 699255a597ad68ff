#include "play_log.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/ear_tap.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/features.h"
#include "db/library.h"
#include "db/store.h"
#include "history/log.h"
#include "history/unsaved.h"

struct play_log {
	struct play_known *known; /* owned; (n) */
	size_t n, cap;
	struct store *store;         /* owned; NULL: nothing is written */
	struct history_log *history; /* owned */
	struct ear *ear;             /* owned */
	struct audio_tap to_ear;
	bool hearing; /* the pump's: the ear gets the track that is being decoded */
};

/* ---- jobs of the store */

struct mark {
	int64_t file;
	enum err_code code; /* ERR_OK: it was played to its end */
	char reason[256];
};

static enum err_code write_mark(struct db *db, void *arg, struct err *why)
{
	const struct mark *m = arg;
	return m->code == ERR_OK
		       ? library_file_played(db, m->file, why)
		       : library_file_failed(db, m->file, m->code, m->reason, why);
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

static void take_track(struct db *db, const struct track *t, struct play_known *k)
{
	struct feature *f = xmalloc(sizeof *f);
	*k = (struct play_known){.recording = t->recording,
		.file = t->file,
		.duration_ms = t->duration_ms,
		.title = xstrdup(t->title),
		.artist = xstrdup(t->artist_name),
		.start_frame = t->start_frame,
		.end_frame = t->end_frame,
		.place = {.album = t->album, .disc = t->disc, .number = t->number},
		.has_loudness = t->has_loudness,
		.loudness = t->loudness};
	k->marked = t->state_reason != NULL;
	k->has_feature = features_get(db, t->recording, f, NULL) == ERR_OK;
	free(f);
}

static float known_or_nan(bool known, float value)
{
	return known ? value : NAN;
}

/* What a sheet that the library does not know says. All of one list that have an album
 * of that name are of one. */
static void take_part(const struct tags *t, struct play_known *k)
{
	uint64_t album = t->album ? hash_bytes(t->album, strlen(t->album), 0) | 1 : 0;
	*k = (struct play_known){.duration_ms = t->duration_ms,
		.title = xstrdup(t->title),
		.artist = xstrdup(t->artist),
		.start_frame = t->start_frame,
		.end_frame = t->end_frame,
		.place = {.album = (int64_t)album, .disc = t->disc, .number = t->track},
		.has_loudness = t->has_track_gain || t->has_album_gain,
		.loudness = {known_or_nan(t->has_track_gain, t->track_gain_db),
			known_or_nan(t->has_track_gain, t->track_peak),
			known_or_nan(t->has_album_gain, t->album_gain_db),
			known_or_nan(t->has_album_gain, t->album_peak)}};
}

/* Of the tracks of its file the one that begins there. */
static const struct track *same_part(
	const struct track *t, size_t n, const struct tags *part)
{
	for (size_t i = 0; i < n; i++)
		if (t[i].start_frame == part->start_frame &&
			t[i].end_frame == part->end_frame)
			return &t[i];
	return NULL;
}

static void put(struct play_log *l, struct play_files *to, const struct play_file *file,
	struct play_known *known)
{
	play_files_take(to, xstrdup(file->path), NULL);
	l->known = mem_grow(l->known, &l->cap, l->n + 1, sizeof *l->known);
	l->known[l->n++] = *known;
}

/* Adds a file's track, or its tracks, to the list that is played. */
static bool look_up(struct play_log *l, struct db *db, const struct play_file *file,
	struct play_files *to)
{
	struct arena arena = {0};
	struct track *t = NULL;
	struct play_known k = {.loudness = LOUDNESS_UNKNOWN};
	size_t n = 0;
	if (db)
		(void)library_tracks_at(db, file->path, &arena, &t, &n, NULL);
	const struct track *same = file->part ? same_part(t, n, file->part) : NULL;
	if (file->part && same) {
		take_track(db, same, &k);
	} else if (file->part) {
		take_part(file->part, &k);
	}
	if (file->part || n == 0)
		put(l, to, file, &k);
	for (size_t i = 0; !file->part && i < n; i++) {
		take_track(db, &t[i], &k);
		put(l, to, file, &k);
	}
	arena_finish(&arena);
	return same != NULL || (!file->part && n > 0);
}

/* Whether any of the files is in the library. */
static bool look_up_all(struct play_log *l, const char *db_path,
	struct play_files *files, struct err *why)
{
	struct db *db = NULL;
	struct play_files all = {0};
	bool any = false;
	enum err_code code = cli_open_db(db_path, DB_READ, &db, why);
	if (code == ERR_NOT_FOUND)
		*why = (struct err){0};
	for (size_t i = 0; i < files->n; i++)
		any |= look_up(l, code == ERR_OK ? db : NULL, &files->item[i], &all);
	play_files_finish(files);
	*files = all;
	if (code == ERR_OK)
		db_close(db);
	return any;
}

struct play_log *play_log_open(const struct cli *cli, struct play_files *files)
{
	struct play_log *l = xcalloc(1, sizeof *l);
	struct err why = {0};
	if (look_up_all(l, cli->db_path, files, &why) && !cli->private) {
		const struct store_config config = {.path = cli->db_path};
		if (store_start(&config, &l->store, &why) == ERR_OK) {
			size_t n;
			if (unsaved_take(l->store, cli->db_path, &n, &why) != ERR_OK)
				log_write(LOG_WARN, "plays that wait: %s", why.msg);
			why = (struct err){0};
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

void play_log_mark(struct play_log *l, size_t i, enum err_code code, const char *reason)
{
	if (!l->store || l->known[i].file == 0 ||
		(code == ERR_OK && !l->known[i].marked))
		return;
	struct mark *m = xcalloc(1, sizeof *m);
	m->file = l->known[i].file;
	m->code = code;
	l->known[i].marked = code != ERR_OK;
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
