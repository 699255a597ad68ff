#include "base/task.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

struct task {
	pthread_t thread;
	char name[16];
	void (*run)(void *arg);
	void *arg;
};

struct mutex {
	pthread_mutex_t m;
};

struct cond {
	pthread_cond_t c;
};

static void *task_main(void *p)
{
	struct task *t = p;
	pthread_setname_np(pthread_self(), t->name);
	t->run(t->arg);
	return NULL;
}

struct task *task_start(const char *name, void (*run)(void *arg), void *arg)
{
	struct task *t = xcalloc(1, sizeof *t);
	sigset_t all, before;
	str_copy(t->name, sizeof t->name, name);
	t->run = run;
	t->arg = arg;
	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGFPE);
	sigdelset(&all, SIGILL);
	sigdelset(&all, SIGABRT);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	int r = pthread_create(&t->thread, NULL, task_main, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r != 0) {
		fprintf(stderr, "linnet: cannot start the thread %s\n", name);
		abort();
	}
	return t;
}

void task_join(struct task *t)
{
	if (!t)
		return;
	pthread_join(t->thread, NULL);
	free(t);
}

enum { IOPRIO_WHO_PROCESS = 1, IOPRIO_FIRST = 2 << 13, IOPRIO_IDLE = 3 << 13 };
enum { NICE_URGENT = -11, REAL_TIME = 5 }; /* what sound servers give themselves */

void task_set_urgent(void)
{
	setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICE_URGENT);
	syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_FIRST);
}

/* Where sessions are scheduled as groups, nice counts within the session only:
 * a build in another terminal could still hold up the thread of the device. */
void task_set_real_time(void)
{
	struct sched_param p = {.sched_priority = REAL_TIME};
	if (pthread_setschedparam(pthread_self(), SCHED_RR, &p) != 0)
		task_set_urgent();
}

void task_set_background(void)
{
	setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 19);
	syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_IDLE);
}

struct mutex *mutex_create(void)
{
	struct mutex *m = xcalloc(1, sizeof *m);
	pthread_mutex_init(&m->m, NULL);
	return m;
}

void mutex_destroy(struct mutex *m)
{
	if (!m)
		return;
	pthread_mutex_destroy(&m->m);
	free(m);
}

void mutex_lock(struct mutex *m)
{
	pthread_mutex_lock(&m->m);
}

void mutex_unlock(struct mutex *m)
{
	pthread_mutex_unlock(&m->m);
}

struct cond *cond_create(void)
{
	struct cond *c = xcalloc(1, sizeof *c);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&c->c, &attr);
	pthread_condattr_destroy(&attr);
	return c;
}

void cond_destroy(struct cond *c)
{
	if (!c)
		return;
	pthread_cond_destroy(&c->c);
	free(c);
}

void cond_wait(struct cond *c, struct mutex *m)
{
	pthread_cond_wait(&c->c, &m->m);
}

bool cond_wait_ms(struct cond *c, struct mutex *m, int timeout_ms)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += timeout_ms / 1000;
	t.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return pthread_cond_timedwait(&c->c, &m->m, &t) != ETIMEDOUT;
}

void cond_wake(struct cond *c)
{
	pthread_cond_broadcast(&c->c);
}
