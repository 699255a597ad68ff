/*
 * The ways to browse the library: a chain of columns each, and their names in the second
 * line, which choose one when they are clicked.
 */
#ifndef UI_LIBRARY_WAYS_H
#define UI_LIBRARY_WAYS_H

#include "state.h"

enum { WAY_PANES = 4, WAYS = 10 };

struct way {
	const char *name, *title, *brief;
	enum rows_list list[WAY_PANES];
	int n;
};
extern const struct way library_ways[WAYS];

enum { WAY_ALBUMS = 1 }; /* the one that can be a grid of covers */

int ways_find(const char *name); /* -1: none is called so */
/* Whether its rows are names with a number beside them. */
bool ways_list_is_names(enum rows_list list);

/* Where the names were drawn. */
struct ways_header {
	int y, x[WAYS], w[WAYS]; /* w 0: not drawn */
};
/* The names in a row; where they do not fit, those around the one that is shown. */
void ways_draw(struct ways_header *h, int shown, struct grid *g, struct area a);
int ways_clicked(const struct ways_header *h, int x, int y); /* -1: none */

#endif
