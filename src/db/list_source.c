#include "list_source.h"

#include "base/str.h"

static const struct list_source sources[] = {
	[FROM_TRACKS] = {{"track t INDEXED BY track_by_sort", "t.shown = 1", "t.sort",
				 "t.id"},
		.text_key = true, .count = "SELECT n FROM total WHERE name = 'tracks'",
		.key_of = "SELECT sort, id FROM track WHERE id = :row AND shown = 1"},
	[FROM_TRACKS_BY_TITLE] = {{"track t INDEXED BY track_by_title", "t.shown = 1",
					  "t.title_key", "t.id"},
		.text_key = true, .count = "SELECT n FROM total WHERE name = 'tracks'",
		.key_of = "SELECT title_key, id FROM track WHERE id = :row AND shown = "
			  "1"},
	[FROM_TRACKS_BY_ADDED] = {{"track t INDEXED BY track_by_added", "t.shown = 1",
					  "t.added_s", "t.id"},
		.descending = true,
		.count = "SELECT n FROM total WHERE name = 'tracks'",
		.key_of =
			"SELECT added_s, id FROM track WHERE id = :row AND shown = 1"},
	/* The index holds the ids that linnet_played() asks for. */
	[FROM_NEVER_PLAYED] = {{"track t INDEXED BY track_by_sort",
				       "t.shown = 1 AND NOT linnet_played(t.id)",
				       "t.sort", "t.id"},
		.text_key = true,
		.count = "SELECT n - linnet_played(0) FROM total WHERE name = 'tracks'",
		.key_of = "SELECT sort, id FROM track WHERE id = :row AND shown = 1"
			  " AND NOT linnet_played(id)"},
	[FROM_TRACKS_OF_ARTIST] = {{"track t INDEXED BY track_by_album_artist",
					   "t.album_artist = :id AND t.shown = 1",
					   "t.sort", "t.id"},
		.more = {{"track t INDEXED BY track_by_artist",
				 "t.artist = :id AND t.shown = 1", "t.sort", "t.id"},
			{"track_artist x", "x.artist = :id AND x.shown = 1", "x.sort",
				"x.track"}},
		.count = "SELECT appears FROM artist WHERE id = :id",
		.key_of = "SELECT sort, id FROM track t WHERE id = :row AND shown = 1"
			  " AND (album_artist = :id OR artist = :id OR EXISTS (SELECT 1"
			  " FROM track_artist x WHERE x.track = t.id AND x.artist = "
			  ":id))"},
	[FROM_TRACKS_OF_ALBUM] = {{"track t INDEXED BY track_by_album",
					  "t.album = :id AND t.shown = 1", "t.sort",
					  "t.id"},
		.count = "SELECT tracks FROM album WHERE id = :id",
		.key_of = "SELECT sort, id FROM track WHERE id = :row AND album = :id"
			  " AND shown = 1"},
	[FROM_TRACKS_OF_GENRE] = {{"track t INDEXED BY track_by_genre",
					  "t.genre = :id AND t.shown = 1", "t.sort",
					  "t.id"},
		.more = {{"track_genre x", "x.genre = :id AND x.shown = 1", "x.sort",
			"x.track"}},
		.count = "SELECT tracks FROM genre WHERE id = :id",
		.key_of = "SELECT sort, id FROM track t WHERE id = :row AND shown = 1"
			  " AND (genre = :id OR EXISTS (SELECT 1 FROM track_genre x"
			  " WHERE x.track = t.id AND x.genre = :id))"},
	/* In the order of paths; within a file in that of its CUE sheet. The plus keeps
	 * SQLite from looking tracks up by `shown` instead of by their file. */
	[FROM_TRACKS_OF_FOLDER] = {{"file f CROSS JOIN track t ON t.file = f.id",
					   "f.root = :id AND f.path >= :low AND f.path "
					   "< :high AND +t.shown = 1",
					   "f.path", "t.id"},
		.tie = "t.start_frame",
		.count = "SELECT count(*) FROM file f CROSS JOIN track t"
			 " ON t.file = f.id WHERE f.root = :id AND f.path >= :low"
			 " AND f.path < :high AND +t.shown = 1",
		.key_of = "SELECT f.path, t.id, t.start_frame FROM track t JOIN file f"
			  " ON f.id = t.file WHERE t.id = :row AND +t.shown = 1"
			  " AND f.root = :id AND f.path >= :low AND f.path < :high"},
	/* The most typical ones first. */
	[FROM_TRACKS_OF_CLUSTER] = {{"d_member m INDEXED BY d_member_by_distance",
					    "m.cluster = :id", "m.distance",
					    "m.recording"},
		.real_key = true, .count = "SELECT members FROM cluster WHERE id = :id",
		.key_of = "SELECT distance, recording FROM d_member WHERE cluster = :id"
			  " AND recording = (SELECT recording FROM track WHERE id = "
			  ":row)"},
	[FROM_ENTRIES] = {{"playlist_entry e INDEXED BY playlist_entry_by_place",
				  "e.playlist = :id", "e.place", "e.id"},
		.count = "SELECT entries FROM playlist WHERE id = :id",
		.key_of = "SELECT place, id FROM playlist_entry WHERE id = :row"
			  " AND playlist = :id"},
	[FROM_MOST_PLAYED] = {{"d_play d INDEXED BY d_play_by_plays",
				      "d.profile = :profile AND d.plays > 0", "d.plays",
				      "d.recording"},
		.descending = true,
		.count = "SELECT count(*) FROM d_play d INDEXED BY d_play_by_plays"
			 " WHERE d.profile = :profile AND d.plays > 0",
		.key_of = "SELECT plays, recording FROM d_play WHERE profile = :profile"
			  " AND plays > 0 AND recording ="
			  " (SELECT recording FROM track WHERE id = :row)"},
	[FROM_ARTISTS] = {{"artist a INDEXED BY artist_by_sort", "a.shown = 1",
				  "a.sort", "a.id"},
		.text_key = true, .count = "SELECT n FROM total WHERE name = 'artists'",
		.key_of = "SELECT sort, id FROM artist WHERE id = :row AND shown = 1"},
	[FROM_ALBUMS] = {{"album b INDEXED BY album_by_sort", "b.shown = 1", "b.sort",
				 "b.id"},
		.text_key = true, .count = "SELECT n FROM total WHERE name = 'albums'",
		.key_of = "SELECT sort, id FROM album WHERE id = :row AND shown = 1"},
	[FROM_ALBUMS_BY_ADDED] = {{"album b INDEXED BY album_by_added", "b.shown = 1",
					  "b.added_s", "b.id"},
		.descending = true,
		.count = "SELECT n FROM total WHERE name = 'albums'",
		.key_of =
			"SELECT added_s, id FROM album WHERE id = :row AND shown = 1"},
	[FROM_ALBUMS_OF_ARTIST] = {{"album b INDEXED BY album_by_artist",
					   "b.artist = :id AND b.shown = 1", "b.sort",
					   "b.id"},
		.more = {{"album_artist x", "x.artist = :id AND x.shown = 1", "x.sort",
			"x.album"}},
		.count = "SELECT albums FROM artist WHERE id = :id",
		.key_of = "SELECT sort, id FROM album b WHERE id = :row AND shown = 1"
			  " AND (artist = :id OR EXISTS (SELECT 1 FROM album_artist x"
			  " WHERE x.album = b.id AND x.artist = :id))"},
	[FROM_ALBUMS_OF_YEAR] = {{"album b INDEXED BY album_by_year",
					 "b.year = :id AND b.shown = 1", "b.sort",
					 "b.id"},
		.text_key = true,
		.count = "SELECT albums FROM d_year WHERE span = 1 AND year = :id",
		.key_of = "SELECT sort, id FROM album WHERE id = :row AND year = :id"
			  " AND shown = 1"},
	[FROM_GENRES] = {{"genre g INDEXED BY genre_by_sort", "g.shown = 1", "g.sort",
				 "g.id"},
		.text_key = true, .count = "SELECT n FROM total WHERE name = 'genres'",
		.key_of = "SELECT sort, id FROM genre WHERE id = :row AND shown = 1"},
	[FROM_DECADES] = {{"d_year y", "y.span = 10 AND y.albums > 0", "y.year",
				  "y.year"},
		.descending = true,
		.count = "SELECT count(*) FROM d_year WHERE span = 10 AND albums > 0",
		.key_of = "SELECT year, year FROM d_year WHERE span = 10"
			  " AND year = :row AND albums > 0"},
	[FROM_YEARS] = {{"d_year y",
				"y.span = 1 AND y.year >= :id AND y.year < :id + 10"
				" AND y.albums > 0",
				"y.year", "y.year"},
		.descending = true,
		.count = "SELECT count(*) FROM d_year WHERE span = 1 AND year >= :id"
			 " AND year < :id + 10 AND albums > 0",
		.key_of = "SELECT year, year FROM d_year WHERE span = 1 AND year = :row"
			  " AND year >= :id AND year < :id + 10 AND albums > 0"},
	/* Few, and by their number, which the listener knows them by. */
	[FROM_CLUSTERS] = {{"cluster c", "c.members > 0", "c.id", "c.id"},
		.count = "SELECT count(*) FROM cluster WHERE members > 0",
		.key_of = "SELECT id, id FROM cluster WHERE id = :row AND members > 0"},
	[FROM_PLAYLISTS] = {{"playlist p INDEXED BY playlist_by_sort", "p.shown = 1",
				    "p.sort", "p.id"},
		.text_key = true,
		.count = "SELECT count(*) FROM playlist WHERE shown = 1",
		.key_of =
			"SELECT sort, id FROM playlist WHERE id = :row AND shown = 1"},
	[FROM_PLAYLISTS_ALONE] = {{"playlist p INDEXED BY playlist_by_path",
					  "p.folder = 0", "p.sort", "p.id"},
		.count = "SELECT count(*) FROM playlist WHERE folder = 0",
		.key_of = "SELECT sort, id FROM playlist WHERE id = :row"
			  " AND folder = 0"},
	[FROM_LISTENS] = {{"listen l INDEXED BY listen_shown",
				  "l.profile = :profile AND l.heard_ms >= 5000",
				  "l.start_ms", "l.id"},
		.descending = true,
		.count = "SELECT count(*) FROM listen l INDEXED BY listen_shown"
			 " WHERE l.profile = :profile AND l.heard_ms >= 5000",
		.key_of = "SELECT start_ms, id FROM listen WHERE id = :row AND profile "
			  "= :profile"
			  " AND heard_ms >= 5000"},
	[FROM_LISTENS_ALL] = {{"listen l INDEXED BY listen_by_start",
				      "l.profile = :profile", "l.start_ms", "l.id"},
		.descending = true,
		.count = "SELECT count(*) FROM listen l INDEXED BY listen_by_start"
			 " WHERE l.profile = :profile",
		.key_of = "SELECT start_ms, id FROM listen WHERE id = :row AND profile "
			  "= :profile"},
};
_Static_assert(sizeof sources / sizeof *sources == LIST_SOURCES, "one row a source");

const struct list_source *list_source(enum list_source_id id)
{
	return &sources[id];
}

/* One part's rows that the walk is about. */
static void append_part(struct str *sql, const struct list_source *s,
	const struct list_part *p, enum list_walk walk)
{
	const char *tie = s->tie ? s->tie : p->id;
	bool after = walk == WALK_AFTER;
	str_appendf(sql, "SELECT %s, %s%s%s FROM %s WHERE %s", p->key, p->id,
		s->tie ? ", " : "", s->tie ? s->tie : "", p->from, p->where);
	if (after || walk == WALK_BEFORE_COUNT)
		str_appendf(sql, " AND (%s, %s) %s (:key, :after)", p->key, tie,
			s->descending == after ? "<" : ">");
	if (walk == WALK_SEEK_COUNT)
		str_appendf(sql, " AND %s < :key", p->key);
}

char *list_source_sql(enum list_source_id id, enum list_walk walk)
{
	const struct list_source *s = &sources[id];
	struct str sql = {0};
	bool back = s->descending != (walk == WALK_END);
	bool count = walk == WALK_BEFORE_COUNT || walk == WALK_SEEK_COUNT;
	bool merged = s->more[0].from != NULL;
	const char *direction = back ? " DESC" : "";
	if (count)
		str_append(&sql, "SELECT count(*) FROM (");
	append_part(&sql, s, &s->rows, walk);
	for (int i = 0; i < LIST_MORE_PARTS && s->more[i].from; i++) {
		str_append(&sql, " UNION ");
		append_part(&sql, s, &s->more[i], walk);
	}
	/* In their order equal rows meet: without it they would be sorted for that. */
	if (count)
		str_append(&sql, merged ? " ORDER BY 1, 2 LIMIT -1)" : ")");
	else
		str_appendf(&sql, " ORDER BY 1%s, %d%s LIMIT :n OFFSET :skip",
			direction, s->tie ? 3 : 2, direction);
	return str_detach(&sql);
}
