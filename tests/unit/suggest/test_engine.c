#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "suggest/engine.h"
#include "suggest/history.h"

enum { SESSIONS = 40 };

static void fill(struct dataset *d, const struct history *h, size_t events)
{
	dataset_init(d, h->item, HISTORY_ITEMS);
	dataset_add_album_rows(d);
	for (size_t e = 0; e < events; e++)
		dataset_append(d, &h->event[e]);
}

static struct context moment(const struct dataset *d, int64_t now_ms)
{
	return (struct context){.now_ms = now_ms, .running = (int32_t)d->n_sessions};
}

static struct engine *make(const struct dataset *d, const char *spec)
{
	struct engine *e = NULL;
	assert_int_equal(engine_create(d, spec, &e, NULL), ERR_OK);
	return e;
}

static void splits_sessions_and_counts(void **state)
{
	struct dataset d;
	const struct item items[2] = {
		{.artist = 0, .album = -1}, {.artist = 1, .album = -1}};
	dataset_init(&d, items, 2);
	struct event e = {.item = 0,
		.session = -1,
		.start_ms = 0,
		.end_ms = 100000,
		.heard_ms = 100000,
		.flags = EVENT_POSITIVE};
	dataset_append(&d, &e);
	e = (struct event){.item = 1,
		.session = -1,
		.start_ms = 1900000,
		.end_ms = 1901000,
		.heard_ms = 1000,
		.flags = EVENT_SKIP};
	dataset_append(&d, &e); /* exactly half an hour later: the same session */
	assert_int_equal(d.n_sessions, 1);
	e.start_ms = 1901000 + 1800001;
	e.end_ms = e.start_ms + 1000;
	dataset_append(&d, &e);
	assert_int_equal(d.n_sessions, 2);
	assert_int_equal(d.stream.n, 1);
	assert_int_equal(d.heard[1].rows, 2);
	assert_int_equal(d.heard[1].skips, 2);
	assert_int_equal(d.baskets.n, 2);
	uint8_t mask[2];
	assert_int_equal(context_mask(&d, CANDIDATES_REPEAT, mask), 2);
	assert_int_equal(context_mask(&d, CANDIDATES_NOVEL, mask), 0);
	d.item[0].like = -2;
	assert_int_equal(context_mask(&d, CANDIDATES_ALL, mask), 1);
	dataset_finish(&d);
	assert_int_equal(event_flags(-1, 0), EVENT_POSITIVE);
	assert_int_equal(event_flags(29999, 0), EVENT_SKIP);
	assert_int_equal(event_flags(20000, 40000), EVENT_POSITIVE);
}

static void reads_specs(void **state)
{
	struct err why = {0};
	assert_int_equal(engine_check("recency", NULL), ERR_OK);
	assert_int_equal(engine_check("recency:half-life=3.5", NULL), ERR_OK);
	assert_int_equal(engine_check("ials:factors=8,a0=.5", NULL), ERR_OK);
	assert_int_equal(engine_check("nothing", &why), ERR_USAGE);
	assert_non_null(strstr(why.msg, "recency"));
	assert_int_equal(engine_check("recency:half-life=-1", &why), ERR_USAGE);
	assert_int_equal(engine_check("recency:half-life=", &why), ERR_USAGE);
	assert_int_equal(engine_check("recency:colour=1", &why), ERR_USAGE);
	assert_non_null(strstr(why.msg, "colour"));
	assert_int_equal(engine_check("random:seed", &why), ERR_USAGE);
	assert_float_equal(engine_spec_value("ials:factors=8,a0=.5", "a0", 1), .5, 0);
	assert_float_equal(engine_spec_value("ials:factors=8,a0=.5", "nu", 2), 2, 0);
}

static void recency_is_its_formula(void **state)
{
	struct history h;
	struct dataset d;
	float out[HISTORY_ITEMS];
	history_make(&h, SESSIONS, NULL);
	fill(&d, &h, h.n);
	struct engine *e = make(&d, "recency:half-life=2");
	struct context c = moment(&d, h.now_ms);
	engine_score(e, &c, out);
	double sum = 0;
	for (size_t i = 0; i < h.n; i++)
		if (h.event[i].item == 3 && (h.event[i].flags & EVENT_POSITIVE))
			sum += exp2(
				-(double)(h.now_ms - h.event[i].end_ms) / 172800000.0);
	assert_true(sum > 0);
	assert_float_equal(out[3] / sum, 1.0, 1e-5);
	engine_destroy(e);
	dataset_finish(&d);
}

/* Watching one event at a time ends where a fresh engine over the same history starts.
 */
static void observing_equals_building_anew(void **state)
{
	struct history h;
	history_make(&h, SESSIONS, NULL);
	for (size_t i = 0; engine_table[i]; i++) {
		struct dataset slow, whole;
		float a[HISTORY_ITEMS], b[HISTORY_ITEMS];
		fill(&slow, &h, 30);
		fill(&whole, &h, h.n);
		struct engine *watching = make(&slow, engine_table[i]->name);
		struct context c = moment(&slow, h.event[30].start_ms);
		if (!engine_trains(watching))
			engine_score(watching, &c, a);
		for (size_t e = 30; e < h.n; e++) {
			dataset_append(&slow, &h.event[e]);
			engine_observe(watching, e);
		}
		struct engine *fresh = make(&whole, engine_table[i]->name);
		c = moment(&slow, h.now_ms);
		engine_score(watching, &c, a);
		engine_score(fresh, &c, b);
		for (int k = 0; k < HISTORY_ITEMS; k++)
			assert_true(fabsf(a[k] - b[k]) <= 1e-6f * (1 + fabsf(b[k])));
		engine_destroy(watching);
		engine_destroy(fresh);
		dataset_finish(&slow);
		dataset_finish(&whole);
	}
}

/* Other numbers for the same items give the same ranking: neither an id nor an order of
 * appearance decides. */
static void numbering_changes_nothing(void **state)
{
	static struct history h, moved;
	int32_t number[HISTORY_ITEMS], session[2], moved_session[2];
	for (int i = 0; i < HISTORY_ITEMS; i++)
		number[i] = (i * 17 + 5) % HISTORY_ITEMS;
	history_make(&h, SESSIONS, NULL);
	history_make(&moved, SESSIONS, number);
	for (int p = 0; p < 2; p++) {
		session[p] = p;
		moved_session[p] = number[p];
	}
	for (size_t i = 0; engine_table[i]; i++) {
		struct dataset d, m;
		float a[HISTORY_ITEMS], b[HISTORY_ITEMS];
		int32_t one[20], two[20];
		fill(&d, &h, h.n);
		fill(&m, &moved, moved.n);
		struct engine *e = make(&d, engine_table[i]->name);
		struct engine *f = make(&m, engine_table[i]->name);
		struct context c = moment(&d, h.now_ms), x = c;
		c.session = session;
		x.session = moved_session;
		c.n_session = x.n_session = 2;
		engine_score(e, &c, a);
		engine_score(f, &x, b);
		assert_int_equal(context_top(&d, &c, a, 20, one), 20);
		context_top(&m, &x, b, 20, two);
		if (!engine_trains(e)) /* sums of another order round differently */
			for (int k = 0; k < 20; k++)
				assert_int_equal(number[one[k]], two[k]);
		for (int k = 0; k < HISTORY_ITEMS; k++)
			assert_true(fabsf(a[k] - b[number[k]]) <= 1e-3f);
		engine_destroy(e);
		engine_destroy(f);
		dataset_finish(&d);
		dataset_finish(&m);
	}
}

static void reasons_are_true(void **state)
{
	struct history h;
	struct dataset d;
	history_make(&h, SESSIONS, NULL);
	fill(&d, &h, h.n);
	float out[HISTORY_ITEMS];
	for (size_t i = 0; engine_table[i]; i++) {
		struct engine *e = make(&d, engine_table[i]->name);
		struct context c = moment(&d, h.now_ms);
		engine_score(e, &c, out);
		for (int32_t k = 0; k < HISTORY_ITEMS; k++) {
			struct reason r;
			if (!engine_explain(e, &c, k, &r))
				continue;
			assert_true(r.other >= -1 && r.other < HISTORY_ITEMS);
			assert_true(r.other != k);
			if (r.kind == REASON_MOST_PLAYED)
				assert_int_equal((int)r.number, d.stream.plays[k]);
			if (r.kind == REASON_HEARD_LATELY)
				assert_true(r.number >= 1);
			if (r.kind == REASON_NEW_ARTIST) {
				assert_int_equal(d.heard[k].rows, 0);
				assert_true(d.heard[r.other].rows > 0);
				assert_int_equal(
					d.item[r.other].artist, d.item[k].artist);
			}
			if (r.kind == REASON_OFTEN_FOLLOWS)
				assert_true(out[k] > 0);
		}
		engine_destroy(e);
	}
	dataset_finish(&d);
}

static void newartist_ranks_the_unheard(void **state)
{
	struct history h;
	struct dataset d;
	float out[HISTORY_ITEMS];
	history_make(&h, SESSIONS, NULL);
	fill(&d, &h, h.n);
	struct engine *e = make(&d, "newartist");
	struct context c = moment(&d, h.now_ms);
	engine_score(e, &c, out);
	int unheard = 0;
	for (int k = 0; k < HISTORY_ITEMS; k++) {
		if (d.heard[k].rows)
			assert_float_equal(out[k], 0.0, 0.0);
		else
			unheard += out[k] > 0;
	}
	assert_true(unheard > 0);
	engine_destroy(e);
	dataset_finish(&d);
}

static void nothing_heard_breaks_nothing(void **state)
{
	struct history h;
	struct dataset d, none;
	float out[HISTORY_ITEMS];
	history_make(&h, 1, NULL);
	fill(&d, &h, 0);
	dataset_init(&none, NULL, 0);
	for (size_t i = 0; engine_table[i]; i++) {
		struct reason r;
		struct engine *e = make(&d, engine_table[i]->name);
		struct engine *empty = make(&none, engine_table[i]->name);
		struct context c = moment(&d, h.now_ms);
		engine_score(e, &c, out);
		for (int k = 0; k < HISTORY_ITEMS; k++)
			assert_true(isfinite(out[k]));
		engine_explain(e, &c, 0, &r);
		engine_score(empty, &c, out);
		engine_destroy(e);
		engine_destroy(empty);
	}
	dataset_finish(&d);
	dataset_finish(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_sessions_and_counts),
		cmocka_unit_test(reads_specs),
		cmocka_unit_test(recency_is_its_formula),
		cmocka_unit_test(observing_equals_building_anew),
		cmocka_unit_test(numbering_changes_nothing),
		cmocka_unit_test(reasons_are_true),
		cmocka_unit_test(newartist_ranks_the_unheard),
		cmocka_unit_test(nothing_heard_breaks_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
