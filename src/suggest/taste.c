#include "suggest/taste.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "leaning.h"
#include "taste_impl.h"

/* Any fixed number: references and clusters are the same in every run. */
static const uint64_t SEED = 0x6c696e6e6574;

int32_t taste_item(const struct taste *t, int64_t recording)
{
	return (int32_t)map_get_or(&t->item_of, recording, -1);
}

/* ---- making */

static int32_t dense(struct map *m, int64_t id)
{
	int64_t at;
	if (!id)
		return -1;
	if (!map_get(m, id, &at)) {
		at = (int64_t)m->len;
		map_put(m, id, at);
	}
	return (int32_t)at;
}

/* The nearest verdict counts: the track's own, its album's, its artist's; a ban always.
 */
static signed char effective_like(const struct taste *t, int32_t item)
{
	const struct snapshot_item *it = &t->snapshot.item[item];
	const int64_t id[] = {
		[TASTE_TRACK] = it->recording,
		[TASTE_ALBUM] = it->album,
		[TASTE_ARTIST] = it->artist,
	};
	signed char like = 0;
	for (int target = TASTE_TRACK; target <= TASTE_ARTIST; target++) {
		int64_t v =
			id[target] ? map_get_or(&t->verdict[target], id[target], 0) : 0;
		if (v <= -2)
			return -2;
		if (!like)
			like = (signed char)v;
	}
	return like;
}

static void make_items(struct taste *t)
{
	const struct snapshot *s = &t->snapshot;
	struct map artist = {0}, album = {0};
	struct item *item = xcalloc(s->items + 1, sizeof *item);
	for (size_t i = 0; i < s->items; i++) {
		map_put(&t->item_of, s->item[i].recording, (int64_t)i);
		item[i] = (struct item){.artist = dense(&artist, s->item[i].artist),
			.album = dense(&album, s->item[i].album),
			.feature = -1,
			.added_ms = s->item[i].added_ms,
			.hash = hash_u64((uint64_t)s->item[i].recording),
			.like = effective_like(t, (int32_t)i)};
	}
	for (size_t f = 0; t->sound && f < s->features; f++)
		if (sound_has(t->sound, (int32_t)f))
			item[s->feature[f].item].feature = (int32_t)f;
	dataset_init(&t->d, item, s->items);
	t->d.sound = t->sound;
	t->d.clusters = t->clusters;
	free(item);
	map_finish(&artist);
	map_finish(&album);
}

static void make_clusters(struct taste *t)
{
	const struct snapshot *s = &t->snapshot;
	int64_t *id = xcalloc(s->clusters + 1, sizeof *id);
	char(*name)[CLUSTER_NAME] = xcalloc(s->clusters + 1, sizeof *name);
	int32_t *of = xcalloc(s->features + 1, sizeof *of);
	for (size_t c = 0; c < s->clusters; c++) {
		id[c] = s->cluster[c].id;
		memcpy(name[c], s->cluster[c].name, CLUSTER_NAME);
	}
	for (size_t f = 0; f < s->features; f++)
		of[f] = s->item[s->feature[f].item].cluster;
	struct clusters_before before = {
		s->clusters, id, (const char(*)[CLUSTER_NAME])name, of};
	t->clusters = clusters_create(t->sound, SEED, &before);
	free(id);
	free(name);
	free(of);
}

static void make_sound(struct taste *t)
{
	const struct snapshot *s = &t->snapshot;
	if (!s->features)
		return;
	uint8_t *usable = xcalloc(s->features, 1);
	for (size_t f = 0; f < s->features; f++)
		usable[f] = s->feature[f].active >= FEATURE_MIN_ACTIVE;
	struct sound_input in = {.n = s->features,
		.stride = SNAPSHOT_STRIDE,
		.vector = s->feature[0].vector,
		.mean = s->feature[0].mean,
		.covariance = s->feature[0].covariance,
		.usable = usable};
	t->sound = sound_create(&in, SEED);
	free(usable);
	if (sound_usable(t->sound)) {
		make_clusters(t);
		return;
	}
	sound_destroy(t->sound);
	t->sound = NULL;
}

static void make_playlists(struct taste *t)
{
	const struct snapshot *s = &t->snapshot;
	int32_t *list = xcalloc(s->members + 1, sizeof *list);
	for (size_t i = 0; i < s->members;) {
		size_t n = 0;
		int32_t number = s->member[i].list;
		for (; i < s->members && s->member[i].list == number; i++)
			list[n++] = s->member[i].item;
		dataset_add_row(&t->d, ROW_PLAYLIST, list, n);
	}
	free(list);
	dataset_add_album_rows(&t->d);
}

static struct event event_of(int32_t item, int32_t outcome, int64_t start_ms,
	int64_t heard_ms, int64_t duration_ms)
{
	unsigned flags = event_flags(heard_ms, duration_ms);
	/* Stopping the music says nothing against the track. */
	if (outcome == OUTCOME_STOPPED)
		flags &= ~(unsigned)EVENT_SKIP;
	return (struct event){.item = item,
		.session = -1,
		.start_ms = start_ms,
		.end_ms = start_ms + (heard_ms > 0 ? heard_ms : 0),
		.heard_ms = heard_ms,
		.flags = flags};
}

static int by_end(const void *a, const void *b)
{
	const struct event *x = a, *y = b;
	if (x->end_ms != y->end_ms)
		return x->end_ms < y->end_ms ? -1 : 1;
	if (x->start_ms != y->start_ms)
		return x->start_ms < y->start_ms ? -1 : 1;
	return (x->item > y->item) - (x->item < y->item);
}

static void make_events(struct taste *t)
{
	const struct snapshot *s = &t->snapshot;
	struct event *event = xcalloc(s->listens + 1, sizeof *event);
	for (size_t i = 0; i < s->listens; i++) {
		const struct snapshot_listen *l = &s->listen[i];
		event[i] = event_of(
			l->item, l->outcome, l->start_ms, l->heard_ms, l->duration_ms);
	}
	qsort(event, s->listens, sizeof *event, by_end);
	for (size_t i = 0; i < s->listens; i++)
		dataset_append(&t->d, &event[i]);
	free(event);
}

static const char *const novel_spec[NOVEL__COUNT] = {
	[NOVEL_ARTIST] = "newartist",
	[NOVEL_SOUND] = "sound",
	[NOVEL_CLUSTER] = "cluster",
	[NOVEL_IALS] = "ials",
};

static enum err_code make_engines(struct taste *t, struct err *why)
{
	t->blend = blend_create(&t->d);
	for (int e = 0; e < NOVEL__COUNT; e++) {
		enum err_code code =
			engine_create(&t->d, novel_spec[e], &t->novel[e], why);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

void taste_cluster_again(struct taste *t)
{
	struct engine *fresh;
	clusters_destroy(t->clusters);
	make_clusters(t);
	t->d.clusters = t->clusters;
	if (engine_create(&t->d, novel_spec[NOVEL_CLUSTER], &fresh, NULL) == ERR_OK) {
		engine_destroy(t->novel[NOVEL_CLUSTER]);
		t->novel[NOVEL_CLUSTER] = fresh;
	}
}

static void add_slate(struct taste *t, const struct snapshot_slate *s)
{
	/* One a day is enough: the newest. */
	if (t->slates && clock_local_day(t->slate[t->slates - 1].made_ms) ==
				 clock_local_day(s->made_ms)) {
		t->slate[t->slates - 1] = *s;
		return;
	}
	t->slate = mem_grow(t->slate, &t->cap_slates, t->slates + 1, sizeof *t->slate);
	t->slate[t->slates++] = *s;
}

void taste_remember(struct taste *t, const struct slate *s)
{
	struct snapshot_slate out = {.made_ms = s->made_ms};
	for (size_t i = 0; i < s->n && i < SNAPSHOT_SLATE; i++)
		out.recording[i] = s->pick[i].recording;
	if (s->n)
		add_slate(t, &out);
}

enum err_code taste_create(struct snapshot *take, struct taste **ret, struct err *why)
{
	struct taste *t = xcalloc(1, sizeof *t);
	t->snapshot = *take;
	*take = (struct snapshot){0};
	for (size_t i = 0; i < t->snapshot.feedbacks; i++) {
		const struct snapshot_feedback *f = &t->snapshot.feedback[i];
		if (f->target >= TASTE_TRACK && f->target <= TASTE_ARTIST)
			map_put(&t->verdict[f->target], f->id, f->value);
	}
	make_sound(t);
	make_items(t);
	make_playlists(t);
	make_events(t);
	for (size_t i = 0; i < t->snapshot.slates; i++)
		add_slate(t, &t->snapshot.slate[i]);
	enum err_code code = make_engines(t, why);
	if (code != ERR_OK) {
		taste_destroy(t);
		return code;
	}
	*ret = t;
	return ERR_OK;
}

void taste_destroy(struct taste *t)
{
	if (!t)
		return;
	for (int e = 0; e < NOVEL__COUNT; e++)
		engine_destroy(t->novel[e]);
	blend_destroy(t->blend);
	dataset_finish(&t->d);
	clusters_destroy(t->clusters);
	sound_destroy(t->sound);
	map_finish(&t->item_of);
	for (int target = TASTE_TRACK; target <= TASTE_ARTIST; target++)
		map_finish(&t->verdict[target]);
	free(t->slate);
	snapshot_finish(&t->snapshot);
	free(t);
}

struct taste_info taste_info(const struct taste *t)
{
	return (struct taste_info){.items = t->d.n_items,
		.listens = t->d.n_events,
		.features = t->sound ? sound_usable(t->sound) : 0,
		.learning = t->d.stream.n < TASTE_LEARNED_PLAYS};
}

/* ---- events */

/* A listen may come both with the snapshot and as an event. */
static bool known_listen(const struct taste *t, int32_t item, int64_t start_ms)
{
	enum { LOOK_BACK = 256 };
	const struct dataset *d = &t->d;
	for (size_t back = 1; back <= LOOK_BACK && back <= d->n_events; back++) {
		const struct event *e = &d->event[d->n_events - back];
		if (e->item == item && e->start_ms == start_ms)
			return true;
	}
	return false;
}

void taste_observe_listen(struct taste *t, const struct listen *l)
{
	int32_t item = taste_item(t, l->recording);
	if (item < 0 || !listen_trains(l->flags) || known_listen(t, item, l->start_ms))
		return;
	struct event e = event_of(
		item, (int32_t)l->outcome, l->start_ms, l->heard_ms, l->duration_ms);
	/* A clock that was set back must not break the order. */
	if (t->d.n_events && e.end_ms < t->d.event[t->d.n_events - 1].end_ms)
		e.end_ms = t->d.event[t->d.n_events - 1].end_ms;
	dataset_append(&t->d, &e);
	size_t event = t->d.n_events - 1;
	blend_observe(t->blend, event);
	for (int i = 0; i < NOVEL__COUNT; i++)
		engine_observe(t->novel[i], event);
}

void taste_observe_feedback(struct taste *t, const struct taste_feedback *f)
{
	map_put(&t->verdict[f->target], f->id, f->value);
	for (size_t i = 0; i < t->d.n_items; i++)
		t->d.item[i].like = effective_like(t, (int32_t)i);
}

/* ---- questions */

static const char *title_of(void *ctx, int64_t recording)
{
	struct taste *t = ctx;
	int32_t item = taste_item(t, recording);
	return item < 0 ? NULL : t->snapshot.text + t->snapshot.item[item].title_at;
}

static const char *artist_of(void *ctx, int64_t recording)
{
	struct taste *t = ctx;
	int32_t item = taste_item(t, recording);
	return item < 0 ? NULL : t->snapshot.text + t->snapshot.item[item].artist_at;
}

static const char *cluster_of(void *ctx, int64_t cluster)
{
	struct taste *t = ctx;
	for (size_t k = 0; cluster && t->clusters && k < t->clusters->k; k++)
		if (t->clusters->id[k] == cluster)
			return t->clusters->name[k];
	return NULL;
}

struct reason_names taste_names(struct taste *t)
{
	return (struct reason_names){title_of, artist_of, cluster_of, t};
}
