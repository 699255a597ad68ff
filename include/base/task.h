/*
 * Threads and locks. <pthread.h> is included in base/ only.
 *
 * Every task blocks all signals but SIGSEGV and its kin: signals belong to the main
 * thread.
 */
#ifndef BASE_TASK_H
#define BASE_TASK_H

#include <stdbool.h>

struct task;
/* `name` (15 characters) is what ps -L shows. Aborts if no thread can be made. */
struct task *task_start(const char *name, void (*run)(void *arg), void *arg);
void task_join(struct task *t); /* waits and frees; NULL is fine */
void task_set_background(void); /* the calling thread: lowest CPU and I/O priority */
/* The calling thread and what it starts: before others, as far as the user may. */
void task_set_urgent(void);
/* The same for one that does little, and that at once: real time where the user may
 * (RLIMIT_RTPRIO), else urgent. Nothing that can spin may run there. */
void task_set_real_time(void);

struct mutex;
struct mutex *mutex_create(void);
void mutex_destroy(struct mutex *m);
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);

/* A condition bound to a mutex. */
struct cond;
struct cond *cond_create(void);
void cond_destroy(struct cond *c);
void cond_wait(struct cond *c, struct mutex *m);
/* False on timeout. */
bool cond_wait_ms(struct cond *c, struct mutex *m, int timeout_ms);
void cond_wake(struct cond *c); /* all waiters */

#endif
