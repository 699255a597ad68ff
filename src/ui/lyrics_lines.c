#include "lyrics_lines.h"

#include <string.h>

enum { MARGIN = 2, SEGMENTS_MAX = 64 };

/* A part of a line's text that fits into the width. */
struct segment {
	size_t from, to; /* bytes */
	int columns;
};

/* Breaks a line; returns how many parts it has, at least one. */
static size_t break_line(const char *text, int width, struct segment *out)
{
	size_t n = 0, at = 0, from = 0, blank = 0;
	int columns = 0, at_blank = 0, w;
	for (size_t k; (k = text_grapheme(text + at, NULL, &w)) > 0; at += k) {
		if (columns + w > width && at > from && n + 1 < SEGMENTS_MAX) {
			size_t end = blank > from ? blank : at;
			int used = blank > from ? at_blank : columns;
			out[n++] = (struct segment){from, end, used};
			from = end + (text[end] == ' ');
			columns -= used + (text[end] == ' ');
			blank = from;
		}
		/* A line may break at a blank, and before and behind a wide character. */
		if (text[at] == ' ' || w == 2) {
			blank = at;
			at_blank = columns;
		}
		columns += w;
	}
	out[n++] = (struct segment){from, at, columns};
	return n;
}

static int width_of(struct area a)
{
	return a.w > 2 * MARGIN + 2 ? a.w - 2 * MARGIN : a.w;
}

static int rows_of(const struct lyrics_line *line, struct area a)
{
	struct segment s[SEGMENTS_MAX];
	return (int)break_line(line->text, width_of(a), s);
}

/* The role of the text at a byte of a line that is sung word by word. */
static enum role word_role(const struct lyrics_line *line, size_t word, size_t at)
{
	if (word == SIZE_MAX || at < line->word[0].from)
		return ROLE_TEXT;
	size_t end = word + 1 < line->n_words ? line->word[word + 1].from
					      : strlen(line->text);
	if (at < line->word[word].from)
		return ROLE_PLAYING;
	return at < end ? ROLE_MATCH : ROLE_TEXT;
}

/* One part, grapheme by grapheme where words have times. */
static void draw_segment(struct grid *g, struct area a, int y, enum role role,
	const struct lyrics_line *line, const struct segment *s, size_t word,
	bool words)
{
	int x = a.x + (a.w > s->columns ? (a.w - s->columns) / 2 : 0), w;
	char out[GRID_TEXT];
	for (size_t at = s->from, k; at < s->to; at += k) {
		k = text_grapheme(line->text + at, out, &w);
		if (k == 0)
			break;
		enum role r = words ? word_role(line, word, at) : role;
		if (words && r == ROLE_MATCH && line->text[at] == ' ')
			r = ROLE_PLAYING; /* no line below the blank behind a word */
		if (w > 0 && x + w <= a.x + a.w)
			grid_text(g, x, y, w, r, out);
		x += w;
	}
}

static bool is_now(const struct lyrics_look *l, size_t i)
{
	return l->now != SIZE_MAX &&
	       l->lyrics->line[i].at_ms == l->lyrics->line[l->now].at_ms;
}

/* Draws line i from y on; returns its rows. */
static int draw_line(
	const struct lyrics_look *l, struct grid *g, struct area a, int y, size_t i)
{
	static const struct lyrics_line pause = {.text = (char *)"\xE2\x99\xAA"};
	const struct lyrics_line *line = &l->lyrics->line[i];
	bool now = l->lyrics->timed && is_now(l, i);
	bool cursor = l->browsing && i == l->cursor;
	bool words = now && !cursor && line->n_words > 0;
	enum role role = cursor                             ? ROLE_CURSOR
			 : now                              ? ROLE_PLAYING
			 : l->now != SIZE_MAX && i < l->now ? ROLE_DIM
							    : ROLE_TEXT;
	struct segment s[SEGMENTS_MAX];
	if (!*line->text && (now || cursor))
		line = &pause;
	size_t n = break_line(line->text, width_of(a), s);
	for (size_t k = 0; k < n; k++) {
		int row = y + (int)k;
		if (row < a.y || row >= a.y + a.h)
			continue;
		if (cursor)
			grid_fill(g, a.x + 1, row, a.w - 2, ROLE_CURSOR, " ");
		draw_segment(g, a, row, role, line, &s[k],
			words ? lyrics_word_at(line, l->at_ms) : SIZE_MAX, words);
	}
	return (int)n;
}

void lyrics_draw_timed(const struct lyrics_look *l, struct grid *g, struct area a)
{
	size_t n = l->lyrics->n, middle = l->cursor < n ? l->cursor : n - 1;
	int rows = rows_of(&l->lyrics->line[middle], a);
	int top = a.y + (a.h - rows) / 2, y = top;
	for (size_t i = middle; i < n && y < a.y + a.h; i++)
		y += draw_line(l, g, a, y, i);
	y = top;
	for (size_t i = middle; i-- > 0 && y > a.y;) {
		y -= rows_of(&l->lyrics->line[i], a);
		draw_line(l, g, a, y, i);
	}
}

size_t lyrics_draw_plain(const struct lyrics_look *l, struct grid *g, struct area a)
{
	size_t n = l->lyrics->n, top = n;
	int rows = 0, y = a.y;
	/* The last line at which the rest still fills the screen. */
	while (top > 0 && rows < a.h)
		rows += rows_of(&l->lyrics->line[--top], a);
	if (rows > a.h && top + 1 < n)
		top++;
	if (l->cursor < top)
		top = l->cursor;
	for (size_t i = top; i < n && y < a.y + a.h; i++)
		y += draw_line(l, g, a, y, i);
	return top;
}
