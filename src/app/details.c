/* What is known of one track. */
#include "app/details.h"

#include <stdlib.h>

#include "state.h"

struct details {
	int64_t track; /* that was asked for last */
	bool known;
	struct arena arena;
	struct track_details about;
};

struct details_query {
	struct query query;
	int64_t track, profile;
	struct arena arena;
	struct track_details about;
};

static enum err_code read_details(struct db *db, struct query *q, struct err *why)
{
	struct details_query *d = (struct details_query *)q;
	return track_details(db, d->profile, d->track, &d->arena, &d->about, why);
}

static void take_details(struct app *a, struct query *q)
{
	struct details_query *d = (struct details_query *)q;
	struct details *kept = a->details;
	if (q->job.code != ERR_OK || !kept || kept->track != d->track)
		return;
	arena_finish(&kept->arena);
	kept->arena = d->arena;
	kept->about = d->about;
	kept->known = true;
	d->arena = (struct arena){0};
	app_changed(a, APP_CHANGED_ROWS);
}

static void free_details(struct query *q)
{
	struct details_query *d = (struct details_query *)q;
	arena_finish(&d->arena);
	free(d);
}

void app_details_ask(struct app *a, int64_t track)
{
	struct details_query *d = xcalloc(1, sizeof *d);
	if (!a->details)
		a->details = xcalloc(1, sizeof *a->details);
	a->details->track = track;
	a->details->known = false;
	d->track = track;
	d->profile = a->profile;
	d->query = (struct query){
		.run = read_details, .done = take_details, .free = free_details};
	query_post(a, &d->query, LANE_NONE);
}

const struct track_details *app_details(struct app *a, int64_t track)
{
	struct details *d = a->details;
	return d && d->known && d->track == track ? &d->about : NULL;
}

void details_finish(struct app *a)
{
	if (a->details)
		arena_finish(&a->details->arena);
	free(a->details);
	a->details = NULL;
}
