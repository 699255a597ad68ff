/* The pane beside the list on wide screens: the row under the cursor, and why it is
 * there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "art.h"
#include "base/mem.h"
#include "format.h"
#include "state.h"

enum { COVER_WIDTH = 100, COVER_HEIGHT = 30 };

/* Draws wrapped text; returns the next free line. */
static int draw_text(struct grid *g, struct area a, int y, enum role role,
	const char *text, int max_lines)
{
	struct str lines = {0};
	if (!text || !*text)
		return y;
	format_wrap(&lines, text, a.w);
	for (const char *p = str_text(&lines); *p && y < a.y + a.h && max_lines-- > 0;
		y++) {
		size_t n = strcspn(p, "\n");
		char *line = xstrndup(p, n);
		grid_text(g, a.x, y, a.w, role, line);
		free(line);
		p += n + 1;
	}
	str_finish(&lines);
	return y;
}

static int draw_facts(struct grid *g, struct area a, int y, const struct track *t)
{
	char text[96], codec[32], time[24];
	struct str album = {0};
	y = draw_text(g, a, y, ROLE_HEAD, t->title, 2);
	y = draw_text(g, a, y, ROLE_TEXT, t->artist_name, 2);
	str_append(&album, t->album_title ? t->album_title : "");
	if (t->year > 0 && album.len)
		str_appendf(&album, " (%d)", t->year);
	y = draw_text(g, a, y, ROLE_DIM, str_text(&album), 2);
	str_finish(&album);
	y++;
	format_codec(codec, sizeof codec, t->codec ? t->codec : "", t->rate_hz);
	format_duration(time, sizeof time, t->duration_ms);
	snprintf(text, sizeof text, "%s%s%s", t->duration_ms > 0 ? time : "",
		*codec ? "  " : "", codec);
	y = draw_text(g, a, y, ROLE_DIM, text, 1);
	y = draw_text(g, a, y, ROLE_DIM, t->genre, 1);
	if (t->like)
		y = draw_text(g, a, y, t->like > 0 ? ROLE_LIKED : ROLE_DIM,
			t->like > 0 ? "\xE2\x99\xA5 liked" : "disliked", 1);
	return y + 1;
}

struct share {
	const char *engine;
	float part;
};

static int larger_first(const void *a, const void *b)
{
	float x = ((const struct share *)a)->part, y = ((const struct share *)b)->part;
	return x < y ? 1 : x > y ? -1 : 0;
}

/* What each engine gave to the pick, as bars, the largest first. */
static void draw_shares(
	struct ui *ui, struct grid *g, struct area a, int y, int64_t recording)
{
	const struct pick *p = app_pick(ui->app, recording);
	const struct slate *s = app_slate(ui->app);
	struct share share[SLATE_ENGINES_MAX];
	size_t n = 0;
	for (size_t i = 0; p && s && i < s->engines; i++)
		if (p->share[i] > 0.005f)
			share[n++] = (struct share){s->engine[i], p->share[i]};
	if (n == 0)
		return;
	qsort(share, n, sizeof *share, larger_first);
	grid_text(g, a.x, y++, a.w, ROLE_HEAD, "WHO PICKED IT");
	int room = a.w - 12 - 5;
	for (size_t i = 0; i < n && y < a.y + a.h && room > 4; i++, y++) {
		char percent[8];
		int bar = (int)(share[i].part * (float)room + 0.5f);
		snprintf(percent, sizeof percent, "%.0f %%",
			(double)share[i].part * 100);
		grid_field(g, a.x, y, 11, ROLE_TEXT, false, share[i].engine);
		grid_fill(
			g, a.x + 12, y, bar < 1 ? 1 : bar, ROLE_ACCENT, "\xE2\x96\x88");
		grid_field(g, a.x + a.w - 5, y, 5, ROLE_DIM, true, percent);
	}
}

/* The cover above the facts, where the screen is large enough. Its room stays while the
 * next one comes, so that nothing jumps as the cursor moves. Returns the next free line. */
static int draw_cover(
	struct ui *ui, struct grid *g, struct area a, const struct track *t)
{
	int rows = a.h / 2 < a.w / 2 ? a.h / 2 : a.w / 2;
	if (g->width < COVER_WIDTH || g->height < COVER_HEIGHT || !art_possible(ui))
		return a.y;
	struct area in = {a.x, a.y, rows * 2, rows};
	enum art_state state = art_draw_track(ui, g, in, t, false);
	if (state != ART_COMING)
		ui->art.side_had = state == ART_HERE;
	return ui->art.side_had ? a.y + rows + 1 : a.y;
}

void side_draw(struct ui *ui, struct grid *g, struct area a)
{
	struct row row;
	if (!pane_row(ui_pane(ui), &row) || !row.track.title)
		return;
	int y = draw_cover(ui, g, a, &row.track);
	y = draw_facts(g, a, y, &row.track);
	if (row.has_reason) {
		grid_text(g, a.x, y++, a.w, ROLE_HEAD, "WHY");
		const char *text =
			app_reason_long(ui->app, &row.reason, row.track.recording);
		if (!*text)
			text = app_reason_short(
				ui->app, &row.reason, row.track.recording);
		y = draw_text(g, a, y, ROLE_TEXT, text, 6) + 1;
	}
	if (row.track.recording)
		draw_shares(ui, g, a, y, row.track.recording);
}
