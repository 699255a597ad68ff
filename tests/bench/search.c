/*
 * Types queries letter by letter into a library made by build/bench/library, as a
 * listener would, and tells how long each keystroke's answer took.
 *
 *	build/bench/search FILE [LIMIT [QUERY]]
 *
 * Milliseconds of this thread's processor time, so that a busy machine does not count;
 * "wall" beside the last line is the clock's. The dearest keystrokes are named at the
 * end, with the shortest of a few further times: what stays dear is the query's fault,
 * what does not was the machine's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/list.h"
#include "db/search.h"
#include "text/fold.h"

enum { SCREEN = 60, TYPED = 60, DEAREST = 12, TEXT_MAX = 200, AGAIN = 5 };

struct dear {
	double ms;
	char what[TEXT_MAX];
};
struct times {
	double *ms; /* owned */
	size_t n, cap;
	double wall;
	struct dear dear[DEAREST]; /* dearest first */
};

static void check(enum err_code code, const struct err *why)
{
	if (!code)
		return;
	fprintf(stderr, "%s\n", why->msg);
	exit(1);
}

static double now_ms(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* A text is kept once, however often it was typed. */
static void keep_dear(struct times *t, double ms, const char *what)
{
	size_t at = 0;
	while (at < DEAREST - 1 && strcmp(t->dear[at].what, what) != 0)
		at++;
	if (ms <= t->dear[at].ms)
		return;
	for (; at > 0 && t->dear[at - 1].ms < ms; at--)
		t->dear[at] = t->dear[at - 1];
	t->dear[at].ms = ms;
	str_copy(t->dear[at].what, TEXT_MAX, what);
}

static void keep(struct times *t, double ms, double wall, const char *what)
{
	t->ms = mem_grow(t->ms, &t->cap, t->n + 1, sizeof *t->ms);
	t->ms[t->n++] = ms;
	t->wall = wall > t->wall ? wall : t->wall;
	if (*what)
		keep_dear(t, ms, what);
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static void report(const char *name, struct times *t)
{
	qsort(t->ms, t->n, sizeof *t->ms, by_size);
	printf("%-26s %5zu keys  median_ms %6.2f  p99_ms %6.2f  worst_ms %6.2f  "
	       "wall_ms %6.2f  (%s)\n",
		name, t->n, t->ms[t->n / 2], t->ms[(t->n - 1) * 99 / 100],
		t->dear[0].ms, t->wall, t->dear[0].what);
}

static void add_all(struct times *to, const struct times *t)
{
	for (size_t i = 0; i < t->n; i++)
		keep(to, t->ms[i], t->wall, "");
	for (int i = 0; i < DEAREST; i++)
		keep_dear(to, t->dear[i].ms, t->dear[i].what);
}

static void search(struct db *db, const char *text, size_t limit, struct times *t)
{
	struct arena a = {0};
	struct err why = {0};
	struct search_results r;
	double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
	check(search_find(db,
		      &(struct search_spec){.text = text,
			      .limit = limit,
			      .typing = true,
			      .brief = true},
		      &a, &r, &why),
		&why);
	keep(t, now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu, now_ms(CLOCK_MONOTONIC) - wall,
		text);
	arena_finish(&a);
}

/* What was dear, measured anew; a filter's set is kept, so another one comes between. */
static void tell_dearest(struct db *db, size_t limit, const struct times *all)
{
	for (int i = 0; i < DEAREST && all->dear[i].ms > 0; i++) {
		struct times again = {0}, between = {0};
		for (int k = 0; k < AGAIN; k++) {
			search(db, "is:missing", limit, &between);
			search(db, all->dear[i].what, limit, &again);
		}
		qsort(again.ms, again.n, sizeof *again.ms, by_size);
		printf("dear  ms %6.2f  again_ms %6.2f  %s\n", all->dear[i].ms,
			again.ms[0], all->dear[i].what);
		free(again.ms);
		free(between.ms);
	}
}

/* Every beginning of the text, a character more each time. */
static void type(struct db *db, const char *text, size_t limit, struct times *t)
{
	char typed[512];
	size_t n = strlen(text);
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		i += utf8_decode(text + i, n - i, &cp);
		snprintf(typed, sizeof typed, "%.*s", (int)i, text);
		search(db, typed, limit, t);
	}
}

/* ---- queries, made from what is in the library */

struct names {
	char **title, **artist, **album; /* owned; (TYPED) */
};

static struct names take_names(struct db *db)
{
	struct names s = {xcalloc(TYPED, sizeof(char *)),
		xcalloc(TYPED, sizeof(char *)), xcalloc(TYPED, sizeof(char *))};
	struct err why = {0};
	struct rng r;
	size_t n;
	struct list_spec spec = {.kind = LIST_TRACKS, .order = LIST_BY_TITLE};
	check(list_count(db, &spec, &n, &why), &why);
	if (n == 0) {
		fputs("the library is empty\n", stderr);
		exit(1);
	}
	rng_seed(&r, 11);
	for (int i = 0; i < TYPED; i++) {
		struct arena a = {0};
		struct list_window w;
		check(list_window(db, &spec, rng_below(&r, n), 1, &a, &w, &why), &why);
		const struct track *t = &w.row[0].track;
		s.title[i] = xstrdup(t->title);
		s.artist[i] = xstrdup(t->artist_name ? t->artist_name : "x");
		s.album[i] = xstrdup(t->album_title ? t->album_title : "x");
		arena_finish(&a);
	}
	return s;
}

static void folded(struct str *out, const char *s)
{
	str_reset(out);
	fold_append(out, s);
}

/* One of the four typing errors, where the text is long enough. */
static void mistype(struct str *s, struct rng *r)
{
	if (s->len < 5)
		return;
	size_t at = 1 + rng_below(r, s->len - 3);
	char c = s->data[at];
	switch (rng_below(r, 4)) {
	case 0:
		s->data[at] = 'x';
		break;
	case 1:
		memmove(s->data + at, s->data + at + 1, s->len - at);
		s->len--;
		break;
	case 2:
		s->data[at] = s->data[at + 1];
		s->data[at + 1] = c;
		break;
	default:
		str_append_c(s, 'q');
	}
}

static void measure(struct db *db, size_t limit, struct times *all)
{
	struct times t[8] = {{0}};
	static const char *const names[] = {"one and two letters", "titles",
		"artist and title", "with a typing error", "from the middle of words",
		"words of any row mixed", "filters", "nothing to be found"};
	static const char *const filters[] = {"year:1990..1999 so", "genre:jazz",
		"artist:so", "-genre:rock mu", "added:<30d", "played:0 ti",
		"length:>4m se", "title:na album:lo", "year:1977 is:liked",
		"rating:>=4 | year:1999", "codec:flac sort:added limit:100"};
	struct names s = take_names(db);
	struct rng r;
	struct str q = {0};
	rng_seed(&r, 12);
	for (char c = 'a'; c <= 'z'; c++)
		for (char d = 'a' - 1; d <= 'z'; d++) {
			char two[3] = {c, d < 'a' ? '\0' : d, '\0'};
			search(db, two, limit, &t[0]);
		}
	for (int i = 0; i < TYPED; i++) {
		type(db, s.title[i], limit, &t[1]);
		folded(&q, s.artist[i]);
		str_append_c(&q, ' ');
		fold_append(&q, s.title[i]);
		type(db, str_text(&q), limit, &t[2]);
		folded(&q, s.title[i]);
		mistype(&q, &r);
		type(db, str_text(&q), limit, &t[3]);
		folded(&q, s.album[i]);
		if (q.len > 4)
			type(db, q.data + 2, limit, &t[4]);
		folded(&q, s.title[i]);
		str_append_c(&q, ' ');
		fold_append(&q, s.album[(i + 7) % TYPED]);
		type(db, str_text(&q), limit, &t[5]);
		folded(&q, "zxqj");
		str_appendf(&q, "%d wq", i);
		type(db, str_text(&q), limit, &t[7]);
	}
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		type(db, filters[i], limit, &t[6]);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		report(names[i], &t[i]);
		add_all(all, &t[i]);
		free(t[i].ms);
	}
	str_finish(&q);
}

int main(int argc, char **argv)
{
	long long limit = SCREEN;
	struct db *db;
	struct err why = {0};
	struct times first = {0}, all = {0};
	if (argc < 2 || (argc > 2 && (!str_to_i64(argv[2], &limit) || limit < 1))) {
		fputs("usage: search FILE [LIMIT [QUERY]]\n", stderr);
		return 2;
	}
	check(db_open(argv[1], DB_READ, &db, &why), &why);
	search(db, "s", (size_t)limit, &first);
	report("the first one", &first);
	if (argc > 3)
		search(db, argv[3], (size_t)limit, &all);
	else
		measure(db, (size_t)limit, &all);
	tell_dearest(db, (size_t)limit, &all);
	report("all", &all);
	free(all.ms);
	free(first.ms);
	db_close(db);
	return 0;
}
