#include "ui/columns.h"

#include <string.h>

#include "base/str.h"
#include "text/quote.h"

struct field_info {
	const char *name;
	int least;   /* flexible: the least it is of use with; fixed: its width */
	int shrinks; /* order of shrinking, 1 first; 0: fixed */
	bool right;
	bool narrow; /* shown on narrow screens too */
};

static const struct field_info info[] = {
	[FIELD_TITLE] = {"title", 8, 4, false, true},
	[FIELD_ARTIST] = {"artist", 8, 3, false, true},
	[FIELD_ALBUM] = {"album", 8, 2, false, false},
	[FIELD_REASON] = {"reason", 12, 1, false, false},
	[FIELD_GENRE] = {"genre", 6, 2, false, false},
	[FIELD_DURATION] = {"duration", 6, 0, true, true},
	[FIELD_NUMBER] = {"number", 3, 0, true, true},
	[FIELD_YEAR] = {"year", 4, 0, true, true},
	[FIELD_COUNT] = {"count", 6, 0, true, true},
	[FIELD_CODEC] = {"codec", 6, 0, false, false},
	[FIELD_WHEN] = {"when", 5, 0, true, true},
	[FIELD_HEARD] = {"heard", 6, 0, true, false},
	[FIELD_OUTCOME] = {"outcome", 8, 0, false, false},
};
_Static_assert(sizeof info / sizeof *info == FIELD__COUNT, "a row for every field");

static bool find_field(const char *name, size_t n, enum field *ret)
{
	for (int i = 0; i < FIELD__COUNT; i++) {
		if (strlen(info[i].name) == n && strncmp(info[i].name, name, n) == 0) {
			*ret = (enum field)i;
			return true;
		}
	}
	return false;
}

static enum err_code parse_one(struct columns *c, const char *word, struct err *why)
{
	const char *colon = strchr(word, ':');
	size_t n = colon ? (size_t)(colon - word) : strlen(word);
	enum field f;
	long long like;
	if (!find_field(word, n, &f))
		return err_set(
			why, ERR_NOT_FOUND, "there is no column %.*s", (int)n, word);
	like = info[f].shrinks ? 20 : info[f].least;
	if (colon && (!str_to_i64(colon + 1, &like) || like < 1 || like > 500))
		return err_set(why, ERR_RANGE, "a column's width is 1 to 500, not %s",
			colon + 1);
	if (c->n == COLUMNS_MAX)
		return err_set(why, ERR_FULL, "at most %d columns fit", COLUMNS_MAX);
	c->column[c->n++] =
		(struct column){.field = f, .like = (int)like, .right = info[f].right};
	return ERR_OK;
}

enum err_code columns_parse(struct columns *c, const char *format, struct err *why)
{
	struct quote_words w;
	struct columns out = {0};
	enum err_code code = quote_split(format, &w, why);
	if (code)
		return code;
	for (size_t i = 0; i < w.n && code == ERR_OK; i++)
		code = parse_one(&out, w.word[i], why);
	if (code == ERR_OK && out.n == 0)
		code = err_set(why, ERR_USAGE, "at least one column, such as title");
	if (code == ERR_OK)
		*c = out;
	quote_words_finish(&w);
	return code;
}

/* Numbers are wide enough for large ones: a blank before them is enough. */
static int gap_before(const struct column *k, int gap)
{
	return k->right ? 1 : gap;
}

/* Columns taken by everything that is shown, gaps included. */
static int taken(const struct columns *c, int gap)
{
	int sum = 0;
	for (size_t i = 0; i < c->n; i++) {
		const struct column *k = &c->column[i];
		if (k->width)
			sum += k->width + (sum ? gap_before(k, gap) : 0);
	}
	return sum;
}

/* Takes what is too much from the columns of one rank, down to their least. */
static void shrink(struct columns *c, int gap, int width, int rank)
{
	for (size_t i = 0; i < c->n; i++) {
		struct column *k = &c->column[i];
		int over = taken(c, gap) - width;
		if (over <= 0 || info[k->field].shrinks != rank || k->width == 0)
			continue;
		int left = k->width - over;
		int least = info[k->field].least;
		k->width = left < least ? least : left;
	}
}

static void drop_until_it_fits(struct columns *c, int gap, int width)
{
	for (int rank = 1; rank <= 3; rank++)
		for (size_t i = 0; i < c->n; i++)
			if (taken(c, gap) > width &&
				info[c->column[i].field].shrinks == rank)
				c->column[i].width = 0;
	for (size_t i = c->n; i-- > 0;)
		if (taken(c, gap) > width && info[c->column[i].field].shrinks == 0)
			c->column[i].width = 0;
	for (size_t i = 0; i < c->n; i++)
		if (taken(c, gap) > width && c->column[i].width > width)
			c->column[i].width = width < 0 ? 0 : width;
}

static void grow(struct columns *c, int gap, int width)
{
	int room = width - taken(c, gap), likes = 0;
	for (size_t i = 0; i < c->n; i++)
		if (info[c->column[i].field].shrinks && c->column[i].width)
			likes += c->column[i].like;
	for (size_t i = 0; i < c->n && likes > 0; i++) {
		struct column *k = &c->column[i];
		if (!info[k->field].shrinks || !k->width)
			continue;
		int more = room * k->like / likes;
		k->width += more;
		room -= more;
		likes -= k->like;
	}
}

void columns_layout(struct columns *c, int width, int screen_width)
{
	bool narrow = screen_width < COLUMNS_NARROW;
	int gap = narrow ? 1 : 2, x = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct column *k = &c->column[i];
		k->width = narrow && !info[k->field].narrow ? 0 : k->like;
		if (narrow && k->field == FIELD_DURATION)
			k->width = 5;
	}
	for (int rank = 1; rank <= 4; rank++)
		shrink(c, gap, width, rank);
	if (taken(c, gap) > width)
		drop_until_it_fits(c, gap, width);
	if (taken(c, gap) < width)
		grow(c, gap, width);
	for (size_t i = 0; i < c->n; i++) {
		struct column *k = &c->column[i];
		x += k->width && x ? gap_before(k, gap) : 0;
		k->x = x;
		x += k->width;
	}
}
