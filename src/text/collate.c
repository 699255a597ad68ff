/*
 * A key is made word by word, because the C library's locales pass over spaces: the
 * primary weights of the words with a byte below all weights between two, then, only where
 * some letter has an accent, a lower byte and the secondary weights. Case is left out.
 *
 * Numbers are rewritten before: the count of digits stands before them, so that "10"
 * (210) comes behind "2" (12).
 */
#include "text/collate.h"

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "base/mem.h"
#include "text/fold.h"

enum {
	KEY_VERSION = 1,
	LEVEL_END = 0x01, /* what strxfrm puts between levels; below every weight */
	WORD_END = 0x02,
	BASE_WEIGHT = 0x02, /* of a letter without accent */
	ARTICLE_MAX = 16,
	TEXT_MAX = 200 /* of a name, what can matter for its place */
};

struct collate {
	locale_t locale; /* (locale_t)0: fold */
	char *name;      /* owned */
	char *articles; /* owned; words in lower case, a space before and behind each */
};

static const struct {
	const char *language, *words;
} languages[] = {{"en", "the a an"}, {"de", "der die das ein eine"},
	{"fr", "le la les l' un une des"}, {"es", "el la los las un una"},
	{"it", "il lo la i gli le l' un uno una un'"}, {"nl", "de het een 't"},
	{"pt", "o a os as um uma"}, {"sv", "den det de en ett"},
	{"da", "den det de en et"}, {"no", "den det de en et ei"},
	{"nb", "den det de en et ei"}, {"nn", "den det dei ein eit ei"}};

static const char *words_of(const char *language, size_t n)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (n == 2 && memcmp(languages[i].language, language, 2) == 0)
			return languages[i].words;
	return NULL;
}

static void add_article(struct str *s, const char *word, size_t n)
{
	const char *more = words_of(word, n);
	if (more) {
		str_appendf(s, "%s ", more);
		return;
	}
	for (size_t i = 0; i < n; i++)
		str_append_c(s, (char)tolower((unsigned char)word[i]));
	str_append_c(s, ' ');
}

static char *articles_of(const char *locale, const char *wanted)
{
	struct str s = {0};
	str_append_c(&s, ' ');
	if (strcmp(wanted, "auto") == 0) {
		add_article(&s, "en", 2);
		if (strlen(locale) > 2 && strncmp(locale, "en", 2) != 0 &&
			words_of(locale, 2))
			add_article(&s, locale, 2);
	} else if (strcmp(wanted, "off") != 0) {
		for (size_t n; *wanted; wanted += n + strspn(wanted + n, " ,")) {
			n = strcspn(wanted, " ,");
			if (n)
				add_article(&s, wanted, n);
		}
	}
	return str_detach(&s);
}

static bool is_c(const char *locale)
{
	return !*locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0 ||
	       str_starts(locale, "C.");
}

static locale_t open_locale(const char *locale)
{
	return is_c(locale) ? (locale_t)0
			    : newlocale(LC_COLLATE_MASK | LC_CTYPE_MASK, locale,
				      (locale_t)0);
}

struct collate *collate_create(const char *locale, const char *articles)
{
	struct collate *c = xcalloc(1, sizeof *c);
	struct str name = {0};
	c->locale = open_locale(locale);
	c->articles = articles_of(locale, articles);
	str_appendf(&name, "%d %s", KEY_VERSION, c->locale ? locale : "C");
#ifdef __GLIBC__
	if (c->locale)
		str_appendf(&name, " %s", gnu_get_libc_version());
#endif
	str_append(&name, c->articles);
	c->name = str_detach(&name);
	return c;
}

void collate_destroy(struct collate *c)
{
	if (!c)
		return;
	if (c->locale)
		freelocale(c->locale);
	free(c->articles);
	free(c->name);
	free(c);
}

const char *collate_name(const struct collate *c)
{
	return c->name;
}

bool collate_has(const char *locale)
{
	locale_t l = open_locale(locale);
	if (l)
		freelocale(l);
	return l || is_c(locale);
}

void collate_locale(const char *wanted, char out[COLLATE_LOCALE_SIZE])
{
	static const char *const variables[] = {"LC_ALL", "LC_COLLATE", "LANG"};
	const char *locale = wanted;
	if (strcmp(wanted, "auto") == 0) {
		locale = "";
		for (size_t i = 0; i < 3 && !*locale; i++)
			locale = getenv(variables[i]) ? getenv(variables[i]) : "";
	}
	if (is_c(locale) || strlen(locale) + sizeof ".UTF-8" > COLLATE_LOCALE_SIZE) {
		str_copy(out, COLLATE_LOCALE_SIZE, "C");
		return;
	}
	/* The encoding of the terminal is no matter here. */
	const char *at = strchr(locale, '@');
	int n = (int)strcspn(locale, ".@");
	snprintf(out, COLLATE_LOCALE_SIZE, "%.*s.UTF-8%s", n, locale, at ? at : "");
}

/* ---- articles */

/* The bytes of an article and what stands behind it at the beginning of s; 0: none. It
 * counts only as a word of its own: "A-ha" begins with none. */
static size_t article(const struct collate *c, const char *s)
{
	char word[ARTICLE_MAX + 3] = " ";
	size_t n = 0;
	for (; n < ARTICLE_MAX && (isalpha((unsigned char)s[n]) || s[n] == '\''); n++) {
		word[n + 1] = (char)tolower((unsigned char)s[n]);
		if (s[n] == '\'' && n > 0) /* "l'": nothing behind it */
			break;
	}
	bool curly = s[n] && strncmp(s + n, "\xE2\x80\x99", 3) == 0;
	bool elided = s[n] == '\'' || curly;
	if (n == 0 || (!elided && s[n] != ' '))
		return 0;
	word[n + 1] = elided ? '\'' : ' ';
	word[n + 2] = elided ? ' ' : '\0';
	word[elided ? n + 3 : n + 2] = '\0';
	if (!strstr(c->articles, word))
		return 0;
	n += curly ? 3 : 1;
	n += strspn(s + n, " ");
	return s[n] ? n : 0; /* "The" alone is a name */
}

/* ---- numbers */

/* Appends words with the count of its digits before each number. */
static void append_natural(struct str *out, const char *words, size_t n)
{
	enum { SMALL = 9 };
	for (size_t i = 0; i < n;) {
		size_t digits = 0;
		if (words[i] < '0' || words[i] > '9') {
			str_append_c(out, words[i++]);
			continue;
		}
		while (i + 1 < n && words[i] == '0' && words[i + 1] >= '0' &&
			words[i + 1] <= '9')
			i++;
		while (i + digits < n && words[i + digits] >= '0' &&
			words[i + digits] <= '9')
			digits++;
		size_t more = digits < SMALL ? 0 : digits - SMALL;
		str_append_c(out, (char)('0' + (digits < SMALL ? digits : SMALL)));
		if (digits >= SMALL)
			str_append_c(out, (char)('0' + (more < SMALL ? more : SMALL)));
		str_append_n(out, words + i, digits);
		i += digits;
	}
}

/* ---- letters */

/* The weights of one word, appended to those of its levels. */
static void add_word(const struct collate *c, const char *word, struct str *first,
	struct str *second)
{
	char small[256], *weights = small;
	size_t n = strxfrm_l(small, word, sizeof small, c->locale);
	if (n >= sizeof small) {
		weights = xmalloc(n + 1);
		strxfrm_l(weights, word, n + 1, c->locale);
	}
	const char *end = memchr(weights, LEVEL_END, n);
	size_t k = end ? (size_t)(end - weights) : n;
	str_append_n(first, weights, k);
	if (end) {
		const char *next = memchr(end + 1, LEVEL_END, n - k - 1);
		str_append_n(
			second, end + 1, next ? (size_t)(next - end - 1) : n - k - 1);
	}
	if (weights != small)
		free(weights);
}

static void add_words(
	const struct collate *c, char *words, struct str *first, struct str *second)
{
	for (char *word = words; word;) {
		char *space = strchr(word, ' ');
		if (space)
			*space = '\0';
		if (word > words)
			str_append_c(first, WORD_END);
		add_word(c, word, first, second);
		word = space ? space + 1 : NULL;
	}
	while (second->len > 0 && second->data[second->len - 1] == BASE_WEIGHT)
		second->len--;
}

static void cut(struct str *s, size_t max)
{
	if (s->len > max)
		s->len = max;
}

static void locale_key(const struct collate *c, struct str *out, const char *text,
	size_t max, bool accents)
{
	struct str words = {0}, numbers = {0}, first = {0}, second = {0};
	fold_spelled(&words, text);
	append_natural(&numbers, str_text(&words), words.len);
	add_words(c, numbers.len ? numbers.data : (char *)"", &first, &second);
	cut(&first, max);
	cut(&second, max / 4);
	str_append_n(out, str_text(&first), first.len);
	if (accents && second.len > 0) {
		str_append_c(out, LEVEL_END);
		str_append_n(out, second.data, second.len);
	}
	str_finish(&words);
	str_finish(&numbers);
	str_finish(&first);
	str_finish(&second);
}

static void fold_key(struct str *out, const char *text, size_t max)
{
	struct str words = {0};
	size_t begin = out->len;
	fold_append(&words, text);
	append_natural(out, str_text(&words), words.len);
	if (out->len - begin > max)
		out->len = begin + max;
	str_finish(&words);
}

/* A name may be as long as a tag; only its beginning counts. */
static const char *bounded(const char *text, char *copy, size_t size)
{
	if (strlen(text) < size)
		return text;
	str_copy(copy, size, text);
	return copy;
}

static void append_key(const struct collate *c, struct str *out, const char *text,
	size_t max, bool accents)
{
	if (c->locale)
		locale_key(c, out, text, max, accents);
	else
		fold_key(out, text, max);
}

void collate_key(const struct collate *c, struct str *out, const char *text, size_t max)
{
	char copy[TEXT_MAX];
	size_t begin = out->len;
	text = bounded(text, copy, sizeof copy);
	append_key(c, out, text + article(c, text), max, true);
	if (out->len == begin) /* "!!!" */
		str_append_n(out, text, strlen(text) < max ? strlen(text) : max);
}

void collate_prefix(const struct collate *c, struct str *out, const char *text)
{
	char copy[TEXT_MAX];
	text = bounded(text, copy, sizeof copy);
	append_key(c, out, text, TEXT_MAX, false);
}
