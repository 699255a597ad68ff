/*
 * Runs a program in a pty, types keys and reads the screen back as text (libvterm).
 *
 *   drive [-s WIDTHxHEIGHT] PROGRAM [ARGUMENT…] <STEPS
 *
 * Each check prints "ok …" or "not ok …" with the screen; the first failure ends the
 * run. Steps, words in the program's own quoting:
 *
 *   # NAME                   what the checks below belong to
 *   keys CHORD…              as conf/keys.h names them
 *   type TEXT…               as it stands
 *   see TEXT [LINE]          the screen (line from 1, from the bottom -1) shows it soon
 *   match REGEX LINE         that line looks like it soon
 *   gone TEXT                soon it does not any more
 *   cursor TEXT              the row in reverse shows it soon
 *   bold TEXT                it stands there in bold soon
 *   before TEXT TEXT         both are there soon, the first above the second
 *   resize WIDTHxHEIGHT
 *   mouse X Y                a click, columns and lines from 1
 *   pause MS
 *   stall MS                 reads nothing for so long while the program runs
 *   signal NAME              to the program: TERM HUP CONT KILL
 *   crash                    SIGSEGV to the process that draws
 *   stopped                  the program is stopped soon, as by ^Z
 *   ends CODE                it ends with that exit code soon; 128 + n for signal n
 *   restored                 modes and screen are as they were before it began
 *   shot                     prints the screen
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <vterm.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "conf/keys.h"
#include "text/quote.h"

enum { SOON_MS = 15000, LINE_BYTES = 4096 };

struct drive {
	int width, height, master, slave;
	pid_t pid;
	int status; /* of the program, once it ended */
	bool ended, alternate, cursor_hidden, mouse;
	struct termios before;
	VTerm *term;
	VTermScreen *screen;
	int checks;
	char part[128]; /* of the test: the last "# NAME" */
	struct clock clock;
};

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	struct drive *d = user;
	if (property == VTERM_PROP_ALTSCREEN)
		d->alternate = value->boolean;
	else if (property == VTERM_PROP_CURSORVISIBLE)
		d->cursor_hidden = !value->boolean;
	else if (property == VTERM_PROP_MOUSE)
		d->mouse = value->number != VTERM_PROP_MOUSE_NONE;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void open_screen(struct drive *d)
{
	d->term = vterm_new(d->height, d->width);
	vterm_set_utf8(d->term, 1);
	d->screen = vterm_obtain_screen(d->term);
	vterm_screen_enable_altscreen(d->screen, 1);
	vterm_screen_set_callbacks(d->screen, &callbacks, d);
	vterm_screen_reset(d->screen, 1);
}

static void start(struct drive *d, char **argv)
{
	struct winsize size = {
		(unsigned short)d->height, (unsigned short)d->width, 0, 0};
	if (openpty(&d->master, &d->slave, NULL, NULL, &size) != 0) {
		perror("drive: openpty");
		exit(2);
	}
	tcgetattr(d->slave, &d->before);
	fcntl(d->master, F_SETFL, O_NONBLOCK);
	fcntl(d->master, F_SETFD, FD_CLOEXEC);
	d->pid = fork();
	if (d->pid == 0) {
		setsid();
		ioctl(d->slave, TIOCSCTTY, 0);
		for (int i = 0; i < 3; i++)
			dup2(d->slave, i);
		if (d->slave > 2)
			close(d->slave);
		execvp(argv[0], argv);
		_exit(127);
	}
}

/* Feeds what the program writes to the screen, for at most wait_ms. */
static void take_output(struct drive *d, int wait_ms)
{
	char bytes[8192];
	struct pollfd p = {d->master, POLLIN, 0};
	if (poll(&p, 1, wait_ms) <= 0)
		return;
	ssize_t n = read(d->master, bytes, sizeof bytes);
	if (n > 0)
		vterm_input_write(d->term, bytes, (size_t)n);
	vterm_screen_flush_damage(d->screen);
}

static void reap(struct drive *d, int flags)
{
	int status;
	if (!d->ended && waitpid(d->pid, &status, WNOHANG | flags) == d->pid) {
		d->status = status;
		d->ended = WIFEXITED(status) || WIFSIGNALED(status);
	}
}

static void line_text(struct drive *d, int row, char *out)
{
	VTermRect rect = {row, row + 1, 0, d->width};
	size_t n = vterm_screen_get_text(d->screen, out, LINE_BYTES - 1, rect);
	out[n] = '\0';
	while (n > 0 && out[n - 1] == ' ')
		out[--n] = '\0';
}

static void print_screen(struct drive *d)
{
	char line[LINE_BYTES];
	for (int row = 0; row < d->height; row++) {
		line_text(d, row, line);
		printf("# |%s\n", line);
	}
}

/* ---- what can be looked for */

static bool shows(struct drive *d, const char *text, int from, int end)
{
	char line[LINE_BYTES];
	for (int row = from; row < end; row++) {
		line_text(d, row, line);
		if (strstr(line, text))
			return true;
	}
	return false;
}

static bool matches(struct drive *d, const char *pattern, int row)
{
	char line[LINE_BYTES];
	regex_t r;
	if (row < 0 || row >= d->height ||
		regcomp(&r, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	line_text(d, row, line);
	bool good = regexec(&r, line, 0, NULL, 0) == 0;
	regfree(&r);
	return good;
}

static int row_of(struct drive *d, const char *text)
{
	for (int row = 0; row < d->height; row++)
		if (shows(d, text, row, row + 1))
			return row;
	return -1;
}

static VTermScreenCell cell_at(struct drive *d, int row, int column)
{
	VTermScreenCell cell = {0};
	VTermPos at = {row, column};
	vterm_screen_get_cell(d->screen, at, &cell);
	return cell;
}

/* The list's rows are those between the top line and the strata at the bottom. */
static bool cursor_shows(struct drive *d, const char *text)
{
	for (int row = 1; row < d->height - 1; row++) {
		int reversed = 0;
		for (int x = 0; x < d->width; x++)
			reversed += cell_at(d, row, x).attrs.reverse != 0;
		if (reversed > 5 && shows(d, text, row, row + 1))
			return true;
	}
	return false;
}

static bool bold_shows(struct drive *d, const char *text)
{
	struct str bold = {0};
	bool found = false;
	for (int row = 0; row < d->height && !found; row++) {
		str_reset(&bold);
		for (int x = 0; x < d->width; x++) {
			VTermScreenCell c = cell_at(d, row, x);
			char bytes[4];
			for (int i = 0; c.attrs.bold && i < VTERM_MAX_CHARS_PER_CELL &&
					c.chars[i] && c.chars[i] != (uint32_t)-1;
				i++)
				str_append_n(
					&bold, bytes, utf8_encode(c.chars[i], bytes));
		}
		found = strstr(str_text(&bold), text) != NULL;
	}
	str_finish(&bold);
	return found;
}

static bool is_restored(struct drive *d)
{
	struct termios now;
	tcgetattr(d->slave, &now);
	return !d->alternate && !d->cursor_hidden && !d->mouse &&
	       now.c_lflag == d->before.c_lflag && now.c_iflag == d->before.c_iflag &&
	       now.c_oflag == d->before.c_oflag;
}

static int exit_code(const struct drive *d)
{
	return WIFSIGNALED(d->status) ? 128 + WTERMSIG(d->status)
				      : WEXITSTATUS(d->status);
}

static bool holds(struct drive *d, const struct quote_words *w)
{
	const char *what = w->word[0], *text = w->n > 1 ? w->word[1] : "";
	int line = w->n > 2 ? atoi(w->word[2]) : 0;
	reap(d, strcmp(what, "stopped") == 0 ? WUNTRACED : 0);
	if (strcmp(what, "see") == 0 && line != 0)
		return shows(d, text, line < 0 ? d->height + line : line - 1,
			line < 0 ? d->height + line + 1 : line);
	if (strcmp(what, "see") == 0)
		return shows(d, text, 0, d->height);
	if (strcmp(what, "match") == 0)
		return matches(d, text, line < 0 ? d->height + line : line - 1);
	if (strcmp(what, "gone") == 0)
		return !shows(d, text, 0, d->height);
	if (strcmp(what, "cursor") == 0)
		return cursor_shows(d, text);
	if (strcmp(what, "bold") == 0)
		return bold_shows(d, text);
	if (strcmp(what, "before") == 0 && w->n > 2)
		return row_of(d, text) >= 0 && row_of(d, text) < row_of(d, w->word[2]);
	if (strcmp(what, "stopped") == 0)
		return !d->ended && WIFSTOPPED(d->status);
	if (strcmp(what, "ends") == 0)
		return d->ended && exit_code(d) == atoi(text);
	return strcmp(what, "restored") == 0 && is_restored(d);
}

static bool is_check(const char *name)
{
	static const char *const names[] = {"see", "match", "gone", "cursor", "bold",
		"before", "stopped", "ends", "restored"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool check(struct drive *d, const struct quote_words *w, const char *line)
{
	int64_t end = clock_mono_us(&d->clock) + SOON_MS * 1000;
	bool good;
	while (!(good = holds(d, w)) && clock_mono_us(&d->clock) < end)
		take_output(d, 20);
	printf("%s %d - %s: %s\n", good ? "ok" : "not ok", ++d->checks, d->part, line);
	if (!good && d->ended)
		printf("# it has ended with %d\n", exit_code(d));
	if (!good)
		print_screen(d);
	return good;
}

/* ---- acts */

static void send(struct drive *d, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t k = write(d->master, bytes, n);
		if (k > 0) {
			bytes += k;
			n -= (size_t)k;
		} else if (errno != EAGAIN && errno != EINTR) {
			return;
		}
		take_output(d, 1);
	}
}

static const char *special_bytes(uint32_t chord)
{
	static const struct {
		uint32_t chord;
		const char *bytes;
	} map[] = {{CHORD_UP, "\033OA"}, {CHORD_DOWN, "\033OB"},
		{CHORD_RIGHT, "\033OC"}, {CHORD_LEFT, "\033OD"},
		{CHORD_LEFT | CHORD_SHIFT, "\033[1;2D"},
		{CHORD_RIGHT | CHORD_SHIFT, "\033[1;2C"}, {CHORD_PGUP, "\033[5~"},
		{CHORD_PGDN, "\033[6~"}, {CHORD_HOME, "\033OH"}, {CHORD_END, "\033OF"},
		{CHORD_INSERT, "\033[2~"}, {CHORD_DEL, "\033[3~"},
		{CHORD_BACKSPACE, "\177"}, {CHORD_TAB, "\t"},
		{CHORD_TAB | CHORD_SHIFT, "\033[Z"}, {CHORD_ENTER, "\r"},
		{CHORD_ESC, "\033"}, {CHORD_F1, "\033OP"}};
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (map[i].chord == chord)
			return map[i].bytes;
	return NULL;
}

static bool press(struct drive *d, const char *name)
{
	uint32_t chord;
	char bytes[4];
	if (!chord_parse(name, &chord))
		return false;
	const char *special = special_bytes(chord);
	if (special)
		send(d, special, strlen(special));
	else if (chord & CHORD_CTRL)
		send(d, (char[1]){(char)(chord & 0x1F)}, 1);
	else
		send(d, bytes, utf8_encode(chord & CHORD_KEY, bytes));
	/* Keys of a person come one by one; Esc must not meet the next one. */
	take_output(d, 10);
	clock_sleep_us(chord == CHORD_ESC ? 60000 : 15000);
	return true;
}

static bool resize(struct drive *d, const char *text)
{
	if (sscanf(text, "%dx%d", &d->width, &d->height) != 2)
		return false;
	struct winsize size = {
		(unsigned short)d->height, (unsigned short)d->width, 0, 0};
	vterm_set_size(d->term, d->height, d->width);
	ioctl(d->master, TIOCSWINSZ, &size);
	return true;
}

static void pass_time(struct drive *d, int ms, bool read_it)
{
	int64_t end = clock_mono_us(&d->clock) + (int64_t)ms * 1000;
	while (clock_mono_us(&d->clock) < end) {
		if (read_it)
			take_output(d, 10);
		else
			clock_sleep_us(10000);
	}
}

/* The process that draws: the program's first child where it has one that is itself. */
static pid_t drawing_process(struct drive *d)
{
	char path[64], name[64] = "", own[64] = "";
	int child = 0;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)d->pid,
		(int)d->pid);
	FILE *f = fopen(path, "r");
	if (f && fscanf(f, "%d", &child) != 1)
		child = 0;
	if (f)
		fclose(f);
	snprintf(path, sizeof path, "/proc/%d/comm", child);
	f = fopen(path, "r");
	if (f && !fgets(name, sizeof name, f))
		child = 0;
	if (f)
		fclose(f);
	snprintf(path, sizeof path, "/proc/%d/comm", (int)d->pid);
	f = fopen(path, "r");
	if (f && !fgets(own, sizeof own, f))
		child = 0;
	if (f)
		fclose(f);
	return child > 0 && strcmp(name, own) == 0 ? child : d->pid;
}

static bool send_signal(struct drive *d, const char *name)
{
	static const struct {
		const char *name;
		int sig;
	} map[] = {{"TERM", SIGTERM}, {"HUP", SIGHUP}, {"KILL", SIGKILL}};
	if (strcmp(name, "CONT") == 0)
		return kill(-d->pid, SIGCONT) == 0; /* as a shell's fg does */
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (strcmp(map[i].name, name) == 0)
			return kill(d->pid, map[i].sig) == 0;
	return false;
}

static bool act(struct drive *d, const struct quote_words *w)
{
	const char *what = w->word[0], *arg = w->n > 1 ? w->word[1] : "";
	bool good = true;
	if (strcmp(what, "keys") == 0)
		for (size_t i = 1; good && i < w->n; i++)
			good = press(d, w->word[i]);
	else if (strcmp(what, "type") == 0)
		for (size_t i = 1; i < w->n; i++)
			send(d, w->word[i], strlen(w->word[i]));
	else if (strcmp(what, "resize") == 0)
		good = resize(d, arg);
	else if (strcmp(what, "pause") == 0 || strcmp(what, "stall") == 0)
		pass_time(d, atoi(arg), *what == 'p');
	else if (strcmp(what, "signal") == 0)
		good = send_signal(d, arg);
	else if (strcmp(what, "crash") == 0)
		good = kill(drawing_process(d), SIGSEGV) == 0;
	else if (strcmp(what, "shot") == 0)
		print_screen(d);
	else if (strcmp(what, "mouse") == 0 && w->n == 3) {
		char bytes[64];
		int x = atoi(arg), y = atoi(w->word[2]);
		snprintf(bytes, sizeof bytes, "\033[<0;%d;%dM\033[<0;%d;%dm", x, y, x,
			y);
		send(d, bytes, strlen(bytes));
	} else
		good = false;
	return good;
}

static bool run_steps(struct drive *d)
{
	char line[LINE_BYTES];
	bool good = true;
	while (good && fgets(line, sizeof line, stdin)) {
		struct quote_words w = {0};
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#')
			str_copy(d->part, sizeof d->part, line + 1 + (line[1] == ' '));
		else if (quote_split(line, &w, NULL) != ERR_OK)
			good = false;
		else if (w.n > 0)
			good = is_check(w.word[0]) ? check(d, &w, line) : act(d, &w);
		if (!good && !(w.n > 0 && is_check(w.word[0])))
			printf("not ok %d - %s: cannot do: %s\n", ++d->checks, d->part,
				line);
		quote_words_finish(&w);
		fflush(stdout);
	}
	return good;
}

int main(int argc, char **argv)
{
	struct drive d = {
		.width = 80, .height = 24, .part = "screen", .clock = clock_system()};
	int first = 1;
	setlocale(LC_ALL, "C.UTF-8");
	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		if (sscanf(argv[2], "%dx%d", &d.width, &d.height) != 2)
			return 2;
		first = 3;
	}
	if (first >= argc) {
		fputs("usage: drive [-s WIDTHxHEIGHT] PROGRAM [ARGUMENT…] <STEPS\n",
			stderr);
		return 2;
	}
	open_screen(&d);
	start(&d, argv + first);
	bool good = run_steps(&d);
	reap(&d, 0);
	if (!d.ended) {
		kill(d.pid, SIGTERM);
		for (int i = 0; i < 200 && !d.ended; i++) {
			take_output(&d, 20);
			reap(&d, 0);
		}
	}
	if (!d.ended) {
		kill(d.pid, SIGKILL);
		waitpid(d.pid, &d.status, 0);
	}
	vterm_free(d.term);
	return good ? 0 : 1;
}
