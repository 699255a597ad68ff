/*
 * A library made by hand: styles of tracks whose features lie around a centre of their
 * own, two artists a style, albums of five; and a history over it.
 */
#ifndef TEST_SMALL_WORLD_H
#define TEST_SMALL_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/rng.h"
#include "suggest/snapshot.h"
#include "suggest/taste.h"

enum {
	WORLD_STYLES = 5,
	WORLD_PER_STYLE = 15,
	WORLD_ITEMS = WORLD_STYLES * WORLD_PER_STYLE
};
static const int64_t WORLD_NOW = 1790000000000; /* 2026-09-21 */
static const int64_t WORLD_DAY = 24 * 3600 * 1000LL;

struct world {
	struct snapshot_item item[WORLD_ITEMS];
	struct snapshot_feature feature[WORLD_ITEMS];
	struct snapshot_listen listen[4000];
	struct snapshot_feedback feedback[16];
	struct snapshot_slate slate[4];
	struct snapshot_member member[16];
	size_t listens, feedbacks, slates, members, clusters;
	const struct snapshot_cluster *cluster; /* borrowed */
	bool without_features;
	struct str text;
};

static inline int64_t world_recording(int item)
{
	return 1000 + 7 * item;
}
static inline int world_style(int64_t recording)
{
	return (int)(recording - 1000) / 7 / WORLD_PER_STYLE;
}

static inline void world_feature(struct rng *centre_rng, struct rng *rng, float *centre,
	int within, struct snapshot_feature *f)
{
	if (within == 0)
		for (int j = 0; j < FEATURE_DIM; j++)
			centre[j] = (float)rng_normal(centre_rng);
	for (int j = 0; j < FEATURE_DIM; j++)
		f->vector[j] = 10 + centre[j] + .5f * (float)rng_normal(rng);
	for (int i = 0, at = 0; i < FEATURE_MFCC; i++) {
		f->mean[i] = i ? 3 * centre[i] + .5f * (float)rng_normal(rng) : 0;
		for (int j = 0; j <= i; j++, at++)
			f->covariance[at] = i == j ? 10 + (float)rng_double(rng) : 0;
	}
}

static inline struct world *world_create(void)
{
	struct world *w = calloc(1, sizeof *w);
	struct rng centre_rng, rng;
	float centre[FEATURE_DIM];
	rng_seed(&centre_rng, 5);
	rng_seed(&rng, 6);
	str_append_n(&w->text, "", 1);
	for (int i = 0; i < WORLD_ITEMS; i++) {
		int style = i / WORLD_PER_STYLE, within = i % WORLD_PER_STYLE;
		char name[32];
		w->item[i] = (struct snapshot_item){.recording = world_recording(i),
			.artist = 10 + style * 2 + within % 2,
			.album = 100 + i / 5,
			.added_ms = WORLD_NOW - 100 * WORLD_DAY,
			.duration_ms = 200000,
			.title_at = (int32_t)w->text.len,
			.cluster = -1};
		snprintf(name, sizeof name, "S%dT%d", style, within);
		str_append_n(&w->text, name, strlen(name) + 1);
		w->feature[i] = (struct snapshot_feature){
			.item = i, .active = 1000, .key = style};
		world_feature(&centre_rng, &rng, centre, within, &w->feature[i]);
	}
	return w;
}

static inline void world_play(
	struct world *w, int item, int64_t start_ms, int64_t heard_ms, int outcome)
{
	w->listen[w->listens++] = (struct snapshot_listen){.item = item,
		.outcome = outcome,
		.start_ms = start_ms,
		.heard_ms = heard_ms,
		.duration_ms = 200000};
}

/* 8 to 40 days back: styles 0 and 1 are finished (10 tracks of each, three times), of
 * style 2 ten tracks are skipped, never more than two in a row. */
static inline void world_history(struct world *w)
{
	for (int day = 40; day >= 8; day -= 4) {
		int64_t at = WORLD_NOW - day * WORLD_DAY;
		for (int k = 0; k < 8; k++) {
			int pick = (day / 4 * 3 + k) % 10;
			world_play(w, pick, at, 200000, OUTCOME_FINISHED);
			at += 205000;
			world_play(w, WORLD_PER_STYLE + pick, at, 200000,
				OUTCOME_FINISHED);
			at += 205000;
			world_play(w, 2 * WORLD_PER_STYLE + pick, at, 7000,
				OUTCOME_SKIPPED);
			at += 8000;
		}
	}
}

static inline struct snapshot world_snapshot(const struct world *w)
{
	return (struct snapshot){.made_ms = WORLD_NOW,
		.items = WORLD_ITEMS,
		.item = w->item,
		.listens = w->listens,
		.listen = w->listen,
		.feedbacks = w->feedbacks,
		.feedback = w->feedback,
		.slates = w->slates,
		.slate = w->slate,
		.members = w->members,
		.clusters = w->clusters,
		.cluster = w->cluster,
		.member = w->member,
		.features = w->without_features ? 0 : WORLD_ITEMS,
		.feature = w->feature,
		.text_size = w->text.len,
		.text = w->text.data};
}

static inline struct taste *world_taste(const struct world *w)
{
	struct snapshot s = world_snapshot(w);
	int fd;
	struct taste *t;
	struct err why;
	if (snapshot_seal(&s, &fd, &why) != ERR_OK ||
		snapshot_map(fd, &s, &why) != ERR_OK || close(fd) != 0 ||
		taste_create(&s, &t, &why) != ERR_OK) {
		fprintf(stderr, "%s\n", why.msg);
		abort();
	}
	return t;
}

static inline void world_destroy(struct world *w)
{
	str_finish(&w->text);
	free(w);
}

#endif
