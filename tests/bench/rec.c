/*
 * How long learning and a slate's ranking take, beside what the machine's matrix
 * product reaches in the same minute. Data are made up in the shapes of RECSYS.md
 * section 4.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"
#include "rec/ials.h"
#include "suggest/blend.h"

static double seconds(void)
{
	struct clock c = clock_system();
	return (double)clock_mono_us(&c) / 1e6;
}

static void bench_gemm(const struct linalg *l)
{
	enum { N = 1024, RUNS = 5 };
	float *a = xcalloc((size_t)N * N, sizeof *a),
	      *c = xcalloc((size_t)N * N, sizeof *c);
	double best = INFINITY;
	for (size_t i = 0; i < (size_t)N * N; i++)
		a[i] = (float)(i % 7);
	for (int run = 0; run < RUNS; run++) {
		double from = seconds();
		linalg_gemm(l, N, N, N, (struct linalg_mat){a, N, LINALG_AS_IS},
			(struct linalg_mat){a, N, LINALG_TRANSPOSED}, c);
		best = fmin(best, seconds() - from);
	}
	printf("sgemm, one thread, %s: %.1f GFLOP/s\n", linalg_name(l),
		2.0 * N * N * N / best / 1e9);
	free(a);
	free(c);
}

static int by_number(const void *pa, const void *pb)
{
	int32_t a = *(const int32_t *)pa, b = *(const int32_t *)pb;
	return (a > b) - (a < b);
}

/* Rows of like length, popular columns: column ⌊m^r⌋ - 1 for uniform r. */
static struct sparse made_up(size_t rows, size_t cols, size_t entries)
{
	struct rng rng;
	struct sparse m = {.rows = rows, .cols = cols};
	rng_seed(&rng, 1);
	m.first = xcalloc(rows + 1, sizeof *m.first);
	m.col = xcalloc(entries + rows + 1, sizeof *m.col);
	size_t n = 0;
	for (size_t r = 0; r < rows; r++) {
		size_t want = entries * (r + 1) / rows - entries * r / rows, begin = n;
		for (size_t e = 0; e < want; e++) {
			size_t c = (size_t)pow((double)cols, sqrt(rng_double(&rng)));
			m.col[n++] = (int32_t)(c < 1 ? 0 : c > cols ? cols - 1 : c - 1);
		}
		qsort(m.col + begin, n - begin, sizeof *m.col, by_number);
		size_t kept = begin;
		for (size_t e = begin; e < n; e++)
			if (e == begin || m.col[e] != m.col[kept - 1])
				m.col[kept++] = m.col[e];
		n = kept;
		m.first[r + 1] = n;
	}
	return m;
}

static void bench_ials(const struct linalg *l, const char *name, size_t rows,
	size_t cols, size_t entries)
{
	enum { RUNS = 4 };
	struct sparse m = made_up(rows, cols, entries), t = sparse_transposed(&m);
	const struct ials_params p = {.factors = 64,
		.a0 = .1,
		.lambda = .01,
		.nu = 1.0,
		.seed = 1,
		.threads = 2};
	struct ials model;
	double best = INFINITY;
	ials_init(&model, l, &p, rows, cols, NULL);
	for (int run = 0; run < RUNS; run++) {
		double from = seconds();
		ials_step(&model, &m, &t);
		best = fmin(best, seconds() - from);
	}
	printf("ials, 64 factors, 2 threads, %s (%zu x %zu, %zu entries): %.3f s an "
	       "iteration\n",
		name, rows, cols, m.first[rows], best);
	ials_finish(&model);
	sparse_finish(&m);
	sparse_finish(&t);
}

/* A listener of ten thousand tracks, forty thousand plays: sessions that run through
 * favourites and albums. */
static void make_listener(struct dataset *d)
{
	enum { ITEMS = 10000, PLAYS = 40000 };
	struct rng rng;
	struct item *item = xcalloc(ITEMS, sizeof *item);
	rng_seed(&rng, 2);
	for (int i = 0; i < ITEMS; i++)
		item[i] = (struct item){.artist = i / 50,
			.album = i / 12,
			.feature = -1,
			.hash = hash_u64((uint64_t)i + 1)};
	dataset_init(d, item, ITEMS);
	dataset_add_album_rows(d);
	int64_t now = 1600000000000;
	for (int p = 0; p < PLAYS; p++) {
		if (p % 20 == 0)
			now += 8LL * 3600 * 1000;
		int32_t from = (int32_t)pow(ITEMS, rng_double(&rng)) - 1;
		struct event e = {.item = (from + p % 20) % ITEMS,
			.session = -1,
			.start_ms = now,
			.end_ms = now + 200000,
			.heard_ms = 200000,
			.flags = EVENT_POSITIVE};
		dataset_append(d, &e);
		now = e.end_ms + 1000;
	}
	free(item);
}

static void bench_slate(void)
{
	enum { RUNS = 50, TOP = 100 };
	struct dataset d;
	struct blend_result r;
	int32_t top[TOP];
	make_listener(&d);
	double from = seconds();
	struct blend *b = blend_create(&d);
	printf("blend, 10,000 tracks, %zu plays, %zu sessions: %.2f s to learn from "
	       "all\n",
		d.n_events, d.n_sessions, seconds() - from);
	struct context c = {.now_ms = d.event[d.n_events - 1].end_ms + 60000,
		.running = (int32_t)d.n_sessions};
	from = seconds();
	for (int run = 0; run < RUNS; run++) {
		blend_score(b, &c, &r);
		context_top(&d, &c, r.score, TOP, top);
	}
	printf("blend, a ranking of all: %.2f ms\n", (seconds() - from) * 1e3 / RUNS);
	blend_destroy(b);
	dataset_finish(&d);
}

int main(void)
{
	struct linalg *l = linalg_open();
	bench_gemm(l);
	bench_ials(l, "personal size", 3000, 10000, 62000);
	bench_ials(l, "gowalla's shape", 29858, 40981, 810128);
	bench_slate();
	linalg_close(l);
	return 0;
}
