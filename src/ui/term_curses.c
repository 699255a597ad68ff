/*
 * Curses. It writes into a memfd instead of the terminal, so that a frame is a piece of
 * memory and nothing here can wait; keys it reads from the terminal itself. Terminal
 * modes are set by term.c: curses' own calls fail on the memfd, which it takes as "no
 * terminal" and goes on.
 */
#include "term_pen.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"

/* A picture has some hundreds of pairs of colours. */
enum { PAIRS_MAX = 4096, PAIRS_MOST = 16000 };

static const int guarded[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
enum { GUARDED = sizeof guarded / sizeof *guarded };

/* newterm() and its like install handlers of their own; ours stay. */
static void keep_signals(struct sigaction saved[GUARDED])
{
	for (int i = 0; i < GUARDED; i++)
		sigaction(guarded[i], NULL, &saved[i]);
}

static void put_back_signals(const struct sigaction saved[GUARDED])
{
	for (int i = 0; i < GUARDED; i++)
		sigaction(guarded[i], &saved[i], NULL);
}

/* Moves what curses wrote to `out`. */
static void collect(struct pen *p, struct str *out)
{
	int fd = fileno(p->out);
	fflush(p->out);
	off_t n = lseek(fd, 0, SEEK_END);
	char part[4096];
	for (off_t at = 0; at < n;) {
		ssize_t k = pread(fd, part, sizeof part, at);
		if (k <= 0)
			break;
		str_append_n(out, part, (size_t)k);
		at += k;
	}
	if (ftruncate(fd, 0) == 0)
		lseek(fd, 0, SEEK_SET);
}

static void setup(struct pen *p)
{
	noecho();
	nonl();
	curs_set(0);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	p->keys = newpad(1, 1);
	keypad(p->keys, TRUE);
	nodelay(p->keys, TRUE);
	set_escdelay(p->config.escdelay_ms);
	if (p->config.mouse) {
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
		mouseinterval(0);
	}
	if (has_colors()) {
		start_color();
		use_default_colors();
	}
}

enum err_code pen_open(
	int fd, const struct term_config *c, struct pen **ret, struct err *why)
{
	struct pen *p = xcalloc(1, sizeof *p);
	struct sigaction saved[GUARDED];
	int memory = memfd_create("linnet-screen", MFD_CLOEXEC), keys = dup(fd);
	p->config = *c;
	p->out = memory < 0 ? NULL : fdopen(memory, "w+");
	p->in = keys < 0 ? NULL : fdopen(keys, "r");
	keep_signals(saved);
	p->screen = p->out && p->in ? newterm(NULL, p->out, p->in) : NULL;
	put_back_signals(saved);
	if (!p->screen) {
		const char *type = getenv("TERM");
		if (p->out)
			fclose(p->out);
		if (p->in)
			fclose(p->in);
		free(p);
		return err_set(why, ERR_UNSUPPORTED,
			"the terminal type %s is not known here; try "
			"TERM=xterm-256color",
			type && *type ? type : "(TERM is empty)");
	}
	set_term(p->screen);
	setup(p);
	p->scratch = true;
	*ret = p;
	return ERR_OK;
}

void pen_close(struct pen *p, struct str *out)
{
	if (!p)
		return;
	if (!isendwin())
		endwin();
	collect(p, out);
	delwin(p->keys);
	delscreen(p->screen);
	fclose(p->out);
	fclose(p->in);
	free(p->shown);
	map_finish(&p->pairs);
	free(p);
}

void pen_suspend(struct pen *p, struct str *out)
{
	endwin();
	collect(p, out);
}

void pen_resume(struct pen *p, struct str *out)
{
	clearok(stdscr, TRUE);
	refresh();
	p->scratch = true;
	collect(p, out);
}

static bool no_color(void)
{
	const char *no = getenv("NO_COLOR");
	return no && *no;
}

int term_type_colors(void)
{
	int trouble;
	if (no_color() || setupterm(NULL, STDOUT_FILENO, &trouble) != OK)
		return 0;
	int n = tigetnum("colors");
	del_curterm(cur_term);
	return n > 0 ? n : 0;
}

int pen_colors(const struct pen *p)
{
	(void)p;
	if (no_color() || !has_colors() || COLOR_PAIRS <= ROLE__COUNT)
		return 0;
	return COLORS >= 256 ? 256 : COLORS;
}

void pen_set_theme(struct pen *p, const struct theme *theme)
{
	int colors = pen_colors(p);
	p->colored = colors > 0;
	for (int r = 0; r < ROLE__COUNT; r++) {
		p->style[r] = theme_resolve(theme, (enum role)r, colors);
		if (colors)
			init_pair((short)(r + 1), (short)p->style[r].fg,
				(short)p->style[r].bg);
	}
	p->scratch = true;
}

static attr_t attributes(unsigned attr)
{
	static const struct {
		unsigned ours;
		attr_t theirs;
	} map[] = {{STYLE_BOLD, A_BOLD}, {STYLE_DIM, A_DIM}, {STYLE_REVERSE, A_REVERSE},
		{STYLE_UNDERLINE, A_UNDERLINE}, {STYLE_ITALIC, A_ITALIC}};
	attr_t all = A_NORMAL;
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (attr & map[i].ours)
			all |= map[i].theirs;
	return all;
}

/* 0, the terminal's own colours, where there is no more room. */
static short picture_pair(struct pen *p, const struct cell *c)
{
	int64_t key = (int64_t)c->fg << 16 | c->bg, pair;
	if (map_get(&p->pairs, key, &pair))
		return (short)pair;
	pair = ROLE__COUNT + 1 + (int64_t)p->pairs.len;
	if (pair >= PAIRS_MOST || pair >= COLOR_PAIRS)
		return 0;
	init_pair((short)pair, (short)(c->fg - 2), (short)(c->bg - 2));
	map_put(&p->pairs, key, pair);
	return (short)pair;
}

static void put_cell(struct pen *p, int x, int y, const struct cell *c)
{
	wchar_t text[CCHARW_MAX + 1] = {0};
	size_t n = strlen(c->text), used = 0;
	cchar_t cc;
	for (size_t at = 0; at < n && used < CCHARW_MAX;) {
		uint32_t cp;
		at += utf8_decode(c->text + at, n - at, &cp);
		text[used++] = (wchar_t)cp;
	}
	short pair = !p->colored ? 0
		     : c->fg     ? picture_pair(p, c)
				 : (short)(c->role + 1);
	attr_t attr = c->fg ? A_NORMAL : attributes(p->style[c->role].attr);
	if (setcchar(&cc, text, attr, pair, NULL) == OK)
		mvadd_wch(y, x, &cc);
}

static void resize_shown(struct pen *p, const struct grid *g)
{
	if (p->width == g->width && p->height == g->height && p->shown)
		return;
	free(p->shown);
	p->width = g->width;
	p->height = g->height;
	p->shown = xcalloc((size_t)g->width * (size_t)g->height, sizeof *p->shown);
	p->scratch = true;
}

void pen_show(struct pen *p, const struct grid *g, struct str *out)
{
	resize_shown(p, g);
	if (p->pairs.len > PAIRS_MAX) {
		map_clear(&p->pairs);
		p->scratch = true;
	}
	bool same =
		!p->scratch && g->cursor_x == p->cursor_x && g->cursor_y == p->cursor_y;
	if (p->scratch)
		erase();
	for (int y = 0; y < g->height && y < LINES; y++) {
		for (int x = 0; x < g->width && x < COLS; x++) {
			const struct cell *c = grid_at(g, x, y);
			struct cell *old = &p->shown[y * g->width + x];
			if (!p->scratch && cell_equal(c, old))
				continue;
			same = false;
			*old = *c;
			if (c->width > 0)
				put_cell(p, x, y, c);
		}
	}
	p->scratch = false;
	if (same)
		return;
	p->cursor_x = g->cursor_x;
	p->cursor_y = g->cursor_y;
	bool cursor = g->cursor_x >= 0 && g->cursor_y >= 0;
	curs_set(cursor);
	move(cursor ? g->cursor_y : 0, cursor ? g->cursor_x : 0);
	refresh();
	collect(p, out);
}

void pen_touch(struct pen *p, int y, int height)
{
	if (y < 0 || y >= LINES || !p->shown)
		return;
	wredrawln(stdscr, y, y + height > LINES ? LINES - y : height);
	for (int i = y * p->width;
		i < (y + height) * p->width && i < p->width * p->height; i++)
		p->shown[i].width = UINT8_MAX; /* like no cell */
}

bool pen_scratch(const struct pen *p)
{
	return p->scratch;
}

void pen_redraw(struct pen *p)
{
	clearok(curscr, TRUE);
	p->scratch = true;
}

void pen_resized(struct pen *p, int width, int height, struct str *out)
{
	resizeterm(height, width);
	p->scratch = true;
	collect(p, out);
}
