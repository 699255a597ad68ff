/*
 * Fills a database with an invented library of N tracks through db/library.h, and
 * measures what the screen asks of it.
 *
 *	build/bench/library FILE N       fills FILE (which must not exist), measures it
 *	build/bench/library FILE         measures what is there
 *
 * FILE is then what `--db FILE` takes. 1,000,000 tracks are 11 an album, 4 albums an
 * artist (22,700 artists, 90,900 albums), with words as often as Zipf's law says: about
 * 1.1 GB and a minute or two of one core. The same N gives the same rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "db/library.h"
#include "db/list.h"
#include "db/listens.h"
#include "db/search.h"

enum { BATCH = 1000, PER_ALBUM = 11, ALBUMS_AN_ARTIST = 4, WINDOW = 60, SLICE = 2000 };

static struct clock sys; /* set once, in main */

/* Processor time of this program: what others do on the machine does not count. */
static int64_t cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static double ms_since(int64_t start)
{
	return (double)(clock_mono_us(&sys) - start) / 1000.0;
}

static void check(enum err_code code, const struct err *why)
{
	if (!code)
		return;
	fprintf(stderr, "%s\n", why->msg);
	exit(1);
}

/* A pronounceable word; small numbers give the common ones. */
static void word(struct str *s, uint64_t i)
{
	static const char *const syllable[] = {"ba", "de", "ri", "lo", "mu", "na", "se",
		"ti", "vo", "ka", "pe", "ran", "sol", "mir", "tel", "den", "lis", "gor",
		"wen", "\xC3\xB8r"};
	do {
		str_append(s, syllable[i % 20]);
		i /= 20;
	} while (i);
}

/* Words are used as often as Zipf's law says. */
static void words(struct str *s, struct rng *r, int n, uint64_t vocabulary)
{
	for (int i = 0; i < n; i++) {
		if (i)
			str_append_c(s, ' ');
		double u = rng_double(r);
		uint64_t w = (uint64_t)((double)vocabulary * u * u * u);
		word(s, 20 + w);
	}
}

struct texts {
	struct str title, artist, album, path;
};

static void invent(struct texts *t, struct tags *tags, size_t i)
{
	struct rng r;
	size_t album = i / PER_ALBUM, artist = album / ALBUMS_AN_ARTIST;
	str_reset(&t->title);
	str_reset(&t->artist);
	str_reset(&t->album);
	str_reset(&t->path);
	rng_seed(&r, artist * 7919 + 1);
	words(&t->artist, &r, 1 + (int)rng_below(&r, 2), 60000);
	rng_seed(&r, album * 104729 + 2);
	words(&t->album, &r, 1 + (int)rng_below(&r, 3), 20000);
	int year = 1960 + (int)rng_below(&r, 64);
	rng_seed(&r, i * 1299709 + 3);
	words(&t->title, &r, 1 + (int)rng_below(&r, 4), 20000);
	str_appendf(&t->path, "%s/%d %s/%02zu %s.flac", t->artist.data, year,
		t->album.data, i % PER_ALBUM + 1, t->title.data);
	static char genres[][12] = {
		"Rock", "Jazz", "Electronic", "Folk", "Ambient", "Metal"};
	*tags = (struct tags){.title = t->title.data,
		.artist = t->artist.data,
		.album = t->album.data,
		.genre = genres[artist % 6],
		.year = year,
		.track = (int)(i % PER_ALBUM) + 1,
		.duration_ms = 120000 + (int64_t)rng_below(&r, 240000),
		.codec = "flac",
		.rate_hz = 44100,
		.channels = 2,
		.bits = 16,
		.payload_bytes = 20000000 + (int64_t)i,
		.payload_digest = rng_u64(&r)};
}

static void report(const char *name, size_t n, double ms, double cpu_ms)
{
	printf("%-12s%9.0f rows/s (%.1f s; of processor time %.1f s: %.0f rows/s)\n",
		name, (double)n * 1000 / ms, ms / 1000, cpu_ms / 1000,
		(double)n * 1000 / cpu_ms);
}

static void fill(struct db *db, size_t n)
{
	struct err why = {0};
	struct library_item *item = xcalloc(BATCH, sizeof *item);
	struct tags *tags = xcalloc(BATCH, sizeof *tags);
	struct texts *text = xcalloc(BATCH, sizeof *text);
	int64_t root, start = clock_mono_us(&sys);
	bool fresh;
	check(library_root_add(db, "/music", &root, &fresh, &why), &why);
	double invented = 0, cpu = 0;
	for (size_t done = 0; done < n;) {
		size_t k = 0;
		int64_t t = clock_mono_us(&sys);
		for (; k < BATCH && done < n; k++, done++) {
			invent(&text[k], &tags[k], done);
			item[k] = (struct library_item){.root = root,
				.path = text[k].path.data,
				.size = 20000000,
				.mtime_ns = (int64_t)(1500000000 + done) * 1000000000,
				.inode = (int64_t)done,
				.fresh = true,
				.tags = &tags[k]};
		}
		invented += ms_since(t);
		int64_t before = cpu_us();
		check(library_put(db, item, k, &why), &why);
		cpu += (double)(cpu_us() - before) / 1000;
	}
	double ms = ms_since(start) - invented;
	report("put", n, ms, cpu);
	start = clock_mono_us(&sys);
	int64_t before = cpu_us();
	for (size_t left = 1; left > 0;)
		check(search_index_step(db, SLICE, &left, &why), &why);
	ms = ms_since(start);
	report("index", n, ms, (double)(cpu_us() - before) / 1000);
	check(library_root_set_state(db, root, true, 1, &why), &why);
	free(item);
	free(tags);
	free(text);
}

static void time_window(
	struct db *db, const char *name, const struct list_spec *spec, size_t first)
{
	struct arena a = {0};
	struct err why = {0};
	struct list_window w;
	int64_t start = clock_mono_us(&sys);
	check(list_window(db, spec, first, WINDOW, &a, &w, &why), &why);
	double cold = ms_since(start);
	start = clock_mono_us(&sys);
	check(list_window(db, spec, first, WINDOW, &a, &w, &why), &why);
	printf("%-28s row %8zu of %8zu: first %7.2f ms, again %6.2f ms\n", name,
		w.first, w.total, cold, ms_since(start));
	arena_finish(&a);
}

static void time_search(struct db *db, const char *query)
{
	struct arena a = {0};
	struct err why = {0};
	struct search_results r;
	int64_t start = cpu_us();
	check(search_run(db, query, 50, &a, &r, &why), &why);
	double first = (double)(cpu_us() - start) / 1000, best = 1e9;
	for (int i = 0; i < 5; i++) {
		arena_reset(&a);
		start = cpu_us();
		check(search_run(db, query, 50, &a, &r, &why), &why);
		double ms = (double)(cpu_us() - start) / 1000;
		best = ms < best ? ms : best;
	}
	printf("search %-21s %4zu artists %4zu albums %4zu of %4zu tracks%s: first "
	       "%7.2f ms, best "
	       "%6.2f ms\n",
		query, r.artists, r.albums, r.tracks, r.candidates,
		r.corrected ? " (corrected)" : "", first, best);
	arena_finish(&a);
}

static void measure(const char *path)
{
	struct db *db;
	struct err why = {0};
	int64_t start = clock_mono_us(&sys);
	check(db_open(path, DB_READ, &db, &why), &why);
	printf("open        %9.2f ms\n", ms_since(start));
	struct list_spec tracks = {.kind = LIST_TRACKS},
			 artists = {.kind = LIST_ARTISTS},
			 title = {.kind = LIST_TRACKS, .order = LIST_BY_TITLE},
			 added = {.kind = LIST_TRACKS, .order = LIST_BY_ADDED},
			 albums = {.kind = LIST_ALBUMS},
			 history = {.kind = LIST_HISTORY};
	size_t n = 0;
	time_window(db, "tracks, start", &tracks, 0);
	check(list_count(db, &tracks, &n, &why), &why);
	time_window(db, "tracks, end", &tracks, n);
	time_window(db, "tracks, middle", &tracks, n / 2);
	time_window(db, "tracks, a page further", &tracks, n / 2 + WINDOW);
	time_window(db, "by title, start", &title, 0);
	time_window(db, "by title, three quarters", &title, n / 4 * 3);
	time_window(db, "recently added", &added, 0);
	time_window(db, "artists", &artists, 0);
	time_window(db, "albums", &albums, 0);
	time_window(db, "history", &history, 0);
	tracks.filter = "sol";
	time_window(db, "tracks, filtered", &tracks, 0);
	time_search(db, "s");
	time_search(db, "so");
	time_search(db, "sol");
	time_search(db, "solmir");
	time_search(db, "mirsol derika");
	time_search(db, "orba");
	time_search(db, "kapesolx");
	time_search(db, "zzzzzzz");
	db_close(db);
}

int main(int argc, char **argv)
{
	long long n = 0;
	sys = clock_system();
	if (argc < 2 || argc > 3 ||
		(argc == 3 && (!str_to_i64(argv[2], &n) || n < 1))) {
		fputs("usage: library FILE [N]\n", stderr);
		return 2;
	}
	if (n) {
		struct db *db;
		struct err why = {0};
		if (access(argv[1], F_OK) == 0) {
			fprintf(stderr, "%s exists already\n", argv[1]);
			return 1;
		}
		check(db_open(argv[1], DB_WRITE, &db, &why), &why);
		fill(db, (size_t)n);
		db_close(db);
	}
	measure(argv[1]);
	return 0;
}
