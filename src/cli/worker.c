/* `linnet --worker ROLE`: the entry of worker processes and the table of their jobs. */
#include "worker.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "analyze/analyze.h"
#include "analyze/loudness.h"
#include "library/import_job.h"
#include "library/tags_job.h"
#include "player/av_job.h"
#include "suggest/taste_job.h"
#include "worker/worker.h"

static const struct worker_job *const jobs[] = {
	&analyze_job,
	&av_job,
	&import_job,
	&loudness_job,
	&tags_job,
	&taste_job,
	NULL,
};

int cli_worker(const char *role)
{
	for (size_t i = 0; jobs[i]; i++)
		if (strcmp(jobs[i]->role, role) == 0)
			return worker_serve(jobs[i]);
	fprintf(stderr, "linnet: there is no worker role %s\n", role);
	return 2;
}
