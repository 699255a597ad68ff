-- Schema 4. What tags say beside the first artist and genre.

-- Several artists and genres: track.artist and track.genre are the first ones, the second
-- and further ones have rows here. Sort and shown are those of the track, so that lists
-- merge both without sorting; triggers keep them so.
CREATE TABLE track_artist (
	artist INTEGER NOT NULL REFERENCES artist (id),
	shown INTEGER NOT NULL,
	sort BLOB NOT NULL,
	track INTEGER NOT NULL REFERENCES track (id) ON DELETE CASCADE,
	role INTEGER NOT NULL,                   -- 0 artist, 1 album artist
	place INTEGER NOT NULL,                  -- 1: the second one
	PRIMARY KEY (artist, shown, sort, track, role)
) WITHOUT ROWID;
CREATE INDEX track_artist_by_track ON track_artist (track, role, place);

CREATE TABLE track_genre (
	genre INTEGER NOT NULL REFERENCES genre (id),
	shown INTEGER NOT NULL,
	sort BLOB NOT NULL,
	track INTEGER NOT NULL REFERENCES track (id) ON DELETE CASCADE,
	place INTEGER NOT NULL,                  -- 1: the second one
	PRIMARY KEY (genre, shown, sort, track)
) WITHOUT ROWID;
CREATE INDEX track_genre_by_track ON track_genre (track, place);

-- The second and further album artists of an album, likewise.
CREATE TABLE album_artist (
	artist INTEGER NOT NULL REFERENCES artist (id),
	shown INTEGER NOT NULL,
	sort BLOB NOT NULL,
	album INTEGER NOT NULL REFERENCES album (id) ON DELETE CASCADE,
	place INTEGER NOT NULL,                  -- 1: the second one
	PRIMARY KEY (artist, shown, sort, album)
) WITHOUT ROWID;
CREATE INDEX album_artist_by_album ON album_artist (album, place);

ALTER TABLE track ADD COLUMN credit TEXT;    -- artists as written; NULL: the artist's name
ALTER TABLE track ADD COLUMN original_year INTEGER NOT NULL DEFAULT 0;
ALTER TABLE track ADD COLUMN bpm REAL;       -- NULL: none
ALTER TABLE track ADD COLUMN rating INTEGER NOT NULL DEFAULT 0; -- that the file suggests
-- 1 has lyrics, 2 of a compilation, 4 has rows in track_artist, 8 in track_genre, 16 tags name
-- the album artist, 32 has a row in track_detail
ALTER TABLE track ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;
ALTER TABLE track ADD COLUMN guessed INTEGER NOT NULL DEFAULT 0; -- enum tags_guess

-- What few tracks have: a row only where one of them is there. Lists of ids have a line each.
CREATE TABLE track_detail (
	track INTEGER PRIMARY KEY REFERENCES track (id) ON DELETE CASCADE,
	title_sort TEXT,
	composer_sort TEXT,
	disc_subtitle TEXT,
	original_date TEXT,                      -- as written, at most YYYY-MM-DD
	work TEXT,
	conductor TEXT,
	performer TEXT,
	rating_from TEXT,                        -- the field that track.rating comes from
	mb_track TEXT,
	mb_release_group TEXT,
	mb_artist TEXT,
	mb_album_artist TEXT,
	mb_work TEXT
);

ALTER TABLE artist ADD COLUMN sort_name TEXT; -- from the tags; NULL: the name
ALTER TABLE artist ADD COLUMN appears INTEGER NOT NULL DEFAULT 0; -- tracks, in any role
ALTER TABLE album ADD COLUMN sort_name TEXT;
ALTER TABLE album ADD COLUMN credit TEXT;    -- album artists as written; NULL: the artist's name
-- A hash of the folder where tags name no album artist: tracks of one folder and title are
-- one album, of Various Artists if their artists differ. 0: told apart by tags.
ALTER TABLE album ADD COLUMN folder INTEGER NOT NULL DEFAULT 0;
UPDATE artist SET appears = (SELECT count(*) FROM track t WHERE t.shown = 1
	AND (t.artist = artist.id OR t.album_artist = artist.id));

CREATE TRIGGER track_names_follow AFTER UPDATE OF shown, sort ON track
WHEN new.flags & 12 AND (new.shown <> old.shown OR new.sort <> old.sort)
BEGIN
	UPDATE track_artist SET shown = new.shown, sort = new.sort WHERE track = new.id;
	UPDATE track_genre SET shown = new.shown, sort = new.sort WHERE track = new.id;
END;
CREATE TRIGGER album_names_follow AFTER UPDATE OF shown, sort ON album
WHEN new.shown <> old.shown OR new.sort <> old.sort
BEGIN
	UPDATE album_artist SET shown = new.shown, sort = new.sort WHERE album = new.id;
END;

-- NULL: the listener gave the rating; else the field of a file that suggested it.
ALTER TABLE feedback ADD COLUMN rating_from TEXT;

-- Every file is read again once, by the next scan, a batch at a time.
UPDATE file SET mtime_ns = 0;
