/*
 * Curses knows nothing of the pictures. Where one goes away, its lines are written anew,
 * which clears sixels and iTerm2's pictures; kitty's are taken away by name. The cursor
 * comes back to where curses believes it to be.
 */
#include "term_overlay.h"

#include <string.h>

static const char KITTY[] = "\033_G", KITTY_CLEAR[] = "\033_Ga=d,d=A,q=2\033\\";

static bool same(const struct term_overlay *a, const struct term_overlay *b)
{
	return a->x == b->x && a->y == b->y && a->width == b->width &&
	       a->height == b->height && a->number == b->number;
}

static bool among(
	const struct term_overlay *o, const struct term_overlay *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (same(o, &list[i]))
			return true;
	return false;
}

static void clear_all(struct overlays *o, struct str *out)
{
	if (o->kitty)
		str_append(out, KITTY_CLEAR);
	o->kitty = false;
	o->n_shown = 0;
}

void overlays_clear(struct overlays *o, struct pen *p, struct str *out)
{
	bool gone = pen_scratch(p);
	for (size_t i = 0; i < o->n_shown && !gone; i++)
		gone = !among(&o->shown[i], o->want, o->n_want);
	if (!gone)
		return;
	for (size_t i = 0; i < o->n_shown; i++)
		pen_touch(p, o->shown[i].y, o->shown[i].height);
	clear_all(o, out);
}

void overlays_put(struct overlays *o, struct str *out)
{
	for (size_t i = 0; i < o->n_want; i++) {
		const struct term_overlay *w = &o->want[i];
		if (among(w, o->shown, o->n_shown))
			continue;
		str_appendf(out, "\0337\033[%d;%dH", w->y + 1, w->x + 1);
		str_append_n(out, w->bytes, w->n);
		str_append(out, "\0338");
		o->kitty |= w->n > 3 && memmem(w->bytes, w->n, KITTY, 3) != NULL;
		o->shown[o->n_shown++] = *w;
	}
}

void overlays_lost(struct overlays *o, struct str *out)
{
	clear_all(o, out);
}
