#include "worker/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"

#ifdef LINNET_SANITIZE

enum err_code confine(size_t memory_bytes, struct err *why)
{
	(void)memory_bytes;
	(void)why;
	log_write(LOG_WARN, "%s", confine_kind());
	return ERR_OK;
}

const char *confine_kind(void)
{
	return "none: a sanitizer build installs no filter";
}

#else

/* Descriptors: standard ones and the socket, a message's, as many duplicates. */
enum { FILES_MAX = 160 };

/* Everything that computing on open descriptors needs, the most frequent first. A
 * thread that a library started just before may make its first calls (rseq,
 * set_robust_list) under the filter. */
static const int allowed[] = {SCMP_SYS(pread64), SCMP_SYS(lseek), SCMP_SYS(read),
	SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(futex), SCMP_SYS(brk),
	SCMP_SYS(munmap), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(recvfrom),
	SCMP_SYS(sendto), SCMP_SYS(madvise), SCMP_SYS(mremap), SCMP_SYS(write),
	SCMP_SYS(writev), SCMP_SYS(readv), SCMP_SYS(preadv), SCMP_SYS(dup),
	SCMP_SYS(fcntl), SCMP_SYS(ftruncate), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(alarm), SCMP_SYS(setitimer), SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
	SCMP_SYS(getrandom), SCMP_SYS(sysinfo), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(uname), SCMP_SYS(membarrier),
	SCMP_SYS(rseq), SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),
	SCMP_SYS(set_robust_list), SCMP_SYS(exit), SCMP_SYS(exit_group)};

/* Library code asks these in passing and lives with a no. */
static const int refused[] = {SCMP_SYS(ioctl), SCMP_SYS(prctl), SCMP_SYS(mbind),
	SCMP_SYS(set_mempolicy), SCMP_SYS(sched_setaffinity), SCMP_SYS(fadvise64)};

static int add_rules(scmp_filter_ctx f)
{
	int r = 0;
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		r |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
	/* Memory, but none that can be run. */
	r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/* glibc's fstat; without the flag it would look at paths. */
	r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
		SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
	/* abort() and raise(): signals to itself only. */
	r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
		SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
	return r;
}

static enum err_code install_filter(struct err *why)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!f)
		return err_set(why, ERR_WORKER, "cannot make a seccomp filter");
	seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	int r = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
	if (r == 0)
		r = add_rules(f);
	if (r == 0)
		r = seccomp_load(f);
	seccomp_release(f);
	if (r != 0)
		return err_sys(why, -r, "cannot install the seccomp filter");
	return ERR_OK;
}

static void limit(int what, rlim_t value)
{
	struct rlimit now, r = {value, value};
	if (getrlimit(what, &now) == 0 && now.rlim_max >= value)
		setrlimit(what, &r);
}

enum err_code confine(size_t memory_bytes, struct err *why)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, FILES_MAX);
	if (memory_bytes)
		limit(RLIMIT_AS, memory_bytes);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_sys(why, errno, "cannot give up privileges");
	return install_filter(why);
}

const char *confine_kind(void)
{
	return "seccomp";
}

#endif
