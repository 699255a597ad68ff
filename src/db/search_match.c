/* How the words of a query fit those of a text. */
#include <string.h>

#include "base/utf8.h"
#include "search_words.h"
#include "text/fold.h"

static size_t step(const char *s, size_t n)
{
	uint32_t cp;
	return n ? utf8_decode(s, n, &cp) : 0;
}

/* Is the rest of a the rest of b, or (begin) its beginning? */
static bool rest_fits(const char *a, size_t an, const char *b, size_t bn, bool begin)
{
	return (begin ? an <= bn : an == bn) && memcmp(a, b, an) == 0;
}

/* One edit between a and b, or (begin) between a and some beginning of b. */
static bool one_edit(const char *a, size_t an, const char *b, size_t bn, bool begin)
{
	size_t i = 0;
	while (i < an && i < bn && a[i] == b[i])
		i++;
	while (i > 0 && i < an && ((unsigned char)a[i] & 0xC0) == 0x80)
		i--;
	const char *x = a + i, *y = b + i;
	size_t xn = an - i, yn = bn - i;
	size_t xs = step(x, xn), ys = step(y, yn);
	if (rest_fits(x + xs, xn - xs, y + ys, yn - ys, begin)) /* changed */
		return true;
	if (rest_fits(x, xn, y + ys, yn - ys, begin)) /* missing in a */
		return true;
	if (rest_fits(x + xs, xn - xs, y, yn, begin)) /* too many in a */
		return true;
	size_t xt = step(x + xs, xn - xs), yt = step(y + ys, yn - ys);
	return xs == yt && ys == xt && xs && ys && memcmp(x, y + ys, xs) == 0 &&
	       memcmp(x + xs, y, ys) == 0 &&
	       rest_fits(x + xs + xt, xn - xs - xt, y + ys + yt, yn - ys - yt, begin);
}

enum word_match word_match(const struct wanted *wanted, const char *text, size_t n,
	bool typos, enum word_match beat)
{
	const char *query = wanted->word;
	size_t k = wanted->len;
	if (n >= k && *query == *text && memcmp(query, text, k) == 0)
		return n == k ? WORD_EXACT : WORD_PREFIX;
	if (beat < WORD_PART && wanted->chars >= PART_MIN && n > k &&
		memmem(text, n, query, k))
		return WORD_PART;
	if (beat < WORD_TYPO && typos && wanted->chars >= TYPO_MIN &&
		one_edit(query, k, text, n, wanted->chars >= TYPO_BEGIN_MIN))
		return WORD_TYPO;
	return WORD_NONE;
}

/* Bytes of the text, spaces left out, that are the word and end with a word. */
static bool joined_at(const char *word, const char *text)
{
	for (; *word; text++) {
		if (*text == ' ')
			continue;
		if (*text != *word++)
			return false;
	}
	return *text == ' ' || *text == '\0';
}

const char *word_joined_in(const struct wanted *wanted, const char *folded)
{
	if (wanted->chars < JOINED_MIN)
		return NULL;
	for (const char *p = folded; p; p = strchr(p, ' ')) {
		p += *p == ' ';
		if (*p == *wanted->word && joined_at(wanted->word, p))
			return p;
	}
	return NULL;
}

/* Some word of the text holds these bytes. */
static bool held_by_a_word(const char *word, size_t n, const char *folded)
{
	for (const char *p = folded; *p;) {
		size_t k = strcspn(p, " ");
		if (memmem(p, k, word, n))
			return true;
		p += k;
		p += *p == ' ';
	}
	return false;
}

bool phrase_in(const char *phrase, const char *folded)
{
	size_t n = strlen(phrase);
	for (const char *p = folded; (p = strstr(p, phrase)) != NULL; p++)
		if ((p == folded || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

bool words_fit(const struct query_node *q, const char *folded)
{
	if (q->whole)
		return phrase_in(q->folded, folded);
	for (const char *p = q->folded; *p;) {
		size_t n = strcspn(p, " ");
		if (!held_by_a_word(p, n, folded))
			return false;
		p += n;
		p += *p == ' ';
	}
	return true;
}

bool words_fit_name(const struct query_node *q, const char *name)
{
	struct str folded = {0};
	fold_append(&folded, name);
	bool fit = words_fit(q, str_text(&folded));
	str_finish(&folded);
	return fit;
}
