#include "jobs.h"
void scanner_run(void *arg)
{
	(void)arg;
}
