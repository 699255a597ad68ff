/* What a window is opened with, kept by others than the window. */
#include <stdlib.h>
#include <string.h>

#include "app/rows.h"
#include "base/mem.h"

bool rows_spec_same(const struct rows_spec *a, const struct rows_spec *b)
{
	return a->list == b->list && a->artist == b->artist && a->album == b->album &&
	       a->genre == b->genre && a->mood == b->mood && a->root == b->root &&
	       a->playlist == b->playlist && a->by_year == b->by_year &&
	       a->year == b->year && a->years == b->years &&
	       strcmp(a->text ? a->text : "", b->text ? b->text : "") == 0;
}

void rows_spec_copy(struct rows_spec *to, const struct rows_spec *from)
{
	char *text = xstrdup(from->text);
	free((char *)to->text);
	*to = *from;
	to->text = text;
	to->filter = NULL;
}

void rows_spec_clear(struct rows_spec *s)
{
	free((char *)s->text);
	*s = (struct rows_spec){0};
}

void rows_spec_narrow(struct rows_spec *spec, const struct row *row)
{
	switch (row->kind) {
	case ROW_ARTIST:
		spec->artist = row->id;
		break;
	case ROW_ALBUM:
		spec->album = row->id;
		break;
	case ROW_GENRE:
		spec->genre = row->id;
		break;
	case ROW_MOOD:
		spec->mood = row->id;
		break;
	case ROW_DECADE:
	case ROW_YEAR:
		spec->by_year = row->kind == ROW_YEAR;
		spec->year = row->year;
		break;
	case ROW_FOLDER:
		spec->root = row->root;
		spec->text = row->track.path;
		break;
	default:
		break; /* all of them */
	}
}
