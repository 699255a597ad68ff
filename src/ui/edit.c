#include "ui/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { HISTORY_MAX = 500 };

void edit_history_add(struct edit_history *h, const char *line)
{
	if (*line == '\0')
		return;
	for (size_t i = 0; i < h->n; i++) {
		if (strcmp(h->line[i], line) == 0 || h->n == HISTORY_MAX) {
			free(h->line[i]);
			memmove(h->line + i, h->line + i + 1,
				(h->n - i - 1) * sizeof *h->line);
			h->n--;
			break;
		}
	}
	h->line = xreallocarray(h->line, h->n + 1, sizeof *h->line);
	h->line[h->n++] = xstrdup(line);
}

void edit_history_finish(struct edit_history *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->line[i]);
	free(h->line);
	*h = (struct edit_history){0};
}

void edit_init(struct edit *e, const char *text)
{
	*e = (struct edit){0};
	edit_set(e, text);
}

void edit_finish(struct edit *e)
{
	str_finish(&e->text);
	str_finish(&e->choices);
	free(e->draft);
	*e = (struct edit){0};
}

void edit_set(struct edit *e, const char *text)
{
	struct str copy = {0};
	str_append(&copy, text);
	str_finish(&e->text);
	e->text = copy;
	e->at = e->text.len;
}

static void replace(struct edit *e, size_t from, size_t to, const char *with, size_t n)
{
	struct str out = {0};
	str_append_n(&out, str_text(&e->text), from);
	str_append_n(&out, with, n);
	str_append(&out, str_text(&e->text) + to);
	str_finish(&e->text);
	e->text = out;
	e->at = from + n;
}

void edit_insert(struct edit *e, uint32_t cp)
{
	char bytes[4];
	str_reset(&e->choices);
	replace(e, e->at, e->at, bytes, utf8_encode(cp, bytes));
}

static size_t forward(const struct edit *e, size_t at)
{
	int w;
	return at + text_grapheme(str_text(&e->text) + at, NULL, &w);
}

/* Graphemes are only found from the start on. */
static size_t backward(const struct edit *e, size_t at)
{
	size_t p = 0;
	for (size_t q = 0; q < at; q = forward(e, q))
		p = q;
	return p;
}

static size_t word_left(const struct edit *e, size_t at)
{
	const char *t = str_text(&e->text);
	while (at > 0 && t[at - 1] == ' ')
		at--;
	while (at > 0 && t[at - 1] != ' ' && t[at - 1] != '/')
		at--;
	return at;
}

static size_t word_right(const struct edit *e, size_t at)
{
	const char *t = str_text(&e->text);
	while (t[at] == ' ')
		at++;
	while (t[at] && t[at] != ' ')
		at++;
	return at;
}

static void recall(struct edit *e, int by)
{
	struct edit_history *h = e->history;
	if (!h || (by > 0 && e->past >= h->n) || (by < 0 && e->past == 0))
		return;
	if (e->past == 0) {
		free(e->draft);
		e->draft = xstrdup(str_text(&e->text));
	}
	e->past = by > 0 ? e->past + 1 : e->past - 1;
	edit_set(e, e->past ? h->line[h->n - e->past] : e->draft);
}

static size_t count_lines(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static void complete(struct edit *e, bool back)
{
	bool running = e->choices.len > 0;
	if (!running && e->complete) {
		e->complete(e->ctx, str_text(&e->text), &e->choices);
		e->choice = 0;
	}
	size_t n = count_lines(str_text(&e->choices));
	if (n == 0)
		return;
	if (running)
		e->choice = (e->choice + (back ? n - 1 : 1)) % n;
	const char *p = str_text(&e->choices);
	for (size_t i = 0; i < e->choice; i++)
		p = strchr(p, '\n') + 1;
	char *line = xstrndup(p, strcspn(p, "\n"));
	edit_set(e, line);
	free(line);
	/* A single answer is taken: the next Tab completes what follows it. */
	if (n == 1)
		str_reset(&e->choices);
}

static bool move_cursor(struct edit *e, const char *name)
{
	size_t n = e->text.len;
	if (strcmp(name, "left") == 0)
		e->at = backward(e, e->at);
	else if (strcmp(name, "right") == 0)
		e->at = e->at < n ? forward(e, e->at) : n;
	else if (strcmp(name, "home") == 0)
		e->at = 0;
	else if (strcmp(name, "end") == 0)
		e->at = n;
	else if (strcmp(name, "word-left") == 0)
		e->at = word_left(e, e->at);
	else if (strcmp(name, "word-right") == 0)
		e->at = word_right(e, e->at);
	else
		return false;
	return true;
}

static bool change_text(struct edit *e, const char *name)
{
	size_t n = e->text.len;
	if (strcmp(name, "backspace") == 0)
		replace(e, backward(e, e->at), e->at, "", 0);
	else if (strcmp(name, "word-back") == 0)
		replace(e, word_left(e, e->at), e->at, "", 0);
	else if (strcmp(name, "clear-back") == 0)
		replace(e, 0, e->at, "", 0);
	else if (strcmp(name, "delete") == 0)
		replace(e, e->at, e->at < n ? forward(e, e->at) : n, "", 0);
	else if (strcmp(name, "clear-forward") == 0)
		replace(e, e->at, n, "", 0);
	else
		return false;
	return true;
}

bool edit_command(struct edit *e, const char *name)
{
	if (strcmp(name, "complete") == 0 || strcmp(name, "complete-back") == 0) {
		complete(e, name[8] != '\0');
		return true;
	}
	str_reset(&e->choices);
	if (strcmp(name, "older") == 0)
		recall(e, 1);
	else if (strcmp(name, "newer") == 0)
		recall(e, -1);
	else
		return move_cursor(e, name) || change_text(e, name);
	return true;
}

void edit_draw(const struct edit *e, struct grid *g, int x, int y, int width,
	const char *prompt)
{
	const char *t = str_text(&e->text);
	int used = grid_text(g, x, y, width, ROLE_PROMPT, prompt);
	int room = width - used - 1;
	size_t from = 0;
	char *head = xstrndup(t, e->at);
	while (text_columns(head + from) > room && from < e->at)
		from = forward(e, from);
	int before = text_columns(head + from);
	free(head);
	grid_fill(g, x + used, y, width - used, ROLE_PROMPT, " ");
	grid_text(g, x + used, y, room + 1, ROLE_PROMPT, t + from);
	g->cursor_x = x + used + before;
	g->cursor_y = y;
}
