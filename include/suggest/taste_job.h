/* The job of `--worker taste`, for the table of jobs. */
#ifndef SUGGEST_TASTE_JOB_H
#define SUGGEST_TASTE_JOB_H

#include "worker/worker.h"

extern const struct worker_job taste_job;

#endif
