/*
 * Private to db/: candidates of what filters leave.
 */
#ifndef SEARCH_FEW_H
#define SEARCH_FEW_H

#include "search_candidates.h"

/* All tracks of a small set that have the words. */
enum err_code few_tracks(struct run *r, struct hits *h, struct err *why);
/* All artists, or albums, with a track in a small set, that have the words. */
enum err_code few_groups(
	struct run *r, enum subject_group group, struct hits *h, struct err *why);
/* The best ranked tracks of a large set, whatever their words are. */
enum err_code best_ranked(struct run *r, size_t max, struct hits *h, struct err *why);

#endif
