#include "worker/worker.h"

int worker_serve(const struct worker_job *job)
{
	(void)job;
	return 1;
}
