#include "history/stats.h"

#include "model/session.h"

struct sums {
	struct stats *stats;
	int64_t session_start_ms, end_ms; /* of the running session; end 0: none yet */
};

static bool add_listen(void *ctx, const struct listen *l)
{
	struct sums *s = ctx;
	struct stats *st = s->stats;
	int64_t end = l->start_ms + l->heard_ms;
	if (st->sessions == 0 || session_begins(s->end_ms, l->start_ms)) {
		st->sessions++;
		s->session_start_ms = l->start_ms;
		s->end_ms = 0;
	}
	if (end > s->end_ms)
		s->end_ms = end;
	if (s->end_ms - s->session_start_ms > st->longest_session_ms)
		st->longest_session_ms = s->end_ms - s->session_start_ms;
	st->outcome[l->outcome]++;
	st->from_foryou += l->source == SOURCE_FORYOU &&
			   listen_counts(l->heard_ms, l->duration_ms);
	return true;
}

enum err_code stats_load(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, size_t limit, struct arena *a, struct stats *ret,
	struct err *why)
{
	struct stats st = {0};
	struct sums sums = {.stats = &st};
	const struct {
		enum listen_chart chart;
		struct stats_chart *to;
	} charts[] = {{CHART_TRACKS, &st.tracks}, {CHART_ARTISTS, &st.artists},
		{CHART_ALBUMS, &st.albums}, {CHART_GENRES, &st.genres}};
	enum err_code code = db_read_begin(db, why);
	if (code != ERR_OK)
		return code;
	code = listens_totals(db, profile, since_ms, until_ms, &st.totals, why);
	if (code == ERR_OK)
		code = listens_each(
			db, profile, since_ms, until_ms, add_listen, &sums, why);
	if (code == ERR_OK)
		code = listens_clock(
			db, profile, since_ms, until_ms, st.hour, st.weekday, why);
	for (size_t i = 0; code == ERR_OK && i < sizeof charts / sizeof *charts; i++)
		code = listens_chart(db, profile, charts[i].chart, since_ms, until_ms,
			limit, a, &charts[i].to->row, &charts[i].to->n, why);
	db_read_end(db);
	if (code == ERR_OK)
		*ret = st;
	return code;
}
