#include "quiet.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"

int quiet_stderr(void)
{
	fflush(stderr);
	int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
	int quiet = log_fd() >= 0 ? log_fd() : open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (kept >= 0 && quiet >= 0)
		dup2(quiet, STDERR_FILENO);
	if (quiet >= 0 && quiet != log_fd())
		close(quiet);
	return kept;
}

void quiet_restore(int kept)
{
	if (kept < 0)
		return;
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
}
