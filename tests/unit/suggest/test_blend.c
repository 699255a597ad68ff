#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "suggest/blend.h"
#include "suggest/history.h"

enum { SESSIONS = 60 };

static void fill(struct dataset *d, const struct history *h, size_t events)
{
	dataset_init(d, h->item, HISTORY_ITEMS);
	for (size_t e = 0; e < events; e++)
		dataset_append(d, &h->event[e]);
}

static struct context moment(const struct dataset *d, int64_t now_ms)
{
	return (struct context){.now_ms = now_ms, .running = (int32_t)d->n_sessions};
}

static void observing_equals_building_anew(void **state)
{
	static struct history h;
	struct dataset slow, whole;
	struct blend_result one, two;
	history_make(&h, SESSIONS, NULL);
	fill(&slow, &h, 10);
	fill(&whole, &h, h.n);
	struct blend *watching = blend_create(&slow), *fresh = blend_create(&whole);
	for (size_t e = 10; e < h.n; e++) {
		dataset_append(&slow, &h.event[e]);
		blend_observe(watching, e);
	}
	struct context c = moment(&slow, h.now_ms);
	blend_score(watching, &c, &one);
	blend_score(fresh, &c, &two);
	assert_memory_equal(one.score, two.score, HISTORY_ITEMS * sizeof(float));
	assert_memory_equal(one.weight, two.weight, sizeof one.weight);
	blend_destroy(watching);
	blend_destroy(fresh);
	dataset_finish(&slow);
	dataset_finish(&whole);
}

/* Whatever comes later: the scores at a moment are the same. */
static void the_future_changes_nothing(void **state)
{
	static struct history h;
	history_make(&h, SESSIONS, NULL);
	size_t cut = h.n / 2;
	float before[HISTORY_ITEMS];
	for (int shuffled = 0; shuffled < 2; shuffled++) {
		struct dataset d;
		struct blend_result r;
		for (size_t e = cut; shuffled && e < h.n; e++)
			h.event[e].item = (int32_t)((e * 31) % HISTORY_ITEMS);
		dataset_init(&d, h.item, HISTORY_ITEMS);
		struct blend *b = blend_create(&d);
		for (size_t e = 0; e < h.n; e++) {
			if (e == cut) {
				struct context c = moment(&d, h.event[cut].start_ms);
				blend_score(b, &c, &r);
				if (!shuffled)
					memcpy(before, r.score, sizeof before);
				else
					assert_memory_equal(
						before, r.score, sizeof before);
			}
			dataset_append(&d, &h.event[e]);
			blend_observe(b, e);
		}
		blend_destroy(b);
		dataset_finish(&d);
	}
}

static void shares_add_up_and_explain(void **state)
{
	static struct history h;
	struct dataset d;
	struct blend_result r;
	float share[BLEND_PARTS_MAX];
	history_make(&h, SESSIONS, NULL);
	fill(&d, &h, h.n);
	struct blend *b = blend_create(&d);
	for (int task = 0; task < TASK__COUNT; task++) {
		int32_t session[] = {3, 4};
		struct context c = moment(&d, h.now_ms);
		c.task = (enum task_kind)task;
		c.session = session;
		c.n_session = task == TASK_CONTINUE ? 2 : 0;
		blend_score(b, &c, &r);
		double weights = 0;
		for (size_t p = 0; p < r.n_parts; p++)
			weights += r.weight[p];
		assert_float_equal(weights, 1.0, 1e-4);
		int explained = 0;
		for (int32_t i = 0; i < HISTORY_ITEMS; i++) {
			struct reason why;
			double sum = 0, total = 0;
			blend_shares(&r, i, share);
			for (size_t p = 0; p < r.n_parts; p++) {
				assert_true(share[p] >= 0);
				total += share[p];
				sum += r.part[p][i];
			}
			assert_true(total == 0 || fabs(total - 1) < 1e-4);
			assert_true(fabs(sum - r.score[i]) < 1e-3);
			explained += blend_explain(b, &c, i, share, &why);
		}
		assert_true(explained >= 20);
	}
	blend_destroy(b);
	dataset_finish(&d);
}

static void tasks_and_pauses_choose_their_engines(void **state)
{
	static struct history h;
	struct dataset d;
	struct blend_result r;
	history_make(&h, SESSIONS, NULL);
	fill(&d, &h, h.n);
	struct blend *b = blend_create(&d);
	struct context c = moment(&d, h.now_ms);
	blend_score(b, &c, &r);
	assert_int_equal(r.n_parts, 4);
	c.now_ms += 49LL * 3600 * 1000; /* long after: plain recency */
	blend_score(b, &c, &r);
	assert_int_equal(r.n_parts, 1);
	assert_string_equal(r.name[0], "recency");
	c.only = CANDIDATES_NOVEL;
	blend_score(b, &c, &r);
	assert_string_equal(r.name[0], "newartist");
	c.only = CANDIDATES_ALL;
	c.task = TASK_FORGOTTEN;
	blend_score(b, &c, &r);
	assert_string_equal(r.name[0], "actr");
	blend_destroy(b);
	dataset_finish(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(observing_equals_building_anew),
		cmocka_unit_test(the_future_changes_nothing),
		cmocka_unit_test(shares_add_up_and_explain),
		cmocka_unit_test(tasks_and_pauses_choose_their_engines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
