#include "eval_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "commands.h"
#include "db/db.h"
#include "suggest/own.h"
#include "suggest/ranker.h"
#include "suggest/snapshot.h"
#include "text/json.h"
#include "words.h"

enum { ENGINES_MAX = 40 };

/* Always shown: what an engine has to beat. */
static const char *const yardsticks[] = {"recency", "popularity", "random", NULL};
static const char *const usual[] = {
	"blend", "actr", "plays", "sequence", "follow", "alike", "ials", NULL};

struct engines {
	char *name[ENGINES_MAX + 1]; /* owned; NULL at the end */
	size_t n;
};

static void add(struct engines *e, const char *spec, size_t n)
{
	for (size_t i = 0; i < e->n; i++)
		if (strlen(e->name[i]) == n && memcmp(e->name[i], spec, n) == 0)
			return;
	if (e->n < ENGINES_MAX)
		e->name[e->n++] = xstrndup(spec, n);
}

static void finish(struct engines *e)
{
	for (size_t i = 0; i < e->n; i++)
		free(e->name[i]);
}

/* "a,b:x=1,y=2,c": a comma before "y=" goes on with b's parameters. */
static void split(struct engines *e, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, ",");
		while (text[n] == ',') {
			size_t next = strcspn(text + n + 1, ",");
			const char *eq = memchr(text + n + 1, '=', next);
			const char *colon = memchr(text + n + 1, ':', next);
			if (!eq || (colon && colon < eq))
				break;
			n += 1 + next;
		}
		if (n > 0)
			add(e, text, n);
		text += n + (text[n] == ',');
	}
}

static void choose(struct engines *e, const char *text)
{
	if (text)
		split(e, text);
	for (size_t i = 0; !text && usual[i]; i++)
		add(e, usual[i], strlen(usual[i]));
	for (size_t i = 0; yardsticks[i]; i++)
		add(e, yardsticks[i], strlen(yardsticks[i]));
}

static bool show_progress(void *arg, size_t done, size_t total)
{
	const struct engines *e = arg;
	cli_progress("eval  %zu of %zu engines  %s", done, total, e->name[done]);
	return cli_interrupted();
}

static enum err_code evaluate(
	struct cli *cli, struct engines *e, struct own_result *ret, struct err *why)
{
	struct db *db = NULL;
	struct snapshot snapshot;
	struct clock clock = clock_system();
	int64_t profile;
	int fd = -1;
	enum err_code code = cli_open_db(cli->db_path, DB_READ, &db, why);
	if (code == ERR_OK)
		code = db_profile(db, cli->profile, &profile, why);
	if (code == ERR_OK)
		code = snapshot_read(db, profile, clock_wall_ms(&clock), &fd, why);
	if (code == ERR_OK)
		code = snapshot_map(fd, &snapshot, why);
	if (fd >= 0)
		close(fd);
	db_close(db);
	if (code != ERR_OK)
		return code;
	struct own_options o = {.engine = (const char *const *)e->name,
		.progress = show_progress,
		.arg = e};
	code = own_evaluate(&snapshot, &o, ret, why);
	cli_progress("%s", "");
	return code;
}

static void print_table(const struct own_result *r)
{
	printf("%s plays in %s sessions; judged on the newest %zu sessions with three "
	       "or "
	       "more tracks.\n\n",
		words_count((int64_t)r->plays).text,
		words_count((int64_t)r->sessions).text, r->queries);
	printf("%-22s %7s %6s   %7s %6s %8s %10s\n", "", "ranking", "", "slate*", "",
		"heard", "in common");
	printf("%-22s %7s %6s   %7s %6s %8s %10s\n", "engine", "NDCG@10", "HR@10",
		"NDCG@10", "HR@20", "<7 days", "with before");
	size_t relaxed = 0;
	for (size_t i = 0; i < r->n_rows; i++) {
		const struct own_row *w = &r->row[i];
		printf("%-22s %7.4f %6.3f   %7.4f %6.3f %6.0f %% %8.0f %%%s\n",
			w->engine, w->ndcg10, w->hr10, w->slate_ndcg10, w->slate_hr20,
			100.0 * w->share_week, 100.0 * w->share_yesterday,
			w->relaxed ? " +" : "");
		relaxed += w->relaxed;
	}
	puts("\n* the first 20 at dial 50: at most 40 % heard in the last 7 days, at "
	     "most "
	     "40 % in\n  common with the slate before");
	if (relaxed)
		puts("+ too few other tracks at times: the bounds gave way");
}

static void print_json(const struct own_result *r)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_int(&w, "plays", (int64_t)r->plays);
	json_put_int(&w, "sessions", (int64_t)r->sessions);
	json_put_int(&w, "queries", (int64_t)r->queries);
	json_write_key(&w, "engines");
	json_write_array(&w);
	for (size_t i = 0; i < r->n_rows; i++) {
		const struct own_row *row = &r->row[i];
		json_write_object(&w);
		json_put_str(&w, "engine", row->engine);
		json_put_double(&w, "ndcg10", row->ndcg10);
		json_put_double(&w, "hr10", row->hr10);
		json_put_double(&w, "slate_ndcg10", row->slate_ndcg10);
		json_put_double(&w, "slate_hr20", row->slate_hr20);
		json_put_double(&w, "share_week", row->share_week);
		json_put_double(&w, "share_yesterday", row->share_yesterday);
		json_put_int(&w, "relaxed", (int64_t)row->relaxed);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&out), stdout);
	str_finish(&out);
}

static int run(struct cli *cli, struct engines *e)
{
	struct err why = {0};
	struct own_result r = {0};
	for (size_t i = 0; i < e->n; i++)
		if (ranker_check(e->name[i], &why) != ERR_OK)
			return cli_wrong(&cli_eval, "%s", why.msg);
	enum err_code code = evaluate(cli, e, &r, &why);
	if (code == ERR_NOT_FOUND && access(cli->db_path, F_OK) != 0)
		code = ERR_OK; /* nothing was ever played here */
	if (code != ERR_OK)
		return cli_fail(&why);
	if (cli->json)
		print_json(&r);
	else if (r.queries > 0)
		print_table(&r);
	else
		printf("Too little history to judge by: %zu plays in %zu sessions. It "
		       "takes "
		       "%d sessions of\nthree or more tracks; play on, or see linnet "
		       "eval "
		       "--help for measuring on files.\n",
			r.plays, r.sessions, OWN_QUERIES_MIN * 4 / 3 + 1);
	own_finish(&r);
	return 0;
}

int eval_own(struct cli *cli, const char *engines)
{
	struct engines e = {0};
	choose(&e, engines);
	int code = run(cli, &e);
	finish(&e);
	return code;
}
