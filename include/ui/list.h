/*
 * The list widget: cursor, scrolling and marks over rows that may not be there yet.
 * What a row is (its identity) stays under the cursor when the list changes: nothing
 * ever moves under it. A line may hold several rows beside each other (a grid).
 */
#ifndef UI_LIST_H
#define UI_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the widget asks of a list. */
struct list_model {
	int64_t (*count)(void *ctx); /* -1: unknown yet */
	/* False: the row is not there yet. *ret_selectable is false for headings. */
	bool (*look)(void *ctx, int64_t i, int64_t *ret_identity, bool *ret_selectable);
	int64_t (*find)(void *ctx, int64_t identity); /* -1: not in sight */
};

struct list_mark {
	int64_t row, identity;
};

struct list {
	const struct list_model *model;
	void *ctx;           /* borrowed */
	int64_t top, cursor; /* rows; `top` begins a line */
	int64_t identity;    /* of the row under the cursor, as far as `known` */
	bool known;
	bool touched; /* somebody moved the cursor: before that it stays at the top */
	int height;   /* lines on screen */
	int per_line; /* rows beside each other */
	int extra;    /* lines that the row under the cursor takes beyond its own */
	struct list_mark *mark; /* owned; (n_marks), ascending by row */
	size_t n_marks;
	int64_t *marked_rows; /* owned; list_marked()'s answer */
};

void list_init(struct list *l, const struct list_model *model, void *ctx);
void list_finish(struct list *l);
void list_reset(struct list *l); /* another list: to its top, no marks */
/* To a row that was under the cursor before; list_follow() finds where it is now. */
void list_stand(struct list *l, int64_t row, int64_t top, int64_t identity);

/* After the list changed: cursor, scroll position and marks follow their rows. */
void list_follow(struct list *l);
/* Before drawing: keeps the cursor within the list and on the screen. */
void list_fit(struct list *l, int height, int extra);

/* How many rows stand beside each other from now on; before list_fit(). */
void list_set_per_line(struct list *l, int n);
int64_t list_visible(const struct list *l); /* rows that the screen has room for */
int64_t list_lines(const struct list *l);   /* of the whole list */

/* By rows; by whole lines of a grid the cursor keeps its place in the line. */
void list_move(struct list *l, int64_t by);
void list_move_to(
	struct list *l, int64_t row); /* a row behind the end means the last */
void list_scroll(
	struct list *l, int64_t by); /* the cursor stays unless it would leave */
/* The same row in the middle of the screen where it was not on it. */
void list_show(struct list *l, int64_t row);

/* The row as the first one of the screen. */
void list_show_top(struct list *l, int64_t row);

/* The line of the screen on which a row stands, -1: none; and back: its first row. */
int list_line(const struct list *l, int64_t row);
int64_t list_row_at(const struct list *l, int line); /* -1: none */

void list_toggle_mark(struct list *l); /* the row under the cursor */
void list_unmark(struct list *l);
bool list_is_marked(const struct list *l, int64_t row);
/* Row numbers, ascending; borrowed until the next call. */
const int64_t *list_marked(struct list *l, size_t *ret_n);

#endif
