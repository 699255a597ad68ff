/* The moment to recommend for: what runs, what may be picked, what is fresh. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/session.h"
#include "rec/caps.h"
#include "slate_impl.h"

enum { FORGOTTEN_PLAYS = 3, FORGOTTEN_DAYS = 30 };
static const int64_t DAY_MS = 24 * 3600 * 1000LL;

static void find_running(struct maker *m)
{
	const struct dataset *d = &m->t->d;
	m->context.running = (int32_t)d->n_sessions;
	if (d->n_events &&
		!session_begins(d->event[d->n_events - 1].end_ms, m->r->now_ms))
		m->context.running = d->event[d->n_events - 1].session;
	m->session = xcalloc(d->n_events + 1, sizeof *m->session);
	if (m->seed >= 0) {
		m->session[m->n_session++] = m->seed;
		return;
	}
	size_t first = d->n_events;
	while (first > 0 && d->event[first - 1].session >= m->context.running)
		first--;
	for (size_t i = first; i < d->n_events; i++)
		if (d->event[i].flags & EVENT_POSITIVE)
			m->session[m->n_session++] = d->event[i].item;
	m->zaps = leaning_zapped(d, m->context.running, ZAPPED_MAX, m->zapped);
}

static void mark_allowed(struct maker *m)
{
	const struct dataset *d = &m->t->d;
	for (size_t i = 0; i < d->n_items; i++)
		m->allowed[i] = d->item[i].like > -2;
	for (size_t i = 0; i < m->r->n_exclude && i < TASTE_EXCLUDE_MAX; i++) {
		int32_t item = taste_item(m->t, m->r->exclude[i]);
		if (item >= 0)
			m->allowed[item] = 0;
	}
	if (m->seed >= 0)
		m->allowed[m->seed] = 0;
	/* What this session has had already is not what comes next, newest first; but a
	 * small library comes round again before For You falls silent. */
	size_t left = 0;
	for (size_t i = 0; i < d->n_items; i++)
		left += m->allowed[i] != 0;
	for (size_t i = d->n_events;
		i > 0 && d->event[i - 1].session >= m->context.running; i--) {
		uint8_t *allowed = &m->allowed[d->event[i - 1].item];
		if (*allowed && left * 2 <= d->n_items)
			break;
		left -= *allowed != 0;
		*allowed = 0;
	}
}

static void mark_fresh(struct maker *m)
{
	const struct taste *t = m->t;
	const struct dataset *d = &t->d;
	for (size_t i = 0; i < d->n_items; i++) {
		int64_t last = d->heard[i].last_end_ms;
		m->recent[i] = d->heard[i].rows > 0 &&
			       last > m->r->now_ms - CAPS_DAYS * DAY_MS;
		m->forgotten[i] = m->allowed[i] &&
				  taste_plays(t, (int32_t)i) >= FORGOTTEN_PLAYS &&
				  last <= m->r->now_ms - FORGOTTEN_DAYS * DAY_MS;
	}
	int64_t today = clock_local_day(m->r->now_ms);
	for (size_t i = t->slates; i-- > 0;) {
		if (clock_local_day(t->slate[i].made_ms) >= today)
			continue;
		for (int p = 0; p < SNAPSHOT_SLATE; p++) {
			int32_t item = taste_item(t, t->slate[i].recording[p]);
			if (item >= 0)
				m->yesterday[item] = 1;
		}
		return;
	}
}

/* Artists of whom more was skipped than heard. */
static void mark_shunned(struct maker *m)
{
	const struct dataset *d = &m->t->d;
	int32_t *balance = xcalloc(d->n_artists + 1, sizeof *balance);
	for (size_t i = 0; i < d->n_items; i++)
		if (d->item[i].artist >= 0)
			balance[d->item[i].artist] +=
				d->heard[i].skips - taste_plays(m->t, (int32_t)i);
	m->shunned = xcalloc(d->n_artists + 1, 1);
	for (size_t a = 0; a < d->n_artists; a++)
		m->shunned[a] = balance[a] >= 2;
	free(balance);
}

void maker_init(struct maker *m, struct taste *t, const struct taste_request *r)
{
	size_t n = t->d.n_items + 1;
	*m = (struct maker){.t = t, .r = r, .seed = -1};
	if (r->seed)
		m->seed = taste_item(t, r->seed);
	m->allowed = xcalloc(n, 1);
	m->recent = xcalloc(n, 1);
	m->yesterday = xcalloc(n, 1);
	m->forgotten = xcalloc(n, 1);
	m->placed = xcalloc(n, 1);
	m->score = xcalloc(n, sizeof *m->score);
	m->context = (struct context){.now_ms = r->now_ms, .only = CANDIDATES_ALL};
	const struct dataset *d = &t->d;
	if (d->n_events && d->event[d->n_events - 1].end_ms > r->now_ms)
		m->context.now_ms = d->event[d->n_events - 1].end_ms;
	find_running(m);
	m->context.session = m->session;
	m->context.n_session = m->n_session;
	m->context.task = m->n_session ? TASK_CONTINUE : TASK_FORYOU;
	mark_allowed(m);
	mark_fresh(m);
	mark_shunned(m);
	leaning_read(d, &m->context, &m->leaning);
}

void maker_finish(struct maker *m)
{
	free(m->session);
	free(m->allowed);
	free(m->recent);
	free(m->yesterday);
	free(m->forgotten);
	free(m->placed);
	free(m->shunned);
	free(m->companion);
	free(m->score);
	for (int e = 0; e < NOVEL__COUNT; e++)
		free(m->novel[e]);
	for (int s = 0; s < SOURCE_OF__COUNT; s++)
		free(m->list[s].item);
}
