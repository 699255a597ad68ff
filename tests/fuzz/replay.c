/*
 * Feeds the targets what fuzzing has found, without libFuzzer:
 *
 *   replay FOLDER          every FOLDER/TARGET/FILE, a line of result each
 *   replay TARGET FILE…    those files
 *
 * An input that takes longer than SECONDS_MAX, or more memory than MEGABYTES_MAX at
 * once, is a failure like a crash: that is what some of them are kept for.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "targets.h"

enum { SECONDS_MAX = 20, MEGABYTES_MAX = 512, FILE_MAX = 64 << 20 };

#ifdef LINNET_SANITIZE
/* AddressSanitizer asks for these; a single allocation is what it can limit. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "max_allocation_size_mb=512";
}
#endif

static int number, failures;

/* In a process of its own, so that one crash does not hide the others. */
static int run_apart(const struct fuzz_target *t, const char *data, size_t n)
{
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
#ifndef LINNET_SANITIZE /* whose shadow memory is terabytes */
		const struct rlimit memory = {
			(rlim_t)MEGABYTES_MAX << 20, (rlim_t)MEGABYTES_MAX << 20};
		setrlimit(RLIMIT_AS, &memory);
#endif
		alarm(SECONDS_MAX);
		t->run((const uint8_t *)data, n);
		exit(0); /* where leaks are looked for */
	}
	int status = -1;
	if (pid > 0)
		waitpid(pid, &status, 0);
	return status;
}

static void replay(const struct fuzz_target *t, const char *path)
{
	char *data = NULL;
	size_t n = 0;
	struct err why = {0};
	number++;
	if (io_read_file(path, FILE_MAX, &data, &n, &why) != ERR_OK) {
		printf("not ok %d - %s: %s\n", number, path, why.msg);
		failures++;
		return;
	}
	int status = run_apart(t, data, n);
	free(data);
	if (status == 0) {
		printf("ok %d - %s: %s\n", number, t->name, path_base(path));
		return;
	}
	failures++;
	printf("not ok %d - %s: %s: %s %d\n", number, t->name, path,
		WIFSIGNALED(status) ? "killed by signal" : "ended with exit code",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void replay_folder(const struct fuzz_target *t, const char *folder)
{
	struct dirent **list = NULL;
	int n = scandir(folder, &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char *path = path_join(folder, list[i]->d_name);
		if (list[i]->d_name[0] != '.')
			replay(t, path);
		free(path);
		free(list[i]);
	}
	free(list);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: replay FOLDER | replay TARGET FILE…\n");
		return 2;
	}
	if (argc == 2) {
		for (const struct fuzz_target *t = fuzz_targets; t->name; t++) {
			char *folder = path_join(argv[1], t->name);
			replay_folder(t, folder);
			free(folder);
		}
		return failures != 0;
	}
	const struct fuzz_target *t = fuzz_target_find(argv[1]);
	if (!t) {
		fprintf(stderr, "replay: there is no target %s\n", argv[1]);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		replay(t, argv[i]);
	return failures != 0;
}
