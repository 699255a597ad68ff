#include <stdlib.h>
#include <string.h>

#include "codec/retag.h"

static const char *const names[RETAG__COUNT] = {
	[RETAG_TITLE] = "title",
	[RETAG_ARTIST] = "artist",
	[RETAG_ALBUM] = "album",
	[RETAG_ALBUM_ARTIST] = "albumartist",
	[RETAG_DATE] = "date",
	[RETAG_TRACK] = "track",
	[RETAG_DISC] = "disc",
	[RETAG_GENRE] = "genre",
	[RETAG_COMPOSER] = "composer",
	[RETAG_COMMENT] = "comment",
};

const char *retag_name(int field)
{
	return field >= 0 && field < RETAG__COUNT ? names[field] : "";
}

int retag_by_name(const char *name)
{
	for (int i = 0; i < RETAG__COUNT; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

void retag_finish(struct retag *r)
{
	for (int i = 0; i < RETAG__COUNT; i++) {
		free(r->value[i]);
		r->value[i] = NULL;
	}
}
