#include "jobs.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tagger.h"

enum { QUEUED = 64 };

static void show_progress(struct app *a, void *arg)
{
	(void)arg;
	app_changed(a, APP_CHANGED_JOBS);
}

void jobs_tell(struct jobs *j, struct job_state *s, int64_t done, int64_t total)
{
	int64_t now = clock_mono_us(&j->app->clock);
	bool end = !atomic_load(&s->active);
	/* Looking and reading go at their own paces. */
	if (end || total != atomic_load(&s->total))
		s->pace = (struct pace){0};
	else
		pace_tell(&s->pace, now, done);
	atomic_store(&s->rate, (int64_t)pace_rate(&s->pace));
	atomic_store(&s->left_s, total > 0 ? pace_left_s(&s->pace, total) : -1);
	atomic_store(&s->done, done);
	atomic_store(&s->total, total);
	if (!end && now - atomic_load(&s->told_us) < JOBS_TELL_MS * 1000)
		return;
	atomic_store(&s->told_us, now);
	app_post(j->app, show_progress, NULL);
}

struct saying {
	bool warning;
	char text[300];
};

static void say(struct app *a, void *arg)
{
	struct saying *s = arg;
	if (s->warning)
		app_warn(a, "%s", s->text);
	else
		app_say(a, "%s", s->text);
	free(s);
}

void jobs_say(struct jobs *j, bool warning, const char *fmt, ...)
{
	struct saying *s = xcalloc(1, sizeof *s);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(s->text, sizeof s->text, fmt, ap);
	va_end(ap);
	s->warning = warning;
	app_post(j->app, say, s);
}

bool jobs_stopped(struct jobs *j, const struct job_state *s)
{
	return atomic_load(&j->quit) || atomic_load(&s->cancel);
}

void jobs_begin(struct app *a)
{
	struct jobs *j = xcalloc(1, sizeof *j);
	j->app = a;
	j->scans = mailbox_create(QUEUED);
	j->analyses = mailbox_create(QUEUED);
	j->measurings = mailbox_create(QUEUED);
	a->jobs = j;
	j->scanner = task_start("scanner", scanner_run, j);
	j->analyst = task_start("analyst", analyst_run, j);
	j->measurer = task_start("measurer", measurer_run, j);
	jobs_scan(a, NULL);
}

void jobs_end(struct app *a)
{
	struct jobs *j = a->jobs;
	if (!j)
		return;
	atomic_store(&j->quit, true);
	mailbox_close(j->scans);
	mailbox_close(j->analyses);
	mailbox_close(j->measurings);
	task_join(j->scanner);
	task_join(j->analyst);
	task_join(j->measurer);
	task_join(j->renderer);
	mailbox_destroy(j->scans, scan_request_free);
	mailbox_destroy(j->analyses, free);
	mailbox_destroy(j->measurings, free);
	free(j);
	a->jobs = NULL;
}

static struct strings copy_of(const struct option_list *l)
{
	struct strings s = {xcalloc(l->n, sizeof *s.item), l->n};
	for (size_t i = 0; i < l->n; i++)
		s.item[i] = xstrdup(l->item[i]);
	return s;
}

struct strings jobs_strings_copy(const struct strings *from)
{
	return copy_of(&(struct option_list){from->item, from->n});
}

void jobs_strings_free(struct strings *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->item[i]);
	free(s->item);
	*s = (struct strings){0};
}

void scan_request_free(void *request)
{
	struct scan_request *r = request;
	free(r->add_root);
	jobs_strings_free(&r->files);
	jobs_strings_free(&r->folders);
	jobs_strings_free(&r->exclude);
	free(r->collation);
	free(r->articles);
	free(r);
}

static void request_scan(struct app *a, const char *add_root, struct strings files)
{
	app_settle(a);
	struct jobs *j = a->jobs;
	if (!j)
		return;
	struct scan_request *r = xcalloc(1, sizeof *r);
	r->add_root = xstrdup(add_root);
	r->files = jobs_strings_copy(&files);
	r->folders = copy_of(&a->conf.options.folders);
	r->exclude = copy_of(&a->conf.options.exclude);
	r->collation = xstrdup(a->conf.options.collation);
	r->articles = xstrdup(a->conf.options.articles);
	r->watch = a->conf.options.watch;
	r->watch_limit = a->conf.options.watch_limit;
	r->rescan_s = a->conf.options.rescan_s;
	if (!mailbox_try_send(j->scans, r))
		scan_request_free(r);
}

void jobs_scan(struct app *a, const char *add_root)
{
	request_scan(a, add_root, (struct strings){0});
}

void jobs_scan_files(struct app *a, char *const *path, size_t n)
{
	request_scan(a, NULL, (struct strings){(char **)path, n});
}

static void wake(struct mailbox *m)
{
	char *token = xstrdup("");
	if (!mailbox_try_send(m, token))
		free(token);
}

void jobs_analyze(struct app *a)
{
	if (a->jobs)
		wake(a->jobs->analyses);
}

void jobs_measure(struct app *a)
{
	if (a->jobs)
		wake(a->jobs->measurings);
}

void jobs_cancel(struct app *a)
{
	tagger_cancel(a);
	if (!a->jobs)
		return;
	atomic_store(&a->jobs->scan.cancel, true);
	atomic_store(&a->jobs->analysis.cancel, true);
	atomic_store(&a->jobs->loudness.cancel, true);
	atomic_store(&a->jobs->demo.cancel, true);
}

static struct app_job read_job(struct job_state *s)
{
	return (struct app_job){atomic_load(&s->active), atomic_load(&s->done),
		atomic_load(&s->total), atomic_load(&s->rate), atomic_load(&s->left_s)};
}

struct app_jobs jobs_state(struct app *a)
{
	if (!a->jobs)
		return (struct app_jobs){0};
	return (struct app_jobs){.scan = read_job(&a->jobs->scan),
		.analysis = read_job(&a->jobs->analysis),
		.loudness = read_job(&a->jobs->loudness),
		.watching = (enum app_watch_mode)atomic_load(&a->jobs->watching),
		.watched = atomic_load(&a->jobs->watched)};
}
