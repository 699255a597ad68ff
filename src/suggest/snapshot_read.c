/* The database's side of a snapshot. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/features.h"
#include "db/feedback.h"
#include "db/library.h"
#include "db/list.h"
#include "db/listens.h"
#include "db/playlists.h"
#include "db/slates.h"
#include "snapshot_block.h"
#include "suggest/taste.h"

static const int64_t DAY_MS = 24 * 3600 * 1000LL;

struct reading {
	struct db *db;
	struct snapshot_writer w;
	struct map item_of;    /* recording -> index */
	struct map cluster_of; /* cluster id -> index */
	struct map text_of_artist;
	struct str text;
	struct snapshot_item *item; /* owned */
	size_t items, cap_items;
	struct snapshot_cluster *cluster; /* owned */
	size_t clusters;
	struct arena arena;
	struct map list_of; /* playlist -> number from 0 */
	struct err *why;
	enum err_code code;
};

static int32_t add_text(struct reading *r, const char *s)
{
	int32_t at = (int32_t)r->text.len;
	str_append_n(&r->text, s, strlen(s) + 1);
	return at;
}

static int32_t artist_text(struct reading *r, int64_t artist)
{
	int64_t at;
	if (map_get(&r->text_of_artist, artist, &at))
		return (int32_t)at;
	const char *name = library_artist_name(r->db, artist, &r->arena);
	int32_t new_at = add_text(r, name);
	map_put(&r->text_of_artist, artist, new_at);
	return new_at;
}

static bool on_recording(void *ctx, const struct library_recording *rec)
{
	struct reading *r = ctx;
	if (!rec->present)
		return true;
	r->item = mem_grow(r->item, &r->cap_items, r->items + 1, sizeof *r->item);
	map_put(&r->item_of, rec->recording, (int64_t)r->items);
	r->item[r->items++] = (struct snapshot_item){
		.recording = rec->recording,
		.artist = rec->artist,
		.album = rec->album,
		.added_ms = rec->added_s * 1000,
		.duration_ms = rec->duration_ms,
		.title_at = add_text(r, rec->title),
		.cluster = -1,
	};
	return true;
}

static bool on_member(void *ctx, int64_t recording, int64_t cluster, float distance)
{
	struct reading *r = ctx;
	int64_t item, index;
	(void)distance;
	if (map_get(&r->item_of, recording, &item) &&
		map_get(&r->cluster_of, cluster, &index))
		r->item[item].cluster = (int32_t)index;
	return true;
}

static enum err_code read_clusters(struct reading *r)
{
	struct cluster_row *row;
	enum err_code code =
		clusters_list(r->db, &r->arena, &row, &r->clusters, r->why);
	if (code != ERR_OK)
		return code;
	r->cluster = xcalloc(r->clusters + 1, sizeof *r->cluster);
	for (size_t i = 0; i < r->clusters; i++) {
		r->cluster[i].id = row[i].id;
		str_copy(r->cluster[i].name, sizeof r->cluster[i].name, row[i].name);
		map_put(&r->cluster_of, row[i].id, (int64_t)i);
	}
	return clusters_each_member(r->db, on_member, r, r->why);
}

static bool on_listen(void *ctx, const struct listen *l)
{
	struct reading *r = ctx;
	int64_t item;
	if (listen_trains(l->flags) && map_get(&r->item_of, l->recording, &item)) {
		struct snapshot_listen out = {.item = (int32_t)item,
			.outcome = (int32_t)l->outcome,
			.start_ms = l->start_ms,
			.heard_ms = l->heard_ms,
			.duration_ms = l->duration_ms};
		snapshot_writer_add(&r->w, &out, sizeof out);
	}
	return true;
}

static void add_feedback(
	struct reading *r, enum taste_target target, int64_t id, int value)
{
	struct snapshot_feedback out = {
		.target = (int32_t)target, .value = value, .id = id};
	snapshot_writer_add(&r->w, &out, sizeof out);
}

/* A folder's verdict becomes one of each track below it. */
static void add_folder(struct reading *r, const char *path, int value)
{
	struct library_root *root;
	size_t roots;
	if (library_roots(r->db, &r->arena, &root, &roots, NULL) != ERR_OK)
		return;
	for (size_t i = 0; i < roots; i++) {
		size_t n = strlen(root[i].path);
		if (strncmp(path, root[i].path, n) != 0 || (path[n] && path[n] != '/'))
			continue;
		struct list_spec spec = {.kind = LIST_FOLDER_TRACKS,
			.id = root[i].id,
			.path = path[n] ? path + n + 1 : ""};
		int64_t *recording;
		size_t tracks;
		if (list_recordings(r->db, &spec, 0, 0, &recording, &tracks, NULL) !=
			ERR_OK)
			continue;
		for (size_t t = 0; t < tracks; t++)
			add_feedback(r, TASTE_TRACK, recording[t], value);
		free(recording);
	}
}

static bool on_feedback(void *ctx, const struct feedback *f)
{
	struct reading *r = ctx;
	/* Stars say it too where no like was given: 4 and 5 like, 1 dislikes. */
	int value = f->like ? f->like : f->rating >= 4 ? 1 : f->rating == 1 ? -1 : 0;
	if (!value)
		return true;
	if (f->scope == FEEDBACK_FOLDER)
		add_folder(r, f->path, value);
	else
		add_feedback(r,
			f->scope == FEEDBACK_ARTIST  ? TASTE_ARTIST
			: f->scope == FEEDBACK_ALBUM ? TASTE_ALBUM
						     : TASTE_TRACK,
			f->target, value);
	return true;
}

static void add_slate(struct reading *r, const struct slate *s)
{
	struct snapshot_slate out = {.made_ms = s->made_ms};
	for (size_t i = 0; i < s->n && i < SNAPSHOT_SLATE; i++)
		out.recording[i] = s->pick[i].recording;
	snapshot_writer_add(&r->w, &out, sizeof out);
}

/* The newest of an earlier local day, and the newest of all: after midnight that one is
 * yesterday's. */
static enum err_code read_slates(struct reading *r, int64_t profile, int64_t now_ms)
{
	int64_t zone_ms = clock_zone_minutes(now_ms) * 60000LL;
	int64_t midnight = clock_local_day(now_ms) * DAY_MS - zone_ms;
	const int64_t before[] = {midnight, now_ms + 1};
	for (int i = 0; i < 2; i++) {
		struct slate s;
		enum err_code code =
			slates_newest(r->db, profile, before[i], &s, r->why);
		if (code == ERR_NOT_FOUND)
			continue;
		if (code != ERR_OK)
			return code;
		add_slate(r, &s);
		slate_finish(&s);
	}
	return ERR_OK;
}

static bool on_entry(void *ctx, const struct playlist_entry *e)
{
	struct reading *r = ctx;
	int64_t item, list;
	if (!map_get(&r->item_of, e->recording, &item))
		return true;
	if (!map_get(&r->list_of, e->playlist, &list)) {
		list = (int64_t)r->list_of.len;
		map_put(&r->list_of, e->playlist, list);
	}
	struct snapshot_member out = {.list = (int32_t)list, .item = (int32_t)item};
	snapshot_writer_add(&r->w, &out, sizeof out);
	return true;
}

static bool on_feature(void *ctx, int64_t recording, const struct feature *f)
{
	struct reading *r = ctx;
	int64_t item;
	if (!map_get(&r->item_of, recording, &item))
		return true;
	struct snapshot_feature out = {.item = (int32_t)item,
		.active = f->active_frames,
		.key = f->key,
		.tempo_bpm = f->tempo_bpm};
	memcpy(out.vector, f->vector, sizeof out.vector);
	memcpy(out.mean, f->mean, sizeof out.mean);
	memcpy(out.covariance, f->covariance, sizeof out.covariance);
	snapshot_writer_add(&r->w, &out, sizeof out);
	return true;
}

static enum err_code write_parts(struct reading *r, int64_t profile, int64_t now_ms)
{
	enum err_code code = library_each_recording(r->db, on_recording, r, r->why);
	for (size_t i = 0; code == ERR_OK && i < r->items; i++)
		r->item[i].artist_at = artist_text(r, r->item[i].artist);
	if (code == ERR_OK)
		code = read_clusters(r);
	snapshot_writer_add(&r->w, r->item, r->items * sizeof *r->item);
	snapshot_writer_part(&r->w, PART_LISTENS);
	if (code == ERR_OK)
		code = listens_each(r->db, profile, 0, 0, on_listen, r, r->why);
	snapshot_writer_part(&r->w, PART_FEEDBACKS);
	if (code == ERR_OK)
		code = feedback_each(r->db, profile, on_feedback, r, r->why);
	snapshot_writer_part(&r->w, PART_SLATES);
	if (code == ERR_OK)
		code = read_slates(r, profile, now_ms);
	snapshot_writer_part(&r->w, PART_MEMBERS);
	if (code == ERR_OK)
		code = playlists_each_entry(r->db, 0, on_entry, r, r->why);
	snapshot_writer_part(&r->w, PART_CLUSTERS);
	snapshot_writer_add(&r->w, r->cluster, r->clusters * sizeof *r->cluster);
	snapshot_writer_part(&r->w, PART_TEXT);
	snapshot_writer_add(&r->w, str_text(&r->text), r->text.len);
	snapshot_writer_part(&r->w, PART_FEATURES);
	if (code == ERR_OK)
		code = features_each(r->db, on_feature, r, r->why);
	return code;
}

enum err_code snapshot_read(
	struct db *db, int64_t profile, int64_t now_ms, int *ret_fd, struct err *why)
{
	struct reading r = {.db = db, .why = why};
	enum err_code code = snapshot_writer_open(&r.w, why);
	if (code != ERR_OK)
		return code;
	code = db_read_begin(db, why);
	if (code == ERR_OK) {
		code = write_parts(&r, profile, now_ms);
		db_read_end(db);
	}
	if (code == ERR_OK)
		code = snapshot_writer_finish(&r.w, now_ms, ret_fd, why);
	else
		snapshot_writer_abandon(&r.w);
	map_finish(&r.item_of);
	map_finish(&r.cluster_of);
	map_finish(&r.text_of_artist);
	map_finish(&r.list_of);
	str_finish(&r.text);
	free(r.item);
	free(r.cluster);
	arena_finish(&r.arena);
	return code;
}
