#include "ui/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"
#include "term_copy.h"
#include "term_curses.h"
#include "term_overlay.h"

struct term {
	int fd;
	int out_fd; /* the same terminal, opened again so that writes never wait */
	bool own_fd, ascii, alive, title;
	struct termios shell; /* as it was */
	struct pen *pen;      /* owned */
	struct str out;       /* bytes on their way */
	size_t sent;
	struct overlays overlays;
};

/*
 * What term_panic() needs. A signal handler can be given nothing, so this is the one
 * piece of state outside of struct term.
 */
static struct {
	volatile sig_atomic_t fd; /* descriptor + 1; 0: no terminal open */
	struct termios shell;
	bool title;
} panic_state; /* NOLINT(cppcoreguidelines-avoid-non-const-global-variables) */

/* Mouse off, cursor on, attributes off, keypad off, normal screen, next line's start.
 */
static const char reset_text[] =
	"\033[?1000l\033[?1002l\033[?1006l\033[?25h\033[0m\033[?1l\033>"
	"\033[?1049l\r";
static const char title_save[] = "\033[22;0t", title_restore[] = "\033[23;0t";

static bool has_title(const struct term_config *c)
{
	static const char *const types[] = {"xterm", "tmux", "screen", "rxvt", "foot",
		"kitty", "alacritty", "st-", "vte", "konsole", "gnome", "wezterm",
		"ghostty"};
	const char *type = getenv("TERM");
	for (size_t i = 0; c->title && type && i < sizeof types / sizeof *types; i++)
		if (strncmp(type, types[i], strlen(types[i])) == 0)
			return true;
	return false;
}

static void enter_raw(struct term *t)
{
	struct termios raw = t->shell;
	/* Keys come one by one and mean only what we bind them to; ^S must not stall.
	 */
	raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | ISTRIP | BRKINT);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(t->fd, TCSANOW, &raw);
}

static int open_terminal(bool *ret_own)
{
	*ret_own = !(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
	return *ret_own ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
			: STDIN_FILENO;
}

static int open_again(int fd)
{
	const char *name = ttyname(fd);
	int out = name ? open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
	return out < 0 ? fd : out;
}

static void close_descriptors(struct term *t)
{
	if (t->out_fd != t->fd)
		close(t->out_fd);
	if (t->own_fd)
		close(t->fd);
}

/* Consoles whose fonts have few characters beside ASCII. */
static bool has_poor_font(void)
{
	const char *type = getenv("TERM");
	return type && (strcmp(type, "linux") == 0 || strcmp(type, "dumb") == 0 ||
			       strncmp(type, "vt", 2) == 0);
}

enum err_code term_open(const struct term_config *c, struct term **ret, struct err *why)
{
	bool own;
	int fd = open_terminal(&own);
	if (fd < 0)
		return err_set(why, ERR_UNSUPPORTED,
			"there is no terminal to draw on; linnet --headless plays "
			"without one");
	struct term *t = xcalloc(1, sizeof *t);
	t->fd = fd;
	t->own_fd = own;
	t->alive = true;
	t->out_fd = open_again(fd);
	t->title = has_title(c);
	t->ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0 || has_poor_font();
	tcgetattr(fd, &t->shell);
	enum err_code code = pen_open(fd, c, &t->pen, why);
	if (code) {
		close_descriptors(t);
		free(t);
		return code;
	}
	enter_raw(t);
	panic_state.shell = t->shell;
	panic_state.title = t->title;
	panic_state.fd = fd + 1;
	if (t->title)
		str_append(&t->out, title_save);
	int width, height;
	term_size(t, &width, &height);
	pen_resized(t->pen, width, height, &t->out);
	*ret = t;
	return ERR_OK;
}

/* Writes what the terminal takes now; true while it is there. */
bool term_write(struct term *t)
{
	while (t->alive && t->sent < t->out.len) {
		/* Where the terminal could not be opened again its descriptor is shared
		 * with the shell and stays in blocking mode: a little fits once poll
		 * says so. */
		size_t n = t->out.len - t->sent, most = t->out_fd == t->fd ? 64 : 65536;
		struct pollfd p = {.fd = t->out_fd, .events = POLLOUT};
		if (poll(&p, 1, 0) <= 0 || !(p.revents & POLLOUT)) {
			t->alive = !(p.revents & (POLLERR | POLLHUP | POLLNVAL));
			break;
		}
		ssize_t k =
			write(t->out_fd, t->out.data + t->sent, n > most ? most : n);
		if (k < 0 && errno == EAGAIN)
			break;
		if (k < 0 && errno != EINTR)
			t->alive = false;
		if (k > 0)
			t->sent += (size_t)k;
	}
	if (t->sent == t->out.len) {
		str_reset(&t->out);
		t->sent = 0;
	}
	return t->alive;
}

static void write_patiently(struct term *t, int wait_ms)
{
	while (term_write(t) && term_pending(t)) {
		struct pollfd p = {.fd = t->out_fd, .events = POLLOUT};
		if (poll(&p, 1, wait_ms) <= 0)
			break;
	}
}

void term_close(struct term *t)
{
	if (!t)
		return;
	overlays_lost(&t->overlays, &t->out);
	pen_close(t->pen, &t->out);
	if (t->title)
		str_append(&t->out, title_restore);
	write_patiently(t, 500);
	tcsetattr(t->fd, TCSANOW, &t->shell);
	panic_state.fd = 0;
	close_descriptors(t);
	str_finish(&t->out);
	free(t);
}

int term_fd(const struct term *t)
{
	return t->fd;
}

bool term_pending(const struct term *t)
{
	return t->sent < t->out.len;
}

bool term_alive(const struct term *t)
{
	return t->alive;
}

bool term_read(struct term *t, struct term_event *ret)
{
	struct pollfd p = {.fd = t->fd, .events = POLLIN};
	if (pen_read(t->pen, ret))
		return true;
	/* Nothing to read although the descriptor says so: that is the end. */
	if (poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL)))
		t->alive = false;
	return false;
}

bool term_show(struct term *t, const struct grid *g)
{
	if (term_pending(t))
		return false;
	overlays_clear(&t->overlays, t->pen, &t->out);
	pen_show(t->pen, g, &t->out);
	overlays_put(&t->overlays, &t->out);
	term_write(t);
	return true;
}

void term_redraw(struct term *t)
{
	pen_redraw(t->pen);
}

void term_set_theme(struct term *t, const struct theme *theme)
{
	pen_set_theme(t->pen, theme);
}

void term_set_title(struct term *t, const char *title)
{
	if (!t->title || term_pending(t))
		return;
	if (*title == '\0') {
		str_appendf(&t->out, "%s%s", title_restore, title_save);
	} else {
		str_append(&t->out, "\033]2;");
		for (const char *p = title; *p; p++)
			str_append_c(&t->out,
				(unsigned char)*p < ' ' || *p == 0x7F ? ' ' : *p);
		str_append(&t->out, "\033\\");
	}
	term_write(t);
}

void term_copy(struct term *t, const char *text, size_t n)
{
	term_copy_sequence(&t->out, text, n, getenv("TMUX"));
	term_write(t);
}

static int from_env(const char *name, int otherwise)
{
	long long v;
	const char *text = getenv(name);
	return text && str_to_i64(text, &v) && v > 0 && v < 10000 ? (int)v : otherwise;
}

void term_size(struct term *t, int *ret_width, int *ret_height)
{
	struct winsize w = {0};
	bool known = ioctl(t->fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 && w.ws_row > 0;
	*ret_width = known ? w.ws_col : from_env("COLUMNS", 80);
	*ret_height = known ? w.ws_row : from_env("LINES", 24);
}

void term_resized(struct term *t, int width, int height)
{
	pen_resized(t->pen, width, height, &t->out);
}

bool term_is_ascii(const struct term *t)
{
	return t->ascii;
}

void term_set_overlays(struct term *t, const struct term_overlay *o, size_t n)
{
	n = n > TERM_OVERLAYS ? TERM_OVERLAYS : n;
	memcpy(t->overlays.want, o, n * sizeof *o);
	t->overlays.n_want = n;
}

void term_ask(struct term *t)
{
	if (pen_answer(t->pen) != TERM_ANSWER_UNKNOWN)
		return;
	str_append(&t->out, "\033[c");
	pen_expect_answer(t->pen);
}

enum term_answer term_answer(const struct term *t)
{
	return pen_answer(t->pen);
}

int term_colors(const struct term *t)
{
	return pen_colors(t->pen);
}

bool term_cell_size(const struct term *t, int *ret_width, int *ret_height)
{
	struct winsize w = {0};
	if (ioctl(t->fd, TIOCGWINSZ, &w) != 0 || w.ws_col == 0 || w.ws_row == 0 ||
		w.ws_xpixel < w.ws_col || w.ws_ypixel < w.ws_row)
		return false;
	*ret_width = w.ws_xpixel / w.ws_col;
	*ret_height = w.ws_ypixel / w.ws_row;
	return true;
}

void term_suspend(struct term *t)
{
	overlays_lost(&t->overlays, &t->out);
	pen_suspend(t->pen, &t->out);
	if (t->title)
		str_append(&t->out, title_restore);
	write_patiently(t, 500);
	tcsetattr(t->fd, TCSANOW, &t->shell);
	panic_state.fd = 0;
}

void term_resume(struct term *t)
{
	tcgetattr(t->fd, &t->shell);
	panic_state.shell = t->shell;
	panic_state.fd = t->fd + 1;
	enter_raw(t);
	if (t->title)
		str_append(&t->out, title_save);
	pen_resume(t->pen, &t->out);
	term_write(t);
}

void term_panic(void)
{
	int fd = panic_state.fd - 1;
	if (fd < 0)
		return;
	panic_state.fd = 0;
	ssize_t n = write(fd, reset_text, sizeof reset_text - 1);
	if (panic_state.title)
		n += write(fd, title_restore, sizeof title_restore - 1);
	(void)n;
	tcsetattr(fd, TCSANOW, &panic_state.shell);
}
