#include "ui/list.h"

#include <stdlib.h>

#include "base/mem.h"

void list_init(struct list *l, const struct list_model *model, void *ctx)
{
	*l = (struct list){.model = model, .ctx = ctx, .height = 1, .per_line = 1};
}

void list_finish(struct list *l)
{
	free(l->mark);
	free(l->marked_rows);
	*l = (struct list){0};
}

void list_reset(struct list *l)
{
	l->top = l->cursor = 0;
	l->known = false;
	l->n_marks = 0;
}

void list_stand(struct list *l, int64_t row, int64_t top, int64_t identity)
{
	list_reset(l);
	l->cursor = row;
	l->top = top;
	l->identity = identity;
	l->known = l->touched = true;
}

static int64_t count_of(const struct list *l)
{
	int64_t n = l->model->count(l->ctx);
	return n < 0 ? 0 : n;
}

static bool selectable(const struct list *l, int64_t row)
{
	int64_t id;
	bool yes = true;
	return !l->model->look(l->ctx, row, &id, &yes) || yes;
}

static void note_identity(struct list *l)
{
	bool yes;
	l->known = l->model->look(l->ctx, l->cursor, &l->identity, &yes);
}

/* The nearest row from `row` on, in direction `step`, that can be selected; else back.
 */
static int64_t settle(const struct list *l, int64_t row, int step)
{
	int64_t n = count_of(l);
	for (int turn = 0; turn < 2; turn++, step = -step)
		for (int64_t i = row; i >= 0 && i < n; i += step)
			if (selectable(l, i))
				return i;
	return row;
}

static void clamp(struct list *l, int step)
{
	int64_t n = count_of(l);
	if (l->cursor >= n)
		l->cursor = n - 1;
	if (l->cursor < 0)
		l->cursor = 0;
	l->cursor = settle(l, l->cursor, step);
}

void list_set_per_line(struct list *l, int n)
{
	l->per_line = n < 1 ? 1 : n;
	l->top -= l->top % l->per_line;
}

int64_t list_visible(const struct list *l)
{
	return (int64_t)l->height * l->per_line;
}

static int64_t line_of(const struct list *l, int64_t row)
{
	return row / l->per_line;
}

int64_t list_lines(const struct list *l)
{
	return line_of(l, count_of(l) + l->per_line - 1);
}

/* Lines that stay in sight above and below the cursor. */
static int margin_of(int lines)
{
	return lines > 8 ? 2 : lines > 4 ? 1 : 0;
}

/* Headings above the first row stay in sight with it. */
static void scroll_to_cursor(struct list *l)
{
	int lines = l->height - l->extra < 1 ? 1 : l->height - l->extra;
	int margin = margin_of(lines);
	int64_t last = list_lines(l) - lines, top = line_of(l, l->top);
	int64_t cursor = line_of(l, l->cursor);
	if (cursor - margin < top)
		top = cursor - margin;
	if (cursor + margin >= top + lines)
		top = cursor + margin - lines + 1;
	if (top > last)
		top = last;
	if (top < 0)
		top = 0;
	if (top > cursor)
		top = cursor;
	l->top = top * l->per_line;
}

static int compare_marks(const void *a, const void *b)
{
	int64_t x = ((const struct list_mark *)a)->row;
	int64_t y = ((const struct list_mark *)b)->row;
	return x < y ? -1 : x > y;
}

static void follow_marks(struct list *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->n_marks; i++) {
		int64_t row = l->model->find(l->ctx, l->mark[i].identity);
		if (row >= 0)
			l->mark[kept++] = (struct list_mark){row, l->mark[i].identity};
	}
	l->n_marks = kept;
	if (kept > 1)
		qsort(l->mark, kept, sizeof *l->mark, compare_marks);
}

void list_follow(struct list *l)
{
	if (l->known && l->touched) {
		/* Twice the same thing in a list: the one that it stood on. */
		int64_t id, row = l->cursor;
		bool yes;
		if (!l->model->look(l->ctx, row, &id, &yes) || id != l->identity)
			row = l->model->find(l->ctx, l->identity);
		if (row >= 0) {
			l->top += row - l->cursor;
			l->cursor = row;
		}
	}
	follow_marks(l);
	if (l->top < 0)
		l->top = 0;
	l->top -= l->top % l->per_line;
}

void list_fit(struct list *l, int height, int extra)
{
	l->height = height < 1 ? 1 : height;
	l->extra = extra;
	clamp(l, 1);
	scroll_to_cursor(l);
	note_identity(l);
}

void list_move(struct list *l, int64_t by)
{
	int64_t n = count_of(l), to = l->cursor + by;
	if (l->per_line > 1 && by % l->per_line == 0) {
		int64_t in_line = l->cursor % l->per_line;
		int64_t last = n > 0 ? line_of(l, n - 1) * l->per_line : 0;
		to = to < 0 ? in_line : to >= n ? last + in_line : to;
	}
	to = to >= n ? n - 1 : to < 0 ? 0 : to;
	list_move_to(l, to);
	/* Going up to the first row shows the headings above it. */
	if (by < 0 && settle(l, 0, 1) == l->cursor)
		l->top = 0;
}

void list_move_to(struct list *l, int64_t row)
{
	int step = row < l->cursor ? -1 : 1;
	l->touched = true;
	l->cursor = row;
	clamp(l, step);
	scroll_to_cursor(l);
	note_identity(l);
}

void list_scroll(struct list *l, int64_t by)
{
	int64_t last = list_lines(l) - l->height;
	int64_t top = line_of(l, l->top) + by;
	l->touched = true;
	top = top > last ? last : top;
	top = top < 0 ? 0 : top;
	l->top = top * l->per_line;
	int lines = l->height - l->extra;
	int margin = margin_of(lines);
	int64_t low = top ? top + margin : 0;
	int64_t high = top + lines - 1 - (top < last ? margin : 0);
	int64_t line = line_of(l, l->cursor), in_line = l->cursor % l->per_line;
	if (line < low)
		l->cursor = low * l->per_line + in_line;
	else if (line > high)
		l->cursor = high * l->per_line + in_line;
	clamp(l, by < 0 ? -1 : 1);
	note_identity(l);
}

void list_show(struct list *l, int64_t row)
{
	bool visible = list_line(l, row) >= 0;
	if (!visible)
		l->top = (line_of(l, row) - l->height / 2) * l->per_line;
	list_move_to(l, row);
}

void list_show_top(struct list *l, int64_t row)
{
	list_move_to(l, row);
	l->top = line_of(l, row) * l->per_line;
	scroll_to_cursor(l);
}

int list_line(const struct list *l, int64_t row)
{
	int64_t line =
		line_of(l, row) - line_of(l, l->top) + (row > l->cursor ? l->extra : 0);
	return row >= l->top && line < l->height ? (int)line : -1;
}

int64_t list_row_at(const struct list *l, int line)
{
	int64_t row = l->top + (int64_t)line * l->per_line;
	if (row > l->cursor)
		row = row - l->extra < l->cursor ? l->cursor : row - l->extra;
	return line >= 0 && line < l->height && row < count_of(l) ? row : -1;
}

void list_toggle_mark(struct list *l)
{
	int64_t id;
	bool yes;
	if (!l->model->look(l->ctx, l->cursor, &id, &yes) || !yes)
		return;
	for (size_t i = 0; i < l->n_marks; i++) {
		if (l->mark[i].row == l->cursor) {
			l->mark[i] = l->mark[--l->n_marks];
			if (l->n_marks > 1)
				qsort(l->mark, l->n_marks, sizeof *l->mark,
					compare_marks);
			return;
		}
	}
	l->mark = xreallocarray(l->mark, l->n_marks + 1, sizeof *l->mark);
	l->mark[l->n_marks++] = (struct list_mark){l->cursor, id};
	qsort(l->mark, l->n_marks, sizeof *l->mark, compare_marks);
}

void list_unmark(struct list *l)
{
	l->n_marks = 0;
}

bool list_is_marked(const struct list *l, int64_t row)
{
	for (size_t i = 0; i < l->n_marks; i++)
		if (l->mark[i].row == row)
			return true;
	return false;
}

const int64_t *list_marked(struct list *l, size_t *ret_n)
{
	l->marked_rows = xreallocarray(l->marked_rows, l->n_marks + 1, sizeof(int64_t));
	for (size_t i = 0; i < l->n_marks; i++)
		l->marked_rows[i] = l->mark[i].row;
	*ret_n = l->n_marks;
	return l->marked_rows;
}
