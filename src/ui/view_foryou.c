/* For You: what plays of it, then the picks, each with its reason. */
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "state.h"

struct foryou_view {
	struct pane pane;
};

static struct foryou_view *of(struct view *v)
{
	return v->state;
}

static void open(struct view *v)
{
	struct rows_spec spec = {.list = ROWS_FORYOU};
	pane_init(&of(v)->pane, v->ui);
	pane_open(&of(v)->pane, &spec);
}

static void close_view(struct view *v)
{
	pane_finish(&of(v)->pane);
}

static void changed(struct view *v, unsigned what)
{
	if (what & (APP_CHANGED_ROWS | APP_CHANGED_FORYOU | APP_CHANGED_QUEUE))
		pane_changed(&of(v)->pane);
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	pane_set_columns(&of(v)->pane, app_conf(v->ui->app)->options.columns_foryou);
	pane_draw(&of(v)->pane, g, a, true);
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

static struct pane *focus(struct view *v)
{
	return &of(v)->pane;
}

static struct pane *panes(struct view *v, int i)
{
	return i == 0 ? &of(v)->pane : NULL;
}

static const struct hint hints[] = {{"activate", "play from here"}, {"queue", "queue"},
	{"like", "like"}, {"ban", "never"}, {"dial -10", ""}, {"dial +10", "dial"},
	{"why", "why"}, {"more-like", "more like it"}, {NULL, NULL}};

const struct view_ops view_foryou = {
	.name = "foryou",
	.title = "For You",
	.brief = "For You",
	.context = KEYS_FORYOU,
	.state_size = sizeof(struct foryou_view),
	.hints = hints,
	.side = true,
	.open = open,
	.close = close_view,
	.changed = changed,
	.draw = draw,
	.header = header,
	.focus = focus,
	.panes = panes,
};
