#include "cluster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rec/kmeans.h"

/* Beyond this many deviations of the library something is worth a word. */
static const float WORTH_SAYING = .4f;

size_t cluster_words(const float trait[SOUND_TRAITS], size_t most, const char *ret[])
{
	static const char *const words[SOUND_TRAITS][2] = {
		[SOUND_FAST] = {"slow", "fast"},
		[SOUND_BRIGHT] = {"dark", "bright"},
		[SOUND_NOISY] = {"pure", "noisy"},
		[SOUND_VARIED] = {"steady", "dynamic"},
	};
	size_t n = 0;
	bool said[SOUND_TRAITS] = {false};
	while (n < most) {
		int best = -1;
		for (int i = 0; i < SOUND_TRAITS; i++)
			if (!said[i] && fabsf(trait[i]) >= WORTH_SAYING &&
				(best < 0 || fabsf(trait[i]) > fabsf(trait[best])))
				best = i;
		if (best < 0)
			break;
		said[best] = true;
		ret[n++] = words[best][trait[best] > 0];
	}
	return n;
}

/* Middles of the earlier clusters, from their members. */
static float *warm_centres(const struct sound *s, const struct clusters_before *before)
{
	float *centre = xcalloc(before->k * FEATURE_DIM + 1, sizeof *centre);
	size_t *members = xcalloc(before->k + 1, sizeof *members);
	for (size_t i = 0; i < sound_rows(s); i++) {
		const float *unit = sound_unit(s, (int32_t)i);
		if (!unit || before->of[i] < 0)
			continue;
		float *c = centre + (size_t)before->of[i] * FEATURE_DIM;
		members[before->of[i]]++;
		for (int j = 0; j < FEATURE_DIM; j++)
			c[j] += unit[j];
	}
	bool whole = true;
	for (size_t c = 0; c < before->k; c++) {
		double squares = 0;
		float *x = centre + c * FEATURE_DIM;
		for (int j = 0; j < FEATURE_DIM; j++)
			squares += (double)x[j] * x[j];
		for (int j = 0; squares > 0 && j < FEATURE_DIM; j++)
			x[j] = (float)(x[j] / sqrt(squares));
		whole = whole && members[c] > 0 && squares > 0;
	}
	free(members);
	if (whole)
		return centre;
	free(centre);
	return NULL;
}

static void name_clusters(struct clusters *c, const struct sound *s)
{
	for (size_t k = 0; k < c->k; k++) {
		double sum[SOUND_TRAITS] = {0};
		for (size_t i = 0; i < c->rows; i++) {
			float trait[SOUND_TRAITS];
			if (c->of[i] != (int32_t)k)
				continue;
			sound_traits(s, (int32_t)i, trait);
			for (int t = 0; t < SOUND_TRAITS; t++)
				sum[t] += trait[t];
		}
		float mean[SOUND_TRAITS];
		for (int t = 0; t < SOUND_TRAITS; t++)
			mean[t] = c->size[k] ? (float)(sum[t] / (double)c->size[k]) : 0;
		const char *word[2];
		size_t n = cluster_words(mean, 2, word);
		snprintf(c->name[k], sizeof c->name[k], "%s%s%s",
			n ? word[0] : "in the middle", n > 1 ? " and " : "",
			n > 1 ? word[1] : "");
	}
}

/* Two clusters may earn the same words: a number tells them apart. */
static void tell_apart(struct clusters *c)
{
	for (size_t k = 0; k < c->k; k++) {
		char plain[CLUSTER_NAME];
		memcpy(plain, c->name[k], sizeof plain);
		for (size_t number = 2; number < 100; number++) {
			bool taken = false;
			for (size_t o = 0; o < k && !taken; o++)
				taken = strcmp(c->name[o], c->name[k]) == 0;
			if (!taken)
				break;
			snprintf(c->name[k], sizeof c->name[k], "%.*s %zu",
				CLUSTER_NAME - 24, plain, number);
		}
	}
}

static void keep_ids(struct clusters *c, const struct clusters_before *before)
{
	int32_t *old = xcalloc(c->k + 1, sizeof *old);
	kmeans_match(before->of, before->k, c->of, c->k, c->rows, old);
	for (size_t k = 0; k < c->k; k++) {
		if (old[k] < 0)
			continue;
		c->id[k] = before->id[old[k]];
		memcpy(c->name[k], before->name[old[k]], CLUSTER_NAME);
	}
	free(old);
}

/* As many as before while that number still suits the library. */
static size_t choose(size_t usable, const struct clusters_before *before)
{
	size_t k = kmeans_choose(usable);
	bool suits =
		before->k * 4 >= k * 3 && before->k * 3 <= k * 4 && before->k <= usable;
	return before->k && suits ? before->k : k;
}

struct clusters *clusters_create(
	const struct sound *s, uint64_t seed, const struct clusters_before *before)
{
	struct clusters *c = xcalloc(1, sizeof *c);
	c->rows = sound_rows(s);
	c->k = choose(sound_usable(s), before);
	c->of = xcalloc(c->rows + 1, sizeof *c->of);
	c->likeness = xcalloc(c->rows + 1, sizeof *c->likeness);
	c->size = xcalloc(c->k + 1, sizeof *c->size);
	c->id = xcalloc(c->k + 1, sizeof *c->id);
	c->name = xcalloc(c->k + 1, sizeof *c->name);
	size_t n = 0;
	float *x = xcalloc(sound_usable(s) * FEATURE_DIM + 1, sizeof *x);
	for (size_t i = 0; i < c->rows; i++) {
		const float *unit = sound_unit(s, (int32_t)i);
		if (unit)
			memcpy(x + n++ * FEATURE_DIM, unit, FEATURE_DIM * sizeof *x);
	}
	float *warm = before->k == c->k && c->k ? warm_centres(s, before) : NULL;
	struct kmeans m;
	kmeans_run(&m, x, n, FEATURE_DIM, c->k, seed, warm);
	n = 0;
	for (size_t i = 0; i < c->rows; i++) {
		bool has = sound_has(s, (int32_t)i);
		c->of[i] = has ? m.of[n] : -1;
		c->likeness[i] = has ? m.likeness[n] : 0;
		n += has;
	}
	memcpy(c->size, m.size, m.k * sizeof *c->size);
	kmeans_finish(&m);
	free(warm);
	free(x);
	name_clusters(c, s);
	if (before->k)
		keep_ids(c, before);
	tell_apart(c);
	return c;
}

void clusters_destroy(struct clusters *c)
{
	if (!c)
		return;
	free(c->of);
	free(c->likeness);
	free(c->size);
	free(c->id);
	free(c->name);
	free(c);
}

size_t clusters_exemplars(
	const struct clusters *c, size_t cluster, size_t n, int32_t *ret)
{
	size_t found = 0;
	for (size_t i = 0; i < c->rows; i++) {
		if (c->of[i] != (int32_t)cluster)
			continue;
		size_t at = found;
		while (at > 0 && c->likeness[ret[at - 1]] < c->likeness[i])
			at--;
		if (at >= n)
			continue;
		found += found < n;
		memmove(ret + at + 1, ret + at, (found - at - 1) * sizeof *ret);
		ret[at] = (int32_t)i;
	}
	return found;
}
