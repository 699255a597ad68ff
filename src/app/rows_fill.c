/* From the database's rows to those of a list on the screen. */
#include "rows_state.h"

static void fill_artist(const struct list_row *l, struct row *ret)
{
	ret->kind = ROW_ARTIST;
	ret->text = l->artist.name;
	ret->count = l->artist.albums;
}

static void fill_album(const struct list_row *l, struct row *ret)
{
	ret->kind = ROW_ALBUM;
	ret->text = l->album.title;
	ret->detail = l->album.artist_name;
	ret->year = l->album.year;
	ret->count = l->album.tracks;
	ret->duration_ms = l->album.duration_ms;
}

static void fill_playlist(const struct list_row *l, struct row *ret)
{
	ret->kind = l->playlist.folder ? ROW_GROUP : ROW_PLAYLIST;
	if (l->playlist.folder)
		ret->fold = l->playlist.folded ? ROW_FOLDED : ROW_UNFOLDED;
	ret->depth = l->playlist.depth;
	ret->query = l->playlist.query;
	ret->text = l->playlist.name;
	ret->count = l->playlist.entries;
	ret->duration_ms = l->playlist.duration_ms;
	ret->when_ms = l->playlist.changed_ms;
}

static void fill_listen(const struct list_row *l, struct row *ret)
{
	ret->kind = ROW_LISTEN;
	ret->track = l->track;
	ret->duration_ms = l->listen.duration_ms;
	ret->when_ms = l->listen.start_ms;
	ret->heard_ms = l->listen.heard_ms;
	ret->outcome = l->listen.outcome;
}

static void fill_track(const struct rows *r, const struct list_row *l, struct row *ret)
{
	struct queue_item now;
	ret->kind = ROW_TRACK;
	ret->track = l->track;
	ret->duration_ms = l->track.duration_ms;
	ret->id = l->entry ? l->entry : l->track.recording;
	ret->count = l->plays;
	ret->playing = queue_now(r->app->queue, &now) && now.item == l->track.recording;
}

static void fill_genre(const struct list_row *l, struct row *ret)
{
	ret->kind = ROW_GENRE;
	ret->text = l->genre.name;
	ret->count = l->genre.tracks;
}

static void fill_year(const struct list_row *l, struct row *ret)
{
	ret->kind = l->year.span > 1 ? ROW_DECADE : ROW_YEAR;
	ret->text = *l->year.name ? l->year.name : "no year";
	ret->count = l->year.albums;
	ret->year = l->year.year;
}

static void fill_mood(const struct list_row *l, struct row *ret)
{
	ret->kind = ROW_MOOD;
	ret->text = l->cluster.name;
	ret->count = l->cluster.members;
}

void rows_fill_all(const struct rows *r, struct row *ret)
{
	ret->kind = ROW_ALL;
	ret->text = r->spec.list == ROWS_ARTISTS ? "All artists"
		    : r->total > 0               ? "All albums"
						 : "On no album";
	ret->count = r->total;
}

void rows_fill(const struct rows *r, const struct list_row *l, struct row *ret)
{
	ret->id = l->id;
	switch (r->spec.list) {
	case ROWS_ARTISTS:
		fill_artist(l, ret);
		break;
	case ROWS_ALBUMS:
		fill_album(l, ret);
		break;
	case ROWS_GENRES:
		fill_genre(l, ret);
		break;
	case ROWS_DECADES:
	case ROWS_YEARS:
		fill_year(l, ret);
		break;
	case ROWS_MOODS:
		fill_mood(l, ret);
		break;
	case ROWS_PLAYLISTS:
	case ROWS_PLAYLISTS_ALONE:
		fill_playlist(l, ret);
		break;
	case ROWS_HISTORY:
		fill_listen(l, ret);
		break;
	default:
		fill_track(r, l, ret);
	}
}
