/*
 * The daily copy of the database, made by the running player, and what it is good for.
 */
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "fixture.h"

static _Atomic int64_t ahead_s; /* of the machine's clock */

static int64_t wall_ms(void *ctx)
{
	const struct clock now = clock_system();
	(void)ctx;
	return clock_wall_ms(&now) + atomic_load(&ahead_s) * 1000;
}

static int64_t mono_us(void *ctx)
{
	const struct clock now = clock_system();
	(void)ctx;
	return clock_mono_us(&now) + atomic_load(&ahead_s) * 1000000;
}

/* The player anew, on a clock that can be put forward. */
static void start_ahead(struct world *w)
{
	stop(w);
	atomic_store(&ahead_s, 0);
	w->clock = (struct clock){wall_ms, mono_us, NULL};
	start(w);
	UNTIL(w, app_library(w->app).tracks == TRACKS && !app_jobs(w->app).scan.active);
}

/* Whatever wakes the scanner lets it look at the clock. */
static void pass(struct world *w, int64_t seconds)
{
	assert_int_equal(command(w, "scan"), ERR_OK);
	UNTIL(w, said(w, "up to date"));
	app_say(w->app, "%s", "");
	atomic_fetch_add(&ahead_s, seconds);
	assert_int_equal(command(w, "scan"), ERR_OK);
}

static bool is_there(const struct world *w, const char *suffix)
{
	char path[160];
	struct stat st;
	snprintf(path, sizeof path, "%s%s", w->db_path, suffix);
	return stat(path, &st) == 0 && st.st_size > 0;
}

static void a_copy_is_made_once_a_day(void **state)
{
	struct world *w = *state;
	start_ahead(w);
	pass(w, 30);
	UNTIL(w, said(w, "up to date"));
	assert_false(is_there(w, ".1.bak")); /* the first minutes are the listener's */
	pass(w, 300);
	UNTIL(w, is_there(w, ".1.bak"));
	pass(w, 3600);
	UNTIL(w, said(w, "up to date"));
	assert_false(is_there(w, ".2.bak"));
	pass(w, 24 * 3600);
	UNTIL(w, is_there(w, ".2.bak") && is_there(w, ".1.bak"));
	assert_false(is_there(w, ".0.bak"));
}

static void a_damaged_database_comes_back_from_it(void **state)
{
	struct world *w = *state;
	start_ahead(w);
	pass(w, 300);
	UNTIL(w, is_there(w, ".1.bak"));
	stop(w);
	assert_int_equal(truncate(w->db_path, 0), 0);
	start(w);
	assert_true(said(w, "Damaged database restored"));
	UNTIL(w, app_library(w->app).tracks == TRACKS && !app_jobs(w->app).scan.active);
	/* What a scan says does not take its place; a key does. */
	assert_true(said(w, "Damaged database restored"));
	assert_int_equal(app_message(w->app).kind, APP_TOLD);
	app_tell_end(w->app);
	app_say(w->app, "%s", "next");
	assert_true(said(w, "next"));
}

int main(int argc, char **argv)
{
	int code;
	if (is_worker(argc, argv, &code))
		return code;
	const struct CMUnitTest tests[] = {
		T(a_copy_is_made_once_a_day),
		T(a_damaged_database_comes_back_from_it),
	};
	return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
