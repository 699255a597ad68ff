#include "text/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

struct fold_row {
	uint32_t cp;
	char to[12];
};
struct fold_range {
	uint32_t first, last;
};
#include "fold_table.inc"

struct compose_row {
	uint16_t base, mark, to;
};
#include "compose_table.inc"

enum kind { KIND_SPACE, KIND_WORD, KIND_ALONE, KIND_DROPPED };

static bool in_ranges(const struct fold_range *r, size_t n, uint32_t cp)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (cp > r[mid].last)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && cp >= r[lo].first;
}

static const char *row_find(uint32_t cp)
{
	size_t lo = 0, hi = sizeof fold_rows / sizeof *fold_rows;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (fold_rows[mid].cp < cp)
			lo = mid + 1;
		else
			hi = mid;
	}
	bool found =
		lo < sizeof fold_rows / sizeof *fold_rows && fold_rows[lo].cp == cp;
	return found ? fold_rows[lo].to : NULL;
}

/* Han, Kana, Hangul: scripts written without spaces, or whose syllables are searched.
 */
static bool stands_alone(uint32_t cp)
{
	static const struct fold_range alone[] = {
		{0x3041, 0x30FF},
		{0x31F0, 0x31FF},
		{0x3400, 0x4DBF},
		{0x4E00, 0x9FFF},
		{0xAC00, 0xD7A3},
		{0xF900, 0xFAFF},
		{0x20000, 0x3FFFD},
	};
	return cp >= 0x3041 && in_ranges(alone, sizeof alone / sizeof *alone, cp);
}

/* An apostrophe, straight, curly, or the letter that stands for one. */
static bool is_apostrophe(uint32_t cp)
{
	return cp == '\'' || cp == 0x2019 || cp == 0x2018 || cp == 0x2BC || cp == '`' ||
	       cp == 0xB4;
}

static enum kind classify(uint32_t cp, const char **ret_to)
{
	*ret_to = NULL;
	if (in_ranges(fold_marks, sizeof fold_marks / sizeof *fold_marks, cp) ||
		is_apostrophe(cp))
		return KIND_DROPPED;
	*ret_to = row_find(cp);
	uint32_t to = cp;
	if (*ret_to)
		utf8_decode(*ret_to, strlen(*ret_to), &to);
	if (stands_alone(to))
		return KIND_ALONE;
	if (*ret_to ||
		in_ranges(fold_words, sizeof fold_words / sizeof *fold_words, cp))
		return KIND_WORD;
	return KIND_SPACE;
}

/* Where the next piece of text goes: is a space due before it? */
struct writer {
	struct str *out;
	size_t begin;
	bool gap;
};

static void write_piece(struct writer *w, const char *s, size_t n, bool alone)
{
	if ((w->gap || alone) && w->out->len > w->begin)
		str_append_c(w->out, ' ');
	str_append_n(w->out, s, n);
	w->gap = alone;
}

static void fold_ascii(struct writer *w, char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		write_piece(w, &c, 1, false);
	else if (!is_apostrophe((unsigned char)c))
		w->gap = true;
}

void fold_append(struct str *out, const char *s)
{
	struct writer w = {.out = out, .begin = out->len};
	size_t n = strlen(s), k;
	for (size_t i = 0; i < n; i += k) {
		k = 1;
		if ((unsigned char)s[i] < 0x80) {
			fold_ascii(&w, s[i]);
			continue;
		}
		uint32_t cp;
		const char *to;
		k = utf8_decode(s + i, n - i, &cp);
		enum kind kind = classify(cp, &to);
		if (kind == KIND_SPACE)
			w.gap = true;
		else if (kind != KIND_DROPPED)
			write_piece(&w, to ? to : s + i, to ? strlen(to) : k,
				kind == KIND_ALONE);
	}
}

/* Nothing: they do not belong together. */
static uint32_t composed(uint32_t base, uint32_t mark)
{
	size_t lo = 0, hi = sizeof compose_rows / sizeof *compose_rows;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct compose_row *r = &compose_rows[mid];
		if (r->base == base && r->mark == mark)
			return r->to;
		if (r->base < base || (r->base == base && r->mark < mark))
			lo = mid + 1;
		else
			hi = mid;
	}
	return 0;
}

void fold_spelled(struct str *out, const char *s)
{
	struct writer w = {.out = out, .begin = out->len};
	size_t n = strlen(s), k, last = out->len; /* where the last letter begins */
	uint32_t base = 0;
	for (size_t i = 0; i < n; i += k) {
		uint32_t cp;
		const char *to;
		char utf8[4];
		k = utf8_decode(s + i, n - i, &cp);
		enum kind kind = classify(cp, &to);
		if (cp < 0x80 && kind == KIND_SPACE)
			kind = (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' &&
								   (cp | 0x20) <= 'z')
				       ? KIND_WORD
				       : KIND_SPACE;
		if (kind == KIND_SPACE)
			w.gap = true;
		uint32_t both =
			kind == KIND_DROPPED && base && !w.gap ? composed(base, cp) : 0;
		if (both) {
			out->len = last;
			cp = both;
		}
		if (kind == KIND_DROPPED && !both)
			continue;
		base = 0;
		if (kind == KIND_SPACE)
			continue;
		write_piece(&w, utf8, 0, false);
		last = out->len;
		base = cp;
		str_append_n(out, utf8, utf8_encode(cp, utf8));
	}
}

void fold_identity(struct str *out, const char *s)
{
	size_t before = out->len;
	fold_append(out, s);
	if (out->len == before)
		str_append(out, s);
}

bool fold_same(const char *a, size_t n, const char *b, size_t m)
{
	char *x = xstrndup(a, n), *y = xstrndup(b, m);
	struct str p = {0}, q = {0};
	fold_identity(&p, x);
	fold_identity(&q, y);
	bool same = strcmp(str_text(&p), str_text(&q)) == 0;
	str_finish(&p);
	str_finish(&q);
	free(x);
	free(y);
	return same;
}

void fold_sort_key(struct str *out, const char *s)
{
	static const char article[] = "the ";
	size_t before = out->len, n = sizeof article - 1;
	fold_identity(out, s);
	if (out->len > before + n && memcmp(out->data + before, article, n) == 0) {
		memmove(out->data + before, out->data + before + n,
			out->len - before - n + 1);
		out->len -= n;
	}
}
