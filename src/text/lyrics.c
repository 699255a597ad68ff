#include "text/lyrics.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { TIMES_MAX = 32 /* of one line */, HOURS_MAX = 100, FRACTION_DIGITS = 3 };

void lyrics_finish(struct lyrics *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->line[i].text);
		free(l->line[i].word);
	}
	free(l->line);
	*l = (struct lyrics){0};
}

/* ---- parsing */

/* A line while it is taken apart. */
struct raw_line {
	int64_t time_ms[TIMES_MAX];
	size_t n_times;
	struct str text;
	struct lyrics_word word[LYRICS_WORDS_MAX];
	size_t n_words;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t read_number(const char *p, const char *end, int64_t *ret)
{
	size_t n = 0;
	*ret = 0;
	for (; p + n < end && is_digit(p[n]) && n < 6; n++)
		*ret = *ret * 10 + (p[n] - '0');
	return n;
}

/* mm:ss, mm:ss.f, mm:ss.ff, mm:ss.fff; some write a colon for the point. */
static bool read_time(const char *p, const char *end, int64_t *ret_ms)
{
	static const int scale[FRACTION_DIGITS + 1] = {0, 100, 10, 1};
	int64_t minutes, seconds, fraction = 0;
	size_t n = read_number(p, end, &minutes);
	if (n == 0 || p + n >= end || p[n] != ':' || minutes >= HOURS_MAX * 60)
		return false;
	p += n + 1;
	n = read_number(p, end, &seconds);
	if (n == 0 || n > 2)
		return false;
	p += n;
	if (p < end) {
		if (*p != '.' && *p != ':' && *p != ',')
			return false;
		n = read_number(++p, end, &fraction);
		if (n > FRACTION_DIGITS || p + n != end)
			return false;
		fraction *= scale[n];
	}
	*ret_ms = (minutes * 60 + seconds) * 1000 + fraction;
	return true;
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	return p;
}

/* The names of [name:value] that LRC knows; other brackets are text ("[Chorus: all]"). */
static bool is_name(const char *p, size_t n)
{
	static const char *const names[] = {"ar", "al", "ti", "au", "by", "re", "ve",
		"la", "id", "length", "offset", "tool", "encoding", "total", "lr",
		"kana", "sign", "hash", "#"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == n && strncasecmp(p, names[i], n) == 0)
			return true;
	return false;
}

/* [name:value]: of no use to a reader but for the offset. */
static bool is_note(const char *p, const char *end, int64_t *offset_ms)
{
	const char *colon = memchr(p, ':', (size_t)(end - p));
	int64_t ms;
	if (!colon || !is_name(p, (size_t)(colon - p)))
		return false;
	if (strncasecmp(p, "offset", (size_t)(colon - p)) == 0) {
		const char *v = skip_blanks(colon + 1, end);
		bool minus = v < end && *v == '-';
		v += v < end && (*v == '-' || *v == '+');
		if (read_number(v, end, &ms) > 0)
			*offset_ms = minus ? -ms : ms;
	}
	return true;
}

/* A time before a word. Ends of words are written as times, too: of two the later one
 * begins the next word. */
static void take_word(struct raw_line *raw, int64_t at_ms)
{
	uint32_t from = (uint32_t)raw->text.len;
	if (raw->n_words > 0 && raw->word[raw->n_words - 1].from == from)
		raw->word[raw->n_words - 1].at_ms = at_ms;
	else if (raw->n_words < LYRICS_WORDS_MAX)
		raw->word[raw->n_words++] = (struct lyrics_word){at_ms, from};
}

/* Takes the text behind a line's times, and the times in it. */
static void take_words(struct raw_line *raw, const char *p, const char *end)
{
	struct str *t = &raw->text;
	while (p < end) {
		const char *close =
			*p == '<' ? memchr(p, '>', (size_t)(end - p)) : NULL;
		int64_t ms;
		uint32_t cp;
		if (close && read_time(p + 1, close, &ms)) {
			take_word(raw, ms);
			p = close + 1;
			continue;
		}
		size_t n = utf8_decode(p, (size_t)(end - p), &cp);
		if (t->len + n > LYRICS_LINE_MAX)
			break;
		/* "<00:02.00> When <00:02.50> the": one blank between words. */
		bool again = *p == ' ' &&
			     (t->len == 0 ||
				     (raw->n_words > 0 && t->data[t->len - 1] == ' '));
		if (!again)
			str_append_n(t, p, n);
		p += n;
	}
	while (t->len > 0 && t->data[t->len - 1] == ' ')
		t->data[--t->len] = '\0';
	while (raw->n_words > 0 && raw->word[raw->n_words - 1].from >= t->len)
		raw->n_words--;
}

static void add_line(struct lyrics *l, const struct raw_line *raw, int64_t at_ms)
{
	if (l->n == LYRICS_LINES_MAX)
		return;
	l->line = mem_grow(l->line, &l->cap, l->n + 1, sizeof *l->line);
	struct lyrics_line *line = &l->line[l->n++];
	*line = (struct lyrics_line){
		.at_ms = at_ms, .text = xstrdup(str_text(&raw->text))};
	if (raw->n_words == 0)
		return;
	/* The words' times are those of the first time that the line is sung. */
	int64_t shift = raw->n_times > 0 ? at_ms - raw->time_ms[0] : 0;
	line->word = xmemdup(raw->word, raw->n_words * sizeof *raw->word);
	line->n_words = raw->n_words;
	for (size_t i = 0; i < line->n_words; i++) {
		line->word[i].at_ms += shift;
		/* Never backwards. */
		if (i > 0 && line->word[i].at_ms < line->word[i - 1].at_ms)
			line->word[i].at_ms = line->word[i - 1].at_ms;
	}
}

struct parser {
	struct lyrics *l;
	int64_t offset_ms, last_ms;
	size_t first_text; /* lines before the first one with a time */
};

static void parse_line(struct parser *s, const char *p, const char *end)
{
	struct raw_line raw = {.n_times = 0};
	p = skip_blanks(p, end);
	while (p < end && *p == '[') {
		const char *close = memchr(p, ']', (size_t)(end - p));
		int64_t ms;
		if (!close)
			break;
		if (read_time(p + 1, close, &ms)) {
			if (raw.n_times < TIMES_MAX)
				raw.time_ms[raw.n_times++] = ms;
		} else if (raw.n_times == 0 && is_note(p + 1, close, &s->offset_ms)) {
			return;
		} else {
			break;
		}
		p = skip_blanks(close + 1, end);
	}
	take_words(&raw, p, end);
	/* Some files have times before words only. */
	if (raw.n_times == 0 && raw.n_words > 0)
		raw.time_ms[raw.n_times++] = raw.word[0].at_ms;
	if (raw.n_times > 0 && !s->l->timed) {
		s->l->timed = true;
		s->first_text = s->l->n;
	}
	for (size_t i = 0; i < raw.n_times; i++)
		add_line(s->l, &raw, s->last_ms = raw.time_ms[i]);
	/* A translation below a line with a time is sung with it. */
	if (raw.n_times == 0 && (!s->l->timed || raw.text.len > 0))
		add_line(s->l, &raw, s->last_ms);
	str_finish(&raw.text);
}

static void drop_lines(struct lyrics *l, size_t first, size_t n)
{
	for (size_t i = first; i < first + n; i++) {
		free(l->line[i].text);
		free(l->line[i].word);
	}
	memmove(l->line + first, l->line + first + n,
		(l->n - first - n) * sizeof *l->line);
	l->n -= n;
}

/* Stable, and as a rule there is nothing to do: lines are written in their order, but
 * for those that are sung again. */
static void sort_lines(struct lyrics *l)
{
	struct lyrics_line *from = l->line, *to = xcalloc(l->n + 1, sizeof *to);
	struct lyrics_line *spare = to;
	for (size_t run = 1; run < l->n; run *= 2) {
		for (size_t a = 0; a < l->n; a += 2 * run) {
			size_t m = a + run < l->n ? a + run : l->n;
			size_t end = m + run < l->n ? m + run : l->n;
			for (size_t i = a, j = m, k = a; k < end; k++) {
				bool left =
					i < m &&
					(j == end || from[i].at_ms <= from[j].at_ms);
				to[k] = from[left ? i++ : j++];
			}
		}
		struct lyrics_line *t = from;
		from = to;
		to = t;
	}
	if (from == spare)
		memcpy(l->line, spare, l->n * sizeof *l->line);
	free(spare);
}

static void apply_offset(struct lyrics *l, int64_t offset_ms)
{
	for (size_t i = 0; i < l->n; i++) {
		struct lyrics_line *line = &l->line[i];
		line->at_ms -= offset_ms;
		for (size_t k = 0; k < line->n_words; k++)
			line->word[k].at_ms -= offset_ms;
	}
}

void lyrics_parse(struct lyrics *ret, const char *bytes, size_t n)
{
	struct lyrics l = {0};
	struct parser s = {.l = &l};
	struct str text = {0};
	lyrics_decode(&text, bytes, n);
	const char *p = str_text(&text), *end = p + text.len;
	while (p < end && l.n < LYRICS_LINES_MAX) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		parse_line(&s, p, nl ? nl : end);
		p = nl ? nl + 1 : end;
	}
	str_finish(&text);
	/* What stands above the first timed line is a title, or who wrote it down. */
	if (l.timed && s.first_text > 0)
		drop_lines(&l, 0, s.first_text);
	while (!l.timed && l.n > 0 && !*l.line[l.n - 1].text)
		drop_lines(&l, l.n - 1, 1);
	size_t blank = 0;
	while (!l.timed && blank < l.n && !*l.line[blank].text)
		blank++;
	if (blank > 0)
		drop_lines(&l, 0, blank);
	if (l.timed) {
		sort_lines(&l);
		apply_offset(&l, s.offset_ms);
	}
	*ret = l;
}

/* ---- what is sung now */

size_t lyrics_line_at(const struct lyrics *l, int64_t at_ms)
{
	size_t a = 0, b = l->n;
	if (!l->timed)
		return SIZE_MAX;
	while (a < b) {
		size_t m = a + (b - a) / 2;
		if (l->line[m].at_ms <= at_ms)
			a = m + 1;
		else
			b = m;
	}
	if (a == 0)
		return SIZE_MAX;
	a--;
	while (a > 0 && l->line[a - 1].at_ms == l->line[a].at_ms)
		a--;
	return a;
}

size_t lyrics_word_at(const struct lyrics_line *line, int64_t at_ms)
{
	size_t i = line->n_words;
	while (i > 0 && line->word[i - 1].at_ms > at_ms)
		i--;
	return i > 0 ? i - 1 : SIZE_MAX;
}

int64_t lyrics_next_ms(const struct lyrics *l, int64_t at_ms)
{
	size_t now = lyrics_line_at(l, at_ms), i = now == SIZE_MAX ? 0 : now;
	int64_t next = -1;
	if (!l->timed)
		return -1;
	for (; i < l->n; i++) {
		const struct lyrics_line *line = &l->line[i];
		if (line->at_ms > at_ms) {
			if (next < 0 || line->at_ms < next)
				next = line->at_ms;
			break;
		}
		size_t w = lyrics_word_at(line, at_ms);
		w = w == SIZE_MAX ? 0 : w + 1;
		if (w < line->n_words && (next < 0 || line->word[w].at_ms < next))
			next = line->word[w].at_ms;
	}
	return next;
}

/* ---- wire */

void lyrics_put(struct str *b, const struct lyrics *l)
{
	bytes_put_u8(b, l->timed);
	bytes_put_u32(b, (uint32_t)l->n);
	for (size_t i = 0; i < l->n; i++) {
		const struct lyrics_line *line = &l->line[i];
		bytes_put_i64(b, line->at_ms);
		bytes_put_str(b, line->text);
		bytes_put_u32(b, (uint32_t)line->n_words);
		for (size_t k = 0; k < line->n_words; k++) {
			bytes_put_i64(b, line->word[k].at_ms);
			bytes_put_u32(b, line->word[k].from);
		}
	}
}

static void get_line(struct bytes_reader *r, struct lyrics_line *ret)
{
	ret->at_ms = bytes_get_i64(r);
	ret->text = bytes_get_str(r);
	uint32_t n = bytes_get_u32(r);
	size_t len = ret->text ? strlen(ret->text) : 0;
	if (!ret->text || n > LYRICS_WORDS_MAX) {
		r->bad = true;
		return;
	}
	if (n == 0)
		return;
	ret->word = xcalloc(n, sizeof *ret->word);
	ret->n_words = n;
	for (uint32_t i = 0; i < n && !r->bad; i++) {
		ret->word[i].at_ms = bytes_get_i64(r);
		ret->word[i].from = bytes_get_u32(r);
		if (ret->word[i].from > len)
			r->bad = true;
	}
}

void lyrics_get(struct bytes_reader *r, struct lyrics *ret)
{
	struct lyrics l = {.timed = bytes_get_u8(r)};
	uint32_t n = bytes_get_u32(r);
	if (n > LYRICS_LINES_MAX)
		r->bad = true;
	while (!r->bad && l.n < n) {
		l.line = mem_grow(l.line, &l.cap, l.n + 1, sizeof *l.line);
		l.line[l.n] = (struct lyrics_line){0};
		get_line(r, &l.line[l.n++]);
	}
	if (r->bad)
		lyrics_finish(&l);
	*ret = l;
}
