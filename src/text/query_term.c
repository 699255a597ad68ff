/* One term of a query: a word, what stands in quotes, or "name:value". */
#include "query_term.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "query_value.h"
#include "text/fold.h"

enum { NODES_MAX = 200, LIMIT_MAX = 1000000000 };

static const char *const field_names[] = {
	[QUERY_ANY] = "",
	[QUERY_ARTIST] = "artist",
	[QUERY_ALBUMARTIST] = "albumartist",
	[QUERY_ALBUM] = "album",
	[QUERY_TITLE] = "title",
	[QUERY_GENRE] = "genre",
	[QUERY_COMPOSER] = "composer",
	[QUERY_PATH] = "path",
	[QUERY_CODEC] = "codec",
	[QUERY_CLUSTER] = "cluster",
	[QUERY_YEAR] = "year",
	[QUERY_RATING] = "rating",
	[QUERY_ADDED] = "added",
	[QUERY_PLAYED] = "played",
	[QUERY_LASTPLAYED] = "lastplayed",
	[QUERY_SKIPPED] = "skipped",
	[QUERY_BPM] = "bpm",
	[QUERY_LENGTH] = "length",
	[QUERY_LIKED] = "liked",
	[QUERY_DISLIKED] = "disliked",
	[QUERY_MISSING] = "missing",
};
_Static_assert(sizeof field_names / sizeof *field_names == QUERY_FIELD__COUNT,
	"one name a field");

static const char *const sort_names[] = {
	[QUERY_SORT_NONE] = "",
	[QUERY_SORT_ALBUM] = "album",
	[QUERY_SORT_TITLE] = "title",
	[QUERY_SORT_YEAR] = "year",
	[QUERY_SORT_ADDED] = "added",
	[QUERY_SORT_PLAYED] = "played",
	[QUERY_SORT_LASTPLAYED] = "lastplayed",
	[QUERY_SORT_RATING] = "rating",
	[QUERY_SORT_SKIPPED] = "skipped",
	[QUERY_SORT_BPM] = "bpm",
	[QUERY_SORT_LENGTH] = "length",
	[QUERY_SORT_RANDOM] = "random",
};
_Static_assert(sizeof sort_names / sizeof *sort_names == QUERY_SORT__COUNT,
	"one name an order");

const char *query_field_name(enum query_field f)
{
	return field_names[f];
}

const char *query_sort_name(enum query_sort sort)
{
	return sort_names[sort];
}

static void tell(struct query_problem *q, const struct token *t, const char *what)
{
	if (q->len)
		return;
	q->at = t->at;
	q->len = t->end > t->at ? t->end - t->at : 1;
	char shown[64];
	str_copy(shown, sizeof shown, t->value);
	struct str s = {0};
	str_appendf(&s, "%s%s%s: %s", t->name ? t->name : "",
		t->name && *shown ? ":" : "", shown, what);
	str_copy(q->text, sizeof q->text, str_text(&s));
	str_finish(&s);
}

static void problem(struct parser *p, const struct token *t, const char *what)
{
	tell(&p->tree->problem, t, what);
}

struct query_node *query_node_new(
	struct parser *p, enum query_op op, const struct token *t)
{
	if (p->nodes >= NODES_MAX)
		return NULL;
	p->nodes++;
	struct query_node *q = arena_alloc(&p->tree->arena, sizeof *q);
	q->op = op;
	if (t) {
		q->at = t->at;
		q->len = t->end - t->at;
	}
	return q;
}

/* ---- tokens */

bool query_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* From `from` on to where the value ends: its closing quote, a space, a parenthesis. */
static void read_value(struct parser *p, struct token *t)
{
	if (p->i < p->n && p->text[p->i] == '"') {
		size_t begin = ++p->i;
		while (p->i < p->n && p->text[p->i] != '"')
			p->i++;
		t->quoted = true;
		t->value =
			arena_strndup(&p->tree->arena, p->text + begin, p->i - begin);
		t->closed = p->i < p->n;
		p->i += t->closed;
		return;
	}
	size_t begin = p->i;
	while (p->i < p->n && !query_is_space(p->text[p->i]) &&
		!strchr("()|\"", p->text[p->i]))
		p->i++;
	t->value = arena_strndup(&p->tree->arena, p->text + begin, p->i - begin);
}

static bool known_name(const char *s, size_t n)
{
	static const char *const keywords[] = {"sort", "limit", "is"};
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (strlen(keywords[i]) == n && strncasecmp(keywords[i], s, n) == 0)
			return true;
	for (int f = QUERY_ARTIST; f < QUERY_LIKED; f++)
		if (strlen(field_names[f]) == n &&
			strncasecmp(field_names[f], s, n) == 0)
			return true;
	return false;
}

/* "name:" of something known; moves behind it. */
static void read_name(struct parser *p, struct token *t)
{
	size_t k = p->i;
	while (k < p->n && isalpha((unsigned char)p->text[k]))
		k++;
	if (k == p->i || k >= p->n || p->text[k] != ':' ||
		!known_name(p->text + p->i, k - p->i))
		return;
	t->name = arena_strndup(&p->tree->arena, p->text + p->i, k - p->i);
	for (char *c = t->name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	p->i = k + 1;
	/* "artist: bjork" */
	size_t space = p->i;
	while (space < p->n && query_is_space(p->text[space]))
		space++;
	if (space == p->n || !strchr("-()|", p->text[space]))
		p->i = space;
}

static struct token read_token(struct parser *p)
{
	struct token t = {.at = p->i};
	read_name(p, &t);
	read_value(p, &t);
	t.end = p->i;
	return t;
}

/* The text may go on here. */
static bool typing(const struct parser *p, const struct token *t)
{
	return p->mode == QUERY_TYPING && t->end == p->n && !t->closed;
}

/* ---- terms */

static struct query_node *text_node(
	struct parser *p, const struct token *t, enum query_field field)
{
	struct str folded = {0};
	fold_append(&folded, t->value);
	struct query_node *q = NULL;
	if (folded.len || (field == QUERY_PATH && *t->value)) {
		q = query_node_new(p, QUERY_TEXT, t);
	} else if (field != QUERY_ANY && !typing(p, t)) {
		problem(p, t, "say what, as in artist:bjork");
	}
	if (q) {
		q->field = field;
		q->text = t->value;
		q->folded = arena_strdup(&p->tree->arena, str_text(&folded));
		q->whole = t->quoted && !typing(p, t);
	}
	str_finish(&folded);
	return q;
}

static struct query_node *range_node(
	struct parser *p, const struct token *t, enum query_field field)
{
	int64_t low, high;
	const char *wrong;
	switch (value_range(
		field, t->value, typing(p, t), p->now_s, &low, &high, &wrong)) {
	case VALUE_WRONG:
		problem(p, t, wrong);
		return NULL;
	case VALUE_UNFINISHED:
		return NULL;
	case VALUE_FINE:
		break;
	}
	struct query_node *q = query_node_new(p, QUERY_RANGE, t);
	if (q) {
		q->field = field;
		q->low = low;
		q->high = high;
	}
	return q;
}

static struct query_node *flag_node(struct parser *p, const struct token *t)
{
	for (int f = QUERY_LIKED; f <= QUERY_MISSING; f++) {
		if (strcasecmp(field_names[f], t->value) != 0)
			continue;
		struct query_node *q = query_node_new(p, QUERY_FLAG, t);
		if (q)
			q->field = (enum query_field)f;
		return q;
	}
	bool begins = false;
	for (int f = QUERY_LIKED; f <= QUERY_MISSING; f++)
		begins |= strncasecmp(field_names[f], t->value, strlen(t->value)) == 0;
	if (!begins || !typing(p, t))
		problem(p, t, "it can be is:liked, is:disliked or is:missing");
	return NULL;
}

static void take_sort(struct parser *p, const struct token *t)
{
	const char *name = t->value + (*t->value == '-');
	bool begins = false;
	for (int s = QUERY_SORT_ALBUM; s < QUERY_SORT__COUNT; s++) {
		begins |= strncasecmp(sort_names[s], name, strlen(name)) == 0;
		if (strcasecmp(sort_names[s], name) != 0)
			continue;
		p->tree->sort = (enum query_sort)s;
		p->tree->reverse = *t->value == '-';
		return;
	}
	if (!begins || !typing(p, t))
		problem(p, t,
			"sort by album, title, year, added, played, lastplayed, rating, "
			"skipped, bpm, length or random");
}

static void take_limit(struct parser *p, const struct token *t)
{
	long long n;
	if (str_to_i64(t->value, &n) && n > 0 && n <= LIMIT_MAX)
		p->tree->limit = n;
	else if (*t->value || !typing(p, t))
		problem(p, t, "not a number above 0");
}

struct query_node *query_term(struct parser *p)
{
	struct token t = read_token(p);
	if (!t.name) {
		size_t letters = 0;
		while (isalpha((unsigned char)t.value[letters]))
			letters++;
		/* "Re:Stacks" may be a title. */
		if (letters && t.value[letters] == ':' && t.value[letters + 1] &&
			!t.quoted)
			tell(&p->tree->unknown, &t,
				"no such field; try artist: genre: year: rating:");
		return text_node(p, &t, QUERY_ANY);
	}
	p->filters = true;
	if (strcmp(t.name, "sort") == 0) {
		take_sort(p, &t);
		return NULL;
	}
	if (strcmp(t.name, "limit") == 0) {
		take_limit(p, &t);
		return NULL;
	}
	if (strcmp(t.name, "is") == 0)
		return flag_node(p, &t);
	int f = QUERY_ARTIST;
	while (strcmp(field_names[f], t.name) != 0)
		f++;
	return f < QUERY_YEAR ? text_node(p, &t, (enum query_field)f)
			      : range_node(p, &t, (enum query_field)f);
}
