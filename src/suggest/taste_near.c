/* Questions about sound: what is nearest, the clusters and who is in them. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "taste_impl.h"

static size_t keep_near(struct taste *t, const struct sound_near *near, size_t n,
	size_t want, struct taste_near *ret)
{
	size_t kept = 0;
	for (size_t i = 0; i < n && kept < want; i++) {
		int32_t item = t->snapshot.feature[near[i].row].item;
		if (t->d.item[item].like <= -2)
			continue;
		ret[kept] = (struct taste_near){.recording = taste_recording(t, item),
			.distance = near[i].distance};
		kept++;
	}
	return kept;
}

/* Bans are left out afterwards, so more are asked for. */
static struct sound_near *near_buffer(const struct taste *t, size_t n, size_t *ret_k)
{
	size_t banned = 0;
	for (size_t i = 0; i < t->d.n_items; i++)
		banned += t->d.item[i].like <= -2;
	*ret_k = n + banned;
	return xcalloc(*ret_k + 1, sizeof(struct sound_near));
}

size_t taste_similar(
	struct taste *t, int64_t recording, size_t n, struct taste_near *ret)
{
	int32_t item = taste_item(t, recording);
	if (item < 0 || !t->sound || t->d.item[item].feature < 0)
		return 0;
	int32_t row = t->d.item[item].feature;
	size_t k;
	struct sound_near *near = near_buffer(t, n, &k);
	size_t kept = keep_near(t, near, sound_nearest(t->sound, row, k, near), n, ret);
	for (size_t i = 0; i < kept; i++) {
		int32_t other = t->d.item[taste_item(t, ret[i].recording)].feature;
		sound_block_shares(t->sound, row, other, ret[i].block_share);
	}
	free(near);
	return kept;
}

size_t taste_similar_to(
	struct taste *t, const struct feature *f, size_t n, struct taste_near *ret)
{
	if (!t->sound || !feature_usable(f))
		return 0;
	float covariance[FEATURE_COV];
	memcpy(covariance, f->covariance, sizeof covariance);
	size_t k;
	struct sound_near *near = near_buffer(t, n, &k);
	size_t found =
		sound_nearest_to(t->sound, f->vector, f->mean, covariance, k, near);
	size_t kept = keep_near(t, near, found, n, ret);
	for (size_t i = 0; i < kept; i++) {
		int32_t other = t->d.item[taste_item(t, ret[i].recording)].feature;
		sound_block_shares_to(t->sound, f->vector, other, ret[i].block_share);
	}
	free(near);
	return kept;
}

size_t taste_clusters(struct taste *t, struct taste_cluster *ret, size_t max)
{
	size_t k = t->clusters ? t->clusters->k : 0;
	for (size_t c = 0; c < k && c < max; c++) {
		int32_t row[TASTE_CLUSTER_EXEMPLARS];
		size_t n = clusters_exemplars(
			t->clusters, c, TASTE_CLUSTER_EXEMPLARS, row);
		ret[c] = (struct taste_cluster){
			.id = t->clusters->id[c], .members = t->clusters->size[c]};
		memcpy(ret[c].name, t->clusters->name[c], sizeof ret[c].name);
		for (size_t i = 0; i < n; i++)
			ret[c].exemplar[i] =
				taste_recording(t, t->snapshot.feature[row[i]].item);
	}
	return k;
}

size_t taste_members(
	struct taste *t, int64_t *recording, int32_t *cluster, float *distance)
{
	size_t n = 0;
	for (size_t i = 0; t->clusters && i < t->clusters->rows; i++) {
		if (t->clusters->of[i] < 0)
			continue;
		recording[n] = taste_recording(t, t->snapshot.feature[i].item);
		cluster[n] = t->clusters->of[i];
		distance[n++] = 1 - t->clusters->likeness[i];
	}
	return n;
}
