#include "model/track.h"

struct track track_copy(struct arena *a, const struct track *t)
{
	struct track copy = *t;
	copy.title = arena_strdup(a, t->title);
	copy.artist_name = arena_strdup(a, t->artist_name);
	copy.album_artist = arena_strdup(a, t->album_artist);
	copy.album_title = arena_strdup(a, t->album_title);
	copy.genre = arena_strdup(a, t->genre);
	copy.path = arena_strdup(a, t->path);
	copy.state_reason = arena_strdup(a, t->state_reason);
	return copy;
}
