/* For You: what plays of it, then the picks, each with its reason. */
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "view_single.h"

static void open(struct view *v)
{
	single_open(v, ROWS_FORYOU);
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	single_draw(v, g, a, app_conf(v->ui->app)->options.columns_foryou);
}

static int draw_dial(struct grid *g, int x, int y, int room, int discover, bool words)
{
	/* Filled from the left: more discovery moves its end to the right, as the key
	 * does. */
	int start = x, knobs = (discover + 5) / 10;
	if (words)
		x += 1 + grid_text(g, x, y, room, ROLE_DIM, "familiar");
	grid_fill(g, x, y, knobs, ROLE_ACCENT, "\xE2\x97\x8F");
	grid_fill(g, x + knobs, y, 10 - knobs, ROLE_ACCENT, "\xE2\x97\x8B");
	x += 10;
	if (words)
		x += 1 +
		     grid_text(g, x + 1, y, room - (x - start), ROLE_DIM, "discover");
	return x - start;
}

/* What is special about this slate, or how much it was learned from. */
static void right_text(
	struct view *v, const struct app_foryou *f, char *out, size_t size)
{
	struct app_library l = app_library(v->ui->app);
	const struct slate *s = app_slate(v->ui->app);
	out[0] = '\0';
	if (f->waiting && !f->ready)
		snprintf(out, size, "choosing\xE2\x80\xA6");
	else if (f->learning)
		snprintf(out, size, "learning: variety until it knows you");
	else if (s && s->caps_relaxed)
		snprintf(out, size, "few other tracks: yesterday's come back");
	else if (l.known && l.listens > 0)
		format_plural(out, size, l.listens, "play", "plays");
}

static void header(struct view *v, struct grid *g, struct area a)
{
	struct app_foryou f = app_foryou(v->ui->app);
	char right[96];
	int x = a.x;
	bool words = a.w >= 50;
	if (words && f.seed_title && *f.seed_title) {
		x += grid_text(g, x, a.y, 5, ROLE_ACCENT, "like ");
		x += 3 + grid_text(g, x, a.y, a.w - 40 > 24 ? 24 : a.w - 40,
				 ROLE_ACCENT, f.seed_title);
	}
	if (a.x + a.w - x < 10)
		return;
	x += draw_dial(g, x, a.y, a.x + a.w - x, f.discover, words);
	right_text(v, &f, right, sizeof right);
	int room = a.x + a.w - x - 3;
	/* Where little room is left, the first word says enough. */
	char *more = strchr(right, ':');
	if (more && text_columns(right) > room)
		*more = '\0';
	if (words && *right && room >= 8)
		grid_field(g, x + 3, a.y, room, ROLE_DIM, true, right);
}

static const struct hint hints[] = {{"activate", "play from here"}, {"queue", "queue"},
	{"like", "like"}, {"ban", "never"}, {"dial -10", ""}, {"dial +10", "dial"},
	{"why", "why"}, {"more-like", "more like it"}, {NULL, NULL}};

const struct view_ops view_foryou = {
	.name = "foryou",
	.title = "For You",
	.brief = "For You",
	.context = KEYS_FORYOU,
	.state_size = sizeof(struct pane),
	.hints = hints,
	.side = true,
	.open = open,
	.close = single_close,
	.changed = single_changed,
	.draw = draw,
	.header = header,
	.focus = single_focus,
	.panes = single_panes,
};
