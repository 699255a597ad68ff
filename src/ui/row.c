/* One row of a list: gutter, columns or a name with numbers, the reason below it. */
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "model/tags.h"
#include "state.h"

const char *reason_glyph(const struct reason *r)
{
	switch (reason_letter(r->kind)) {
	case 'f':
		return "\xE2\x98\xBE";
	case 'n':
		return "\xE2\x9C\xA6";
	case '+':
		return "+";
	default:
		return "\xE2\x86\xBA";
	}
}

enum role reason_role(const struct reason *r)
{
	switch (reason_letter(r->kind)) {
	case 'f':
		return ROLE_FORGOTTEN;
	case 'n':
		return ROLE_UNPLAYED;
	case '+':
		return ROLE_NEW;
	default:
		return ROLE_FAMILIAR;
	}
}

/* The roles of one row's parts. */
struct roles {
	enum role main, dim, glyph;
};

static struct roles roles_of(const struct row *row, const struct row_look *look)
{
	bool usable = !row->track.missing && !row->detail;
	if (row->kind == ROW_ALBUM || row->kind == ROW_FOLDER)
		usable = true;
	struct roles r = {row->playing ? ROLE_PLAYING
			  : usable     ? ROLE_TEXT
				       : ROLE_DIM,
		ROLE_DIM, row->has_reason ? reason_role(&row->reason) : ROLE_DIM};
	if (look->cursor && look->focused)
		r = (struct roles){row->playing ? ROLE_CURSOR_PLAYING : ROLE_CURSOR,
			ROLE_CURSOR_DIM, ROLE_CURSOR_DIM};
	else if (look->cursor)
		r = (struct roles){ROLE_CURSOR_OFF, ROLE_CURSOR_OFF, ROLE_CURSOR_OFF};
	else if (look->marked)
		r.main = ROLE_MARK;
	return r;
}

static const char *text_or(const char *text, const char *otherwise)
{
	return text && *text ? text : otherwise;
}

static const char *title_of(const struct row *row)
{
	if (row->track.title && *row->track.title)
		return row->track.title;
	return text_or(row->text, "(no title)");
}

/* The text of a field; `buffer` where it has to be made. */
static const char *field_text(
	struct pane *p, const struct row *row, enum field f, char *buffer, size_t size)
{
	const struct track *t = &row->track;
	buffer[0] = '\0';
	switch (f) {
	case FIELD_TITLE:
		return title_of(row);
	case FIELD_ARTIST:
		return text_or(
			t->artist_name, row->kind == ROW_FILE ? "" : "unknown artist");
	case FIELD_ALBUM:
		return text_or(t->album_title, "");
	case FIELD_GENRE:
		return text_or(t->genre, "");
	case FIELD_REASON:
		return row->has_reason ? app_reason_short(p->ui->app, &row->reason,
						 row->track.recording)
				       : "";
	case FIELD_DURATION:
		if (row->duration_ms > 0)
			format_duration(buffer, size, row->duration_ms);
		break;
	case FIELD_NUMBER:
		if (t->number > 0)
			snprintf(buffer, size, "%d", t->number);
		break;
	case FIELD_YEAR:
		if (t->year > 0)
			snprintf(buffer, size, "%d", t->year);
		break;
	case FIELD_COUNT:
		if (row->count > 0)
			format_count(buffer, size, row->count);
		break;
	case FIELD_CODEC:
		format_codec(buffer, size, text_or(t->codec, ""), 0);
		break;
	case FIELD_WHEN:
		if (row->when_ms)
			format_when(buffer, size, row->when_ms,
				clock_wall_ms(&p->ui->clock));
		break;
	case FIELD_HEARD:
		if (row->kind == ROW_LISTEN)
			format_duration(buffer, size, row->heard_ms);
		break;
	case FIELD_OUTCOME:
		return row->kind == ROW_LISTEN ? outcome_name(row->outcome) : "";
	case FIELD__COUNT:
		break;
	}
	return buffer;
}

/* What stands beside the names, and names that are guesses. */
static bool is_dim(enum field f, const struct row *row)
{
	unsigned guess = row->track.guessed;
	if (f == FIELD_TITLE)
		return guess & TAGS_GUESSED_TITLE;
	return f != FIELD_ARTIST || guess & TAGS_GUESSED_ARTIST;
}

static void draw_reason(struct pane *p, struct grid *g, int x, int y, int width,
	const struct row *row, const struct roles *r)
{
	const char *text =
		app_reason_short(p->ui->app, &row->reason, row->track.recording);
	int used = grid_text(g, x, y, width, r->glyph, reason_glyph(&row->reason));
	if (width > used + 1)
		grid_text(g, x + used + 1, y, width - used - 1, r->dim, text);
}

static void draw_columns(struct pane *p, struct grid *g, int x, int y,
	const struct row *row, const struct roles *r)
{
	char buffer[64];
	for (size_t i = 0; i < p->columns.n; i++) {
		const struct column *c = &p->columns.column[i];
		if (c->width == 0)
			continue;
		if (c->field == FIELD_REASON) {
			if (row->has_reason)
				draw_reason(p, g, x + c->x, y, c->width, row, r);
			continue;
		}
		grid_field(g, x + c->x, y, c->width,
			is_dim(c->field, row) ? r->dim : r->main, c->right,
			field_text(p, row, c->field, buffer, sizeof buffer));
	}
}

bool row_counts_albums(const struct row *row)
{
	return row->kind == ROW_ARTIST || row->kind == ROW_DECADE ||
	       row->kind == ROW_YEAR;
}

/* What stands at the right end of a row that is no track. */
static void numbers_of(const struct row *row, bool narrow, char *out, size_t size)
{
	char time[32] = "", tracks[48] = "";
	out[0] = '\0';
	if (row->count > 0)
		format_plural(tracks, sizeof tracks, row->count,
			row_counts_albums(row) ? "album" : "track",
			row_counts_albums(row) ? "albums" : "tracks");
	if (row->duration_ms > 0)
		format_duration(time, sizeof time, row->duration_ms);
	if (row->kind == ROW_ALBUM && narrow && row->year > 0)
		snprintf(out, size, "%d", row->year);
	else if (row->kind == ROW_ALL || narrow)
		format_count(out, size, row->count);
	else
		snprintf(out, size, "%s%s%s", tracks, *tracks && *time ? "  " : "",
			time);
	if (narrow && row->kind == ROW_ALBUM && row->year <= 0)
		out[0] = '\0';
	if (row->kind == ROW_ALL && row->count == 0) /* on no album */
		out[0] = '\0';
	if (row->kind == ROW_FOLDER)
		snprintf(out, size, "%s", "/");
	if (row->kind == ROW_GROUP)
		format_plural(out, size, row->count, "list", "lists");
	if (row->kind == ROW_PLAYLIST && row->query)
		snprintf(out, size, "%s", "live");
}

/* How far a playlist stands in by its folders. */
static int draw_depth(const struct row *row, int room)
{
	int in = 2 * (row->depth > 6 ? 6 : row->depth);
	return in < room / 2 ? in : room / 2;
}

/* Whether the tracks of a queued album are hidden; returns the cells it takes. */
static int draw_fold(
	struct grid *g, int x, int y, const struct row *row, const struct roles *r)
{
	if (row->fold == ROW_NO_FOLD)
		return 0;
	grid_text(g, x, y, 1, r->main,
		row->fold == ROW_FOLDED ? "\xE2\x96\xB8" : "\xE2\x96\xBE");
	return 2;
}

static void draw_name(struct pane *p, struct grid *g, struct area a, int y,
	const struct row *row, const struct roles *r)
{
	char numbers[96];
	numbers_of(row, p->narrow, numbers, sizeof numbers);
	if (row->kind == ROW_FILE && row->duration_ms > 0)
		format_duration(numbers, sizeof numbers, row->duration_ms);
	int wide = text_columns(numbers), room = a.w - 4 - (wide ? wide + 1 : 0);
	if (room < 6) {
		wide = 0;
		room = a.w - 4;
	}
	int lead = draw_depth(row, room);
	a.x += lead;
	int fold = draw_fold(g, a.x + 3, y, row, r);
	a.x += fold;
	lead += fold;
	room -= lead;
	int used = grid_text(g, a.x + 3, y, room, r->main,
		row->kind == ROW_FILE ? title_of(row)
				      : text_or(row->text, "(no name)"));
	const char *detail =
		row->kind == ROW_ALBUM && !p->narrow ? row->detail
		: row->kind == ROW_FILE
			? text_or(row->detail, text_or(row->track.artist_name, ""))
			: NULL;
	if (detail && *detail && room - used > 8)
		grid_text(g, a.x + 3 + used + 2, y, room - used - 2, r->dim, detail);
	if (wide)
		grid_field(
			g, a.x - lead + a.w - 1 - wide, y, wide, r->dim, true, numbers);
}

static void draw_gutter(struct grid *g, int x, int y, const struct row *row,
	const struct row_look *look)
{
	if (row->playing)
		grid_text(g, x + 1, y, 1, ROLE_ACCENT, "\xE2\x96\xB6");
	else if (look->cursor && look->focused)
		grid_text(g, x + 1, y, 1, ROLE_ACCENT, "\xE2\x96\x8C");
	else if (row->moved)
		grid_text(g, x + 1, y, 1, ROLE_DIM, "~");
	if (look->marked)
		grid_text(g, x, y, 1, ROLE_MARK, "+");
}

static bool has_columns(const struct row *row)
{
	return row->kind == ROW_TRACK || row->kind == ROW_LISTEN;
}

/* NOW, NEXT, THEN, a day; the queue's last line is a sentence. */
static bool is_title(const char *text)
{
	return text && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' &&
	       text[1] <= 'Z';
}

void row_draw(struct pane *p, struct grid *g, struct area a, int y,
	const struct row *row, const struct row_look *look)
{
	if (row->kind == ROW_HEADING) {
		grid_text(g, a.x + 1, y, a.w - 2,
			is_title(row->text) ? ROLE_HEAD : ROLE_DIM,
			text_or(row->text, ""));
		return;
	}
	struct roles r = roles_of(row, look);
	if (look->cursor)
		grid_fill(g, a.x + 2, y, a.w - 2, r.main, " ");
	draw_gutter(g, a.x, y, row, look);
	if (has_columns(row))
		draw_columns(p, g, a.x + 3, y, row, &r);
	else
		draw_name(p, g, a, y, row, &r);
	if (look->inline_reason && y + 1 < a.y + a.h) {
		struct roles plain = {ROLE_TEXT, ROLE_DIM, reason_role(&row->reason)};
		draw_reason(p, g, a.x + 3, y + 1, a.w - 4, row, &plain);
	}
}
