/*
 * Features of named files. Workers finish in any order; what comes early is kept until
 * the files before it are printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyze.h"
#include "analyze/analyze.h"
#include "analyze/batch.h"
#include "analyze_print.h"
#include "base/mem.h"

struct outcome {
	bool known;
	struct feature *feature; /* owned; NULL: failed */
	struct err why;
};

struct listing {
	const struct cli *cli;
	char **path;
	size_t n, given, printed;
	struct outcome *outcome; /* owned; (n) */
	bool failed;
};

static void print_known(struct listing *l)
{
	for (; l->printed < l->n && l->outcome[l->printed].known; l->printed++) {
		struct outcome *o = &l->outcome[l->printed];
		const char *path = l->path[l->printed];
		if (!o->feature) {
			fprintf(stderr, "linnet: %s: %s\n", path, o->why.msg);
			l->failed = true;
			continue;
		}
		if (l->cli->json)
			analyze_print_json(stdout, path, o->feature);
		else
			analyze_print_summary(stdout, path, o->feature);
		free(o->feature);
		o->feature = NULL;
	}
	fflush(stdout);
}

static size_t next(void *ctx, struct batch_item *out, size_t max)
{
	struct listing *l = ctx;
	size_t n = 0;
	for (; n < max && l->given < l->n; n++, l->given++)
		out[n] = (struct batch_item){.recording = (int64_t)l->given,
			.want = ANALYZE_FEATURES,
			.path = xstrdup(l->path[l->given])};
	return n;
}

static void done(void *ctx, const struct batch_item *item, const struct feature *f,
	const struct identity *i)
{
	(void)i;
	struct listing *l = ctx;
	struct outcome *o = &l->outcome[item->recording];
	o->known = true;
	o->feature = xmemdup(f, sizeof *f);
	print_known(l);
}

static void failed(void *ctx, const struct batch_item *item, const struct err *why)
{
	struct listing *l = ctx;
	struct outcome *o = &l->outcome[item->recording];
	o->known = true;
	o->why = *why;
	print_known(l);
}

static bool interrupted(void *ctx)
{
	(void)ctx;
	return cli_interrupted();
}

/* Where no worker can run (no /proc, no permission for a new process): here. */
static void analyze_here(struct listing *l)
{
	for (size_t i = l->printed; i < l->n && !cli_interrupted(); i++) {
		struct outcome *o = &l->outcome[i];
		struct feature f;
		if (o->known)
			continue;
		int fd = open(l->path[i], O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		enum err_code code =
			fd < 0 ? err_sys(&o->why, errno, "it cannot be opened")
			       : analyze_fd(fd, &f, interrupted, NULL, &o->why);
		if (fd >= 0)
			close(fd);
		o->known = true;
		if (code == ERR_OK)
			o->feature = xmemdup(&f, sizeof f);
		print_known(l);
	}
}

int analyze_paths(const struct cli *cli, char **path, int n, int jobs)
{
	struct listing l = {.cli = cli, .path = path, .n = (size_t)n};
	struct batch_config config = {.jobs = jobs > 0 ? jobs : n, .urgent = true};
	struct batch_source source = {next, done, failed, interrupted, &l};
	struct batch_result result;
	struct err why = {0};
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (jobs == 0 && config.jobs > cores)
		config.jobs = (int)cores;
	l.outcome = xcalloc(l.n, sizeof *l.outcome);
	enum err_code code = batch_run(&config, &source, &result, &why);
	if (code != ERR_OK && code != ERR_CANCELLED) {
		analyze_here(&l);
		code = ERR_OK;
	}
	for (size_t i = 0; i < l.n; i++)
		free(l.outcome[i].feature);
	free(l.outcome);
	if (code != ERR_OK)
		return cli_fail(&why);
	return l.failed || l.printed < l.n ? 1 : 0;
}
