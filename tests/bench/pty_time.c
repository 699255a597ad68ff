/*
 * Runs a program in a pty of 120x40 and prints, for people and scripts:
 *   start_ms   exec until TEXT stands on the screen
 *   key_ms     median and 95th percentile from writing KEY until the screen changed
 *   rss_mb     resident memory of the process then; all_mb: with its children
 *
 *   pty_time [-k KEY] [-n COUNT] [-q QUIT] TEXT PROGRAM [ARGUMENT…]
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <vterm.h>

enum { ROWS = 40, COLUMNS = 120, KEYS_MAX = 1000, START_LIMIT_MS = 30000, KEY_LIMIT_MS = 500 };

struct screen {
	VTerm *term;
	VTermScreen *cells;
	int fd;
	bool damaged;
};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int on_damage(VTermRect rect, void *user)
{
	(void)rect;
	((struct screen *)user)->damaged = true;
	return 1;
}

static void on_output(const char *s, size_t n, void *user)
{
	ssize_t w = write(((struct screen *)user)->fd, s, n);
	(void)w; /* answers to questions of the program; none is waited for */
}

static bool has_text(struct screen *s, const char *text)
{
	for (int row = 0; row < ROWS; row++) {
		char line[COLUMNS * 6 + 1];
		VTermRect rect = {row, row + 1, 0, COLUMNS};
		size_t n = vterm_screen_get_text(s->cells, line, sizeof line - 1, rect);
		line[n] = '\0';
		if (strstr(line, text))
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

static double wait_for_text(struct screen *s, const char *text)
{
	double start = now_ms();
	while (now_ms() - start < START_LIMIT_MS) {
		if (feed(s, 100) && has_text(s, text))
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

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static long rss_kb(const char *pid)
{
	char path[64], line[256];
	long kb = 0;
	snprintf(path, sizeof path, "/proc/%s/status", pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "VmRSS: %ld", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb;
}

static void print_memory(pid_t pid)
{
	char command[128], child[32], own[32];
	snprintf(own, sizeof own, "%d", (int)pid);
	long mine = rss_kb(own), all = mine;
	snprintf(command, sizeof command, "pgrep -P %d", (int)pid);
	FILE *f = popen(command, "r");
	while (f && fgets(child, sizeof child, f)) {
		child[strcspn(child, "\n")] = '\0';
		all += rss_kb(child);
	}
	if (f)
		pclose(f);
	printf(" rss_mb %.1f all_mb %.1f", (double)mine / 1024, (double)all / 1024);
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

int main(int argc, char **argv)
{
	const char *key = "j", *quit = "q";
	int count = 100, c;
	while ((c = getopt(argc, argv, "+k:n:q:")) != -1) {
		if (c == 'k')
			key = optarg;
		else if (c == 'n')
			count = atoi(optarg);
		else if (c == 'q')
			quit = optarg;
		else
			return 2;
	}
	if (argc - optind < 2 || count < 0 || count > KEYS_MAX)
		return 2;
	static const VTermScreenCallbacks callbacks = {.damage = on_damage};
	struct screen s = {.term = vterm_new(ROWS, COLUMNS)};
	struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};
	vterm_set_utf8(s.term, 1);
	s.cells = vterm_obtain_screen(s.term);
	vterm_screen_set_callbacks(s.cells, &callbacks, &s);
	vterm_output_set_callback(s.term, on_output, &s);
	vterm_screen_reset(s.cells, 1);
	pid_t pid = forkpty(&s.fd, NULL, NULL, &size);
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execvp(argv[optind + 1], argv + optind + 1);
		_exit(127);
	}
	double start = wait_for_text(&s, argv[optind]), times[KEYS_MAX];
	int n = 0;
	for (int i = 0; start >= 0 && i < count; i++) {
		double t = time_key(&s, key);
		if (t >= 0)
			times[n++] = t;
	}
	qsort(times, (size_t)n, sizeof *times, by_value);
	printf("start_ms %.1f", start);
	if (n > 0)
		printf(" key_ms %.2f p95 %.2f", times[n / 2], times[n * 95 / 100]);
	print_memory(pid);
	putchar('\n');
	end_program(&s, pid, quit);
	vterm_free(s.term);
	return start < 0;
}
