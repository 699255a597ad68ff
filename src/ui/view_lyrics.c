/*
 * The lyrics of what plays. Those with times keep the line that is sung in the middle
 * and mark it, word by word where words have times; nothing is drawn between two changes:
 * a timer waits for the next one, measured by what the device has played. j and k leave
 * the music's place, Enter plays from the line, Esc comes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/art.h"
#include "app/sound.h"
#include "base/mem.h"
#include "lyrics_lines.h"
#include "over.h"

enum { TIMER_MIN_MS = 2 };

struct state {
	int64_t key;       /* of the row whose lyrics these are */
	bool browsing;     /* the cursor is the listener's */
	size_t cursor;     /* line */
	size_t line, word; /* as they were drawn last */
	int64_t timer;
	int height; /* lines of the screen, as drawn last */
};

static void open(struct view *v)
{
	struct state *s = v->state;
	s->line = s->word = SIZE_MAX;
}

static void close(struct view *v)
{
	struct state *s = v->state;
	loop_cancel_timer(app_loop(v->ui->app), s->timer);
}

/* ---- where the music is */

struct place {
	int64_t at_ms; /* of the lyrics' own time */
	size_t line, word;
};

static struct place place_of(struct ui *ui, const struct app_lyrics *l)
{
	struct place p = {.at_ms = app_position_ms(ui->app) - l->offset_ms};
	p.line = lyrics_line_at(l->lyrics, p.at_ms);
	p.word = p.line == SIZE_MAX ? SIZE_MAX
				    : lyrics_word_at(&l->lyrics->line[p.line], p.at_ms);
	return p;
}

static void on_time(void *ctx);

static void set_timer(struct view *v, const struct app_lyrics *l, const struct place *p)
{
	struct state *s = v->state;
	struct app *a = v->ui->app;
	loop_cancel_timer(app_loop(a), s->timer);
	s->timer = 0;
	int64_t next = lyrics_next_ms(l->lyrics, p->at_ms);
	double speed = app_sound(a).speed;
	if (next < 0 || app_player(a)->mode != PLAYER_PLAYING)
		return;
	int64_t ms = (int64_t)((double)(next - p->at_ms) / (speed > 0 ? speed : 1)) + 1;
	s->timer = loop_add_timer(
		app_loop(a), ms < TIMER_MIN_MS ? TIMER_MIN_MS : ms, on_time, v);
}

/* Draws only if the line or the word is another one; the device may be a little behind. */
static void on_time(void *ctx)
{
	struct view *v = ctx;
	struct state *s = v->state;
	s->timer = 0;
	if (ui_view(v->ui) != v)
		return;
	struct app_lyrics l = app_lyrics(v->ui->app);
	if (!l.lyrics)
		return;
	struct place p = place_of(v->ui, &l);
	if (p.line != s->line || p.word != s->word)
		v->ui->dirty = true;
	else
		set_timer(v, &l, &p);
}

/* ---- drawing */

static const char *title_of(const struct track *t)
{
	return t->title && *t->title ? t->title : "this track";
}

/* Why there are none, and what to do. */
static void draw_none(struct ui *ui, struct grid *g, struct area a,
	const struct track *t, const struct app_lyrics *l)
{
	struct str s = {0};
	const char *path = t->path ? path_base(t->path) : NULL;
	if (l->state == ART_FAILED) {
		str_appendf(&s, "The lyrics of %s cannot be read: %s", title_of(t),
			l->trouble);
	} else if (l->state == ART_ABSENT && path) {
		const char *end = path_extension(path);
		int n = (int)(*end ? end - path - 1 : (long)strlen(path));
		str_appendf(&s,
			"No lyrics of %s: put %.*s.lrc (with times) or %.*s.txt beside the "
			"file, or write them into its tags, then ^L",
			title_of(t), n, path, n, path);
	} else if (l->state == ART_ABSENT) {
		str_appendf(&s, "No lyrics of %s: its file is not there", title_of(t));
	}
	(void)ui;
	over_say(g, a, str_text(&s));
	str_finish(&s);
}

/* A new track begins at its own top. */
static void follow_track(struct view *v)
{
	struct state *s = v->state;
	int64_t key = app_player(v->ui->app)->key;
	if (key == s->key)
		return;
	s->key = key;
	s->browsing = false;
	s->cursor = 0;
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	struct state *s = v->state;
	struct ui *ui = v->ui;
	const struct track *t = app_now(ui->app);
	s->height = a.h;
	follow_track(v);
	if (!t) {
		over_say(g, a, "Nothing plays: Esc goes back, Enter plays a row");
		return;
	}
	struct app_lyrics l = app_lyrics(ui->app);
	if (!l.lyrics || l.lyrics->n == 0) {
		draw_none(ui, g, a, t, &l);
		return;
	}
	struct place p = place_of(ui, &l);
	struct lyrics_look look = {.lyrics = l.lyrics,
		.at_ms = p.at_ms,
		.now = p.line,
		.browsing = s->browsing,
		.cursor = s->cursor};
	if (!l.lyrics->timed) {
		s->cursor = lyrics_draw_plain(&look, g, a);
		return;
	}
	if (!s->browsing)
		s->cursor = p.line == SIZE_MAX ? 0 : p.line;
	s->line = p.line;
	s->word = p.word;
	lyrics_draw_timed(&look, g, a);
	set_timer(v, &l, &p);
}

/* Words with a dot between them. */
static void add(struct str *s, const char *text)
{
	str_append(s, s->len > 0 && *text ? " \xC2\xB7 " : "");
	str_append(s, text);
}

static void header(struct view *v, struct grid *g, struct area a)
{
	static const char *const sources[] = {[LYRICS_NONE] = "",
		[LYRICS_LRC] = "from the .lrc beside it",
		[LYRICS_TAGS] = "from its tags",
		[LYRICS_TXT] = "from the .txt beside it"};
	const struct state *state = v->state;
	struct app_lyrics l = app_lyrics(v->ui->app);
	struct str s = {0};
	if (l.lyrics && l.offset_ms != 0) {
		str_append(&s, l.offset_ms > 0 ? "+" : "\xE2\x88\x92");
		str_append_decimal(&s, abs(l.offset_ms) / 1000.0);
		str_append(&s, " s");
	}
	if (state->browsing)
		add(&s, "Esc follows the music");
	if (l.lyrics && !l.lyrics->timed)
		add(&s, "without times");
	if (l.lyrics)
		add(&s, sources[l.source]);
	grid_text(g, a.x, a.y, a.w, ROLE_DIM, str_text(&s));
	str_finish(&s);
}

/* ---- keys */

static bool move(struct view *v, const char *how)
{
	static const char *const names[] = {"down", "up", "page-down", "page-up",
		"half-down", "half-up", "first", "last"};
	struct state *s = v->state;
	struct app_lyrics l = app_lyrics(v->ui->app);
	int64_t page = s->height > 2 ? s->height - 1 : 1, half = (page + 1) / 2;
	const int64_t by[] = {
		1, -1, page, -page, half, -half, -LYRICS_LINES_MAX, LYRICS_LINES_MAX};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(how, names[i]) != 0)
			continue;
		int64_t last =
			l.lyrics && l.lyrics->n > 0 ? (int64_t)l.lyrics->n - 1 : 0;
		int64_t to = (int64_t)s->cursor + by[i];
		s->cursor = (size_t)(to < 0 ? 0 : to > last ? last : to);
		s->browsing = l.lyrics && l.lyrics->timed;
	}
	return true;
}

/* Plays from the line under the cursor. */
static bool activate(struct view *v)
{
	struct state *s = v->state;
	struct app_lyrics l = app_lyrics(v->ui->app);
	if (!l.lyrics || !l.lyrics->timed || s->cursor >= l.lyrics->n)
		return true;
	int64_t ms = l.lyrics->line[s->cursor].at_ms + l.offset_ms;
	char line[48];
	ms = ms < 0 ? 0 : ms;
	snprintf(line, sizeof line, "seek %lld.%03lld", (long long)(ms / 1000),
		(long long)(ms % 1000));
	s->browsing = false;
	ui_run(v->ui, line);
	return true;
}

static bool command(struct view *v, int argc, char **argv)
{
	struct state *s = v->state;
	v->ui->dirty = true;
	if (strcmp(argv[0], "move") == 0 && argc > 1)
		return move(v, argv[1]);
	if (strcmp(argv[0], "activate") == 0)
		return activate(v);
	if (strcmp(argv[0], "close") == 0 && s->browsing) {
		s->browsing = false;
		return true;
	}
	return over_command(v, argc, argv);
}

static const struct hint hints[] = {{"activate", "play from the line"},
	{"move down", ""}, {"move up", "browse"}, {"lyrics-offset -100", ""},
	{"lyrics-offset +100", "earlier, later"}, {"cover", "cover"}, {"close", "back"},
	{NULL, NULL}};

const struct view_ops view_lyrics = {
	.name = "lyrics",
	.title = "Lyrics",
	.context = KEYS_LYRICS,
	.state_size = sizeof(struct state),
	.hints = hints,
	.open = open,
	.close = close,
	.draw = draw,
	.header = header,
	.focus = over_focus,
	.panes = over_panes,
	.command = command,
};
