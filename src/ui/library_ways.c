#include "library_ways.h"

#include <string.h>

const struct way library_ways[WAYS] = {
	{"artists", "Artists", "Artists", {ROWS_ARTISTS, ROWS_ALBUMS, ROWS_TRACKS}, 3},
	{"albums", "Albums", "Albums", {ROWS_ALBUMS, ROWS_TRACKS}, 2},
	{"tracks", "Tracks", "Tracks", {ROWS_TRACKS}, 1},
	{"genres", "Genres", "Genres", {ROWS_GENRES, ROWS_TRACKS}, 2},
	{"years", "Years", "Years",
		{ROWS_DECADES, ROWS_YEARS, ROWS_ALBUMS, ROWS_TRACKS}, 4},
	{"folders", "Folders", "Folders", {ROWS_FOLDERS, ROWS_TRACKS}, 2},
	{"added", "Recently added", "Added", {ROWS_ADDED}, 1},
	{"most-played", "Most played", "Played", {ROWS_MOST_PLAYED}, 1},
	{"never-played", "Never played", "Unheard", {ROWS_NEVER_PLAYED}, 1},
	{"moods", "Moods", "Moods", {ROWS_MOODS, ROWS_TRACKS}, 2},
};

int ways_find(const char *name)
{
	for (int i = 0; i < WAYS; i++)
		if (strcmp(library_ways[i].name, name) == 0)
			return i;
	return -1;
}

bool ways_list_is_names(enum rows_list list)
{
	return list != ROWS_TRACKS && list != ROWS_ADDED && list != ROWS_MOST_PLAYED &&
	       list != ROWS_NEVER_PLAYED;
}

static const char *word_of(int way, bool brief)
{
	return brief ? library_ways[way].brief : library_ways[way].title;
}

static int words_width(int first, bool brief)
{
	int w = 0;
	for (int i = first; i < WAYS; i++)
		w += text_columns(word_of(i, brief)) + (i > first ? 2 : 0);
	return w;
}

void ways_draw(struct ways_header *h, int shown, struct grid *g, struct area a)
{
	bool brief = words_width(0, false) > a.w;
	int first = 0, x = a.x, end = a.x + a.w;
	if (words_width(0, brief) > a.w)
		first = shown > 0 ? shown - 1 : 0;
	while (first > 0 && words_width(first - 1, brief) + 2 <= a.w)
		first--;
	if (first > 0)
		x += grid_text(g, x, a.y, 1, ROLE_DIM, "\xE2\x80\xB9") + 1;
	memset(h->w, 0, sizeof h->w);
	h->y = a.y;
	for (int i = first; i < WAYS; i++) {
		const char *word = word_of(i, brief);
		int w = text_columns(word);
		if (x + w > end - (i + 1 < WAYS ? 2 : 0) && i != shown) {
			if (x < end)
				grid_text(g, x, a.y, 1, ROLE_DIM, "\xE2\x80\xBA");
			break;
		}
		grid_text(g, x, a.y, end - x, i == shown ? ROLE_HEAD : ROLE_DIM, word);
		h->x[i] = x;
		h->w[i] = w;
		x += w + 2;
	}
}

int ways_clicked(const struct ways_header *h, int x, int y)
{
	for (int i = 0; i < WAYS; i++)
		if (y == h->y && x >= h->x[i] && x < h->x[i] + h->w[i])
			return i;
	return -1;
}
