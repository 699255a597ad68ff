#include "ui/keeper.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Signals that are meant for the player. */
static const int passed_on[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

static void end_like(int status)
{
	if (WIFSIGNALED(status)) {
		sigset_t all;
		sigfillset(&all);
		signal(WTERMSIG(status), SIG_DFL);
		sigprocmask(SIG_UNBLOCK, &all, NULL);
		raise(WTERMSIG(status));
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void keep(pid_t player, const sigset_t *waited)
{
	for (;;) {
		int status, sig;
		pid_t p = waitpid(player, &status, WNOHANG | WUNTRACED);
		if (p == player && WIFSTOPPED(status))
			raise(SIGSTOP); /* somebody stopped the player itself */
		else if (p == player)
			end_like(status);
		else if (p < 0 && errno != EINTR)
			_exit(1);
		if (sigwait(waited, &sig) != 0)
			continue;
		if (sig != SIGCHLD)
			kill(player, sig);
	}
}

int keeper_start(void)
{
	sigset_t waited, before;
	sigemptyset(&waited);
	sigaddset(&waited, SIGCHLD);
	sigaddset(&waited, SIGCONT);
	for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++)
		sigaddset(&waited, passed_on[i]);
	/* Blocked before the fork: nothing that comes early is lost. */
	sigprocmask(SIG_BLOCK, &waited, &before);
	pid_t keeper = getpid(), player = fork();
	if (player > 0)
		keep(player, &waited);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (player < 0)
		return 0;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != keeper)
		raise(SIGTERM);
	return keeper;
}
