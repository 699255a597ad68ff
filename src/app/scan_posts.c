#include "scan_posts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/task.h"

enum { UNDER_WAY_MAX = 16 };

struct scan_posts {
	struct store *store; /* borrowed */
	struct mutex *lock;  /* of all below */
	struct cond *changed;
	int under_way;
	enum err_code code; /* the first error's */
	struct err why;
};

struct post {
	struct scan_posts *posts;
	struct scan_batch *batch; /* owned */
};

struct scan_posts *scan_posts_create(struct store *store)
{
	struct scan_posts *p = xcalloc(1, sizeof *p);
	p->store = store;
	p->lock = mutex_create();
	p->changed = cond_create();
	return p;
}

static enum err_code apply(struct db *db, void *arg, struct err *why)
{
	return scan_batch_apply(db, ((struct post *)arg)->batch, why);
}

static void written(void *arg, enum err_code code, const struct err *why)
{
	struct scan_posts *p = ((struct post *)arg)->posts;
	mutex_lock(p->lock);
	p->under_way--;
	if (code != ERR_OK && p->code == ERR_OK) {
		p->code = code;
		p->why = *why;
	}
	cond_wake(p->changed);
	mutex_unlock(p->lock);
}

static void post_free(void *arg)
{
	struct post *post = arg;
	scan_batch_destroy(post->batch);
	free(post);
}

/* With the lock held, until fewer than `max` are under way. */
static enum err_code wait_locked(struct scan_posts *p, int max, struct err *why)
{
	while (p->under_way >= max)
		cond_wait(p->changed, p->lock);
	if (p->code != ERR_OK && why)
		*why = p->why;
	return p->code;
}

enum err_code scan_posts_put(
	struct scan_posts *p, struct scan_batch *b, struct err *why)
{
	mutex_lock(p->lock);
	enum err_code code = wait_locked(p, UNDER_WAY_MAX, why);
	p->under_way += code == ERR_OK;
	mutex_unlock(p->lock);
	if (code != ERR_OK) {
		scan_batch_destroy(b);
		return code;
	}
	struct post *post = xcalloc(1, sizeof *post);
	*post = (struct post){p, b};
	const struct store_job job = {
		.run = apply, .done = written, .free = post_free, .arg = post};
	store_post(p->store, &job);
	return ERR_OK;
}

enum err_code scan_posts_destroy(struct scan_posts *p, struct err *why)
{
	mutex_lock(p->lock);
	enum err_code code = wait_locked(p, 1, why);
	mutex_unlock(p->lock);
	cond_destroy(p->changed);
	mutex_destroy(p->lock);
	free(p);
	return code;
}
