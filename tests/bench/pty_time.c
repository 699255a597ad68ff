/*
 * Runs a program in a pty of 120x40 and prints, for people and scripts:
 *   start_ms      exec until text that matches the expression stands on the screen
 *   start_cpu     processor time until then, of the program with all its children: what
 *                 others do on the machine counts less in it
 *   key_ms, p95   median and 95th percentile from writing KEY until the screen changed
 *   type_ms, max  median and longest from writing a letter of WORD until the screen
 *                 (its list, not the lines below) stands still
 *   cpu, switches percent of a core and context switches a second, of the program with
 *                 all its children, over SECONDS after a warm-up
 *   rss_mb        resident memory of the player's process then; all_mb: with all others
 *
 *   pty_time [-o KEYS] [-k KEY] [-n COUNT] [-b KEYS] [-t WORD] [-c WARM-UP,SECONDS]
 *            [-q QUIT] EXPRESSION PROGRAM [ARGUMENT…]
 *
 * KEYS of -o are written at the program's first output, those of -b before WORD.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <regex.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <vterm.h>

enum {
	ROWS = 40,
	COLUMNS = 120,
	LIST_END = 35,   /* below are the status lines of every player */
	LIST_WIDTH = 60, /* right of it may be a pane about the row under the cursor */
	KEYS_MAX = 1000,
	TREE_MAX = 256,
	START_LIMIT_MS = 30000,
	KEY_LIMIT_MS = 500,
	STILL_MS = 120 /* so long without a change: the screen stands still */
};

struct options {
	const char *first, *key, *before, *word, *quit;
	int count;
	double warm_s, seconds; /* 0: no processor time is measured */
};

struct screen {
	VTerm *term;
	VTermScreen *cells;
	int fd;
	bool damaged, list_damaged;
};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int on_damage(VTermRect rect, void *user)
{
	struct screen *s = user;
	s->damaged = true;
	s->list_damaged = s->list_damaged ||
			  (rect.start_row < LIST_END && rect.start_col < LIST_WIDTH);
	return 1;
}

static void on_output(const char *s, size_t n, void *user)
{
	ssize_t w = write(((struct screen *)user)->fd, s, n);
	(void)w; /* answers to questions of the program; none is waited for */
}

static bool has_text(struct screen *s, const regex_t *text)
{
	for (int row = 0; row < ROWS; row++) {
		char line[COLUMNS * 6 + 1];
		VTermRect rect = {row, row + 1, 0, COLUMNS};
		size_t n = vterm_screen_get_text(s->cells, line, sizeof line - 1, rect);
		line[n] = '\0';
		if (regexec(text, line, 0, NULL, 0) == 0)
			return true;
	}
	return false;
}

/* Feeds what comes within timeout_ms; false: nothing came, or the program ended. */
static bool feed(struct screen *s, int timeout_ms)
{
	char part[65536];
	struct pollfd p = {s->fd, POLLIN, 0};
	if (poll(&p, 1, timeout_ms) <= 0)
		return false;
	ssize_t n = read(s->fd, part, sizeof part);
	if (n <= 0)
		return false;
	vterm_input_write(s->term, part, (size_t)n);
	return true;
}

static void type(struct screen *s, const char *keys)
{
	if (write(s->fd, keys, strlen(keys)) < 0)
		fprintf(stderr, "pty_time: the program takes no keys\n");
}

static double wait_for_text(struct screen *s, const regex_t *text, const char *first)
{
	double start = now_ms();
	while (now_ms() - start < START_LIMIT_MS) {
		if (!feed(s, 100))
			continue;
		if (first)
			type(s, first);
		first = NULL;
		if (has_text(s, text))
			return now_ms() - start;
	}
	return -1;
}

static double time_key(struct screen *s, const char *key)
{
	while (feed(s, 20))
		;
	s->damaged = false;
	double start = now_ms();
	if (write(s->fd, key, strlen(key)) < 0)
		return -1;
	while (now_ms() - start < KEY_LIMIT_MS) {
		feed(s, 50);
		if (s->damaged)
			return now_ms() - start;
	}
	return -1;
}

/* Until the last change of the list that STILL_MS without one follow. */
static double time_settled(struct screen *s, char letter)
{
	s->list_damaged = false;
	double start = now_ms(), last = 0;
	if (write(s->fd, &letter, 1) < 0)
		return -1;
	while (now_ms() - start < (last > 0 ? last + STILL_MS : KEY_LIMIT_MS)) {
		feed(s, 20);
		if (s->list_damaged)
			last = now_ms() - start;
		s->list_damaged = false;
	}
	return last > 0 ? last : -1;
}

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

/* ---- the program's processes */

struct process {
	pid_t pid, parent;
	bool ours;
};

/* pid and all that descend from it; at most TREE_MAX. */
static int list_tree(pid_t pid, pid_t *tree)
{
	static struct process all[32768];
	int n = 0, found = 0;
	DIR *d = opendir("/proc");
	const struct dirent *e;
	while (d && (e = readdir(d)) && n < (int)(sizeof all / sizeof *all)) {
		char path[300];
		struct process p = {.pid = (pid_t)atoi(e->d_name)};
		snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
		FILE *f = p.pid > 0 ? fopen(path, "r") : NULL;
		if (f && fscanf(f, "%*d (%*[^)]) %*c %d", &p.parent) == 1)
			all[n++] = p;
		if (f)
			fclose(f);
	}
	if (d)
		closedir(d);
	for (int before = -1; before != found;) {
		before = found;
		for (int i = 0; i < n && found < TREE_MAX; i++) {
			bool ours = all[i].pid == pid;
			for (int k = 0; k < found; k++)
				ours = ours || tree[k] == all[i].parent;
			if (ours && !all[i].ours)
				tree[found++] = all[i].pid;
			all[i].ours = all[i].ours || ours;
		}
	}
	return found;
}

static long status_number(const char *path, const char *format)
{
	char line[256];
	long n = 0, sum = 0;
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, format, &n) == 1)
			sum += n;
	if (f)
		fclose(f);
	return sum;
}

static bool is_worker(pid_t pid)
{
	char path[64], args[512] = "";
	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(args, 1, sizeof args - 1, f) : 0;
	if (f)
		fclose(f);
	for (size_t i = 0; i < n; i++)
		args[i] = args[i] ? args[i] : ' ';
	return strstr(args, " --worker ") != NULL;
}

/* The player is the largest process that is no worker. */
static void print_memory(pid_t pid)
{
	pid_t tree[TREE_MAX];
	long player = 0, all = 0;
	int n = list_tree(pid, tree);
	for (int i = 0; i < n; i++) {
		char path[64];
		snprintf(path, sizeof path, "/proc/%d/status", (int)tree[i]);
		long kb = status_number(path, "VmRSS: %ld");
		all += kb;
		if (kb > player && !is_worker(tree[i]))
			player = kb;
	}
	printf(" rss_mb %.1f all_mb %.1f", (double)player / 1024, (double)all / 1024);
}

struct work {
	double run_s;
	long switches;
};

/* Of all threads of the processes so far. */
static struct work count_work(pid_t pid)
{
	pid_t tree[TREE_MAX];
	struct work w = {0};
	int n = list_tree(pid, tree);
	for (int i = 0; i < n; i++) {
		char path[400];
		snprintf(path, sizeof path, "/proc/%d/task", (int)tree[i]);
		DIR *d = opendir(path);
		const struct dirent *e;
		while (d && (e = readdir(d))) {
			if (*e->d_name == '.')
				continue;
			snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat",
				(int)tree[i], e->d_name);
			w.run_s += (double)status_number(path, "%ld") / 1e9;
			snprintf(path, sizeof path, "/proc/%d/task/%s/status",
				(int)tree[i], e->d_name);
			w.switches +=
				status_number(path, "voluntary_ctxt_switches: %ld");
			w.switches +=
				status_number(path, "nonvoluntary_ctxt_switches: %ld");
		}
		if (d)
			closedir(d);
	}
	return w;
}

/* ---- what is measured */

static void feed_for(struct screen *s, double seconds)
{
	double end = now_ms() + seconds * 1e3;
	while (now_ms() < end)
		feed(s, (int)(end - now_ms()) + 1);
}

static void measure_keys(struct screen *s, const struct options *o)
{
	double times[KEYS_MAX];
	int n = 0;
	for (int i = 0; i < o->count; i++) {
		double t = time_key(s, o->key);
		if (t >= 0)
			times[n++] = t;
	}
	qsort(times, (size_t)n, sizeof *times, by_value);
	if (n > 0)
		printf(" key_ms %.2f p95 %.2f", times[n / 2], times[n * 95 / 100]);
}

static void measure_typing(struct screen *s, const struct options *o)
{
	double times[KEYS_MAX];
	int n = 0;
	type(s, o->before);
	feed_for(s, 0.5);
	for (const char *c = o->word; *c && n < KEYS_MAX; c++) {
		double t = time_settled(s, *c);
		if (t >= 0)
			times[n++] = t;
	}
	qsort(times, (size_t)n, sizeof *times, by_value);
	if (n > 0)
		printf(" type_ms %.2f max %.2f", times[n / 2], times[n - 1]);
}

static void measure_work(struct screen *s, pid_t pid, const struct options *o)
{
	feed_for(s, o->warm_s);
	struct work a = count_work(pid);
	double start = now_ms();
	feed_for(s, o->seconds);
	struct work b = count_work(pid);
	double seconds = (now_ms() - start) / 1e3;
	printf(" cpu %.3f switches %.0f", 100 * (b.run_s - a.run_s) / seconds,
		(double)(b.switches - a.switches) / seconds);
}

static void end_program(struct screen *s, pid_t pid, const char *quit)
{
	if (write(s->fd, quit, strlen(quit)) < 0)
		kill(pid, SIGTERM);
	for (int i = 0; i < 40; i++) {
		feed(s, 50);
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return;
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static bool take_options(int argc, char **argv, struct options *o)
{
	int c;
	while ((c = getopt(argc, argv, "+o:k:n:b:t:c:q:")) != -1) {
		if (c == 'o')
			o->first = optarg;
		else if (c == 'k')
			o->key = optarg;
		else if (c == 'n')
			o->count = atoi(optarg);
		else if (c == 'b')
			o->before = optarg;
		else if (c == 't')
			o->word = optarg;
		else if (c == 'q')
			o->quit = optarg;
		else if (c != 'c' ||
			 sscanf(optarg, "%lf,%lf", &o->warm_s, &o->seconds) != 2)
			return false;
	}
	return argc - optind >= 2 && o->count >= 0 && o->count <= KEYS_MAX;
}

static void open_screen(struct screen *s)
{
	static const VTermScreenCallbacks callbacks = {.damage = on_damage};
	*s = (struct screen){.term = vterm_new(ROWS, COLUMNS)};
	vterm_set_utf8(s->term, 1);
	s->cells = vterm_obtain_screen(s->term);
	vterm_screen_set_callbacks(s->cells, &callbacks, s);
	vterm_output_set_callback(s->term, on_output, s);
	vterm_screen_reset(s->cells, 1);
}

int main(int argc, char **argv)
{
	struct options o = {.key = "j", .before = "/", .quit = "q"};
	struct screen s;
	struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};
	regex_t text;
	if (!take_options(argc, argv, &o) ||
		regcomp(&text, argv[optind], REG_EXTENDED | REG_NOSUB) != 0) {
		fprintf(stderr,
			"usage: pty_time [OPTION…] EXPRESSION PROGRAM [ARGUMENT…]\n");
		return 2;
	}
	open_screen(&s);
	pid_t pid = forkpty(&s.fd, NULL, NULL, &size);
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execvp(argv[optind + 1], argv + optind + 1);
		_exit(127);
	}
	double start = wait_for_text(&s, &text, o.first);
	printf("start_ms %.1f", start);
	if (start >= 0) {
		printf(" start_cpu %.1f", count_work(pid).run_s * 1e3);
		measure_keys(&s, &o);
		if (o.word)
			measure_typing(&s, &o);
		if (o.seconds > 0)
			measure_work(&s, pid, &o);
		print_memory(pid);
	}
	putchar('\n');
	end_program(&s, pid, o.quit);
	regfree(&text);
	vterm_free(s.term);
	return start < 0;
}
