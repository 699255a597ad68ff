-- Schema 6. Playlists in folders, live ones, and those kept in step with files.
-- Both tables are made anew: names are unique within a folder now, and ids are never given
-- twice, so that what was undone comes back under its own.

CREATE TABLE playlist_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	parent INTEGER REFERENCES playlist_new (id) ON DELETE CASCADE, -- folder; NULL: none
	folder INTEGER NOT NULL DEFAULT 0,       -- 1: holds playlists and folders, no entries
	name TEXT NOT NULL,
	sort BLOB NOT NULL,                      -- of its folder, then name, 1, id in 16 digits:
	                                         -- in this order a folder stands before what is
	                                         -- in it, and nothing else stands between
	depth INTEGER NOT NULL DEFAULT 0,        -- how many folders it lies in
	folded INTEGER NOT NULL DEFAULT 0,       -- a folder that does not show what is in it
	shown INTEGER NOT NULL DEFAULT 1,        -- 0: lies in a folded one
	-- A live playlist holds no entries: it is what this query finds (see db/search.h).
	query TEXT,
	made_ms INTEGER NOT NULL,
	changed_ms INTEGER NOT NULL,
	entries INTEGER NOT NULL DEFAULT 0,      -- maintained by the triggers below
	duration_ms INTEGER NOT NULL DEFAULT 0
);
INSERT INTO playlist_new (id, name, sort, made_ms, changed_ms)
	SELECT id, name, CAST(sort AS TEXT) || char(1) || printf('%016x', id),
		made_ms, changed_ms FROM playlist;
UPDATE playlist_new SET sort = CAST(sort AS BLOB);

CREATE TABLE playlist_entry_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	playlist INTEGER NOT NULL REFERENCES playlist_new (id) ON DELETE CASCADE,
	place INTEGER NOT NULL,                  -- the order; gaps are left for moves
	recording INTEGER NOT NULL REFERENCES recording (id),
	location BLOB                            -- where a playlist file said that it lies, as
	                                         -- long as the library knows no such file
);
INSERT INTO playlist_entry_new (id, playlist, place, recording)
	SELECT id, playlist, place, recording FROM playlist_entry;
UPDATE playlist_new SET (entries, duration_ms) =
	(SELECT entries, duration_ms FROM playlist WHERE playlist.id = playlist_new.id);
DROP TABLE playlist_entry;
DROP TABLE playlist;
ALTER TABLE playlist_new RENAME TO playlist;
ALTER TABLE playlist_entry_new RENAME TO playlist_entry;

CREATE UNIQUE INDEX playlist_by_name ON playlist (coalesce(parent, 0), name);
CREATE INDEX playlist_by_parent ON playlist (parent) WHERE parent IS NOT NULL;
CREATE INDEX playlist_by_sort ON playlist (shown, sort);
CREATE INDEX playlist_by_path ON playlist (folder, sort);
CREATE INDEX playlist_entry_by_place ON playlist_entry (playlist, place);
CREATE INDEX playlist_entry_by_recording ON playlist_entry (recording);
CREATE INDEX playlist_entry_lost ON playlist_entry (location) WHERE location IS NOT NULL;
CREATE TRIGGER playlist_entry_in AFTER INSERT ON playlist_entry
BEGIN
	UPDATE playlist SET entries = entries + 1, duration_ms = duration_ms
		+ (SELECT duration_ms FROM recording WHERE id = new.recording)
	WHERE id = new.playlist;
END;
CREATE TRIGGER playlist_entry_out AFTER DELETE ON playlist_entry
BEGIN
	UPDATE playlist SET entries = entries - 1, duration_ms = max(0, duration_ms
		- (SELECT duration_ms FROM recording WHERE id = old.recording))
	WHERE id = old.playlist;
END;
-- An entry that names a recording which is another one's now (schema 5); the playlist counts
-- what it says in the end.
CREATE TRIGGER playlist_entry_of_same AFTER INSERT ON playlist_entry
WHEN EXISTS (SELECT 1 FROM recording WHERE id = new.recording AND same_as IS NOT NULL)
BEGIN
	UPDATE playlist_entry
	SET recording = (SELECT same_as FROM recording WHERE id = new.recording)
	WHERE id = new.id;
	UPDATE playlist SET duration_ms = duration_ms
		- (SELECT duration_ms FROM recording WHERE id = new.recording)
		+ (SELECT m.duration_ms FROM recording r JOIN recording m ON m.id = r.same_as
			WHERE r.id = new.recording)
	WHERE id = new.playlist;
END;

-- A playlist and a file of a folder that are kept in step, as they were when they agreed.
CREATE TABLE playlist_sync (
	dir BLOB NOT NULL,                       -- absolute, no '/' at its end
	path BLOB NOT NULL,                      -- of the file, below dir
	playlist INTEGER NOT NULL,               -- may be gone: then the file goes too
	file_digest INTEGER NOT NULL,            -- of the file's bytes
	list_digest INTEGER NOT NULL,            -- of name, folder and entries
	PRIMARY KEY (dir, path)
) WITHOUT ROWID;

-- Plays that another player counted. They have no times, so they are no listens and train
-- nothing; charts that count plays add them.
CREATE TABLE imported_play (
	profile INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
	recording INTEGER NOT NULL REFERENCES recording (id),
	source TEXT NOT NULL,                    -- 'cmus' 'mpd' 'rhythmbox' 'itunes'
	plays INTEGER NOT NULL,
	skips INTEGER NOT NULL DEFAULT 0,
	first_s INTEGER NOT NULL DEFAULT 0,      -- first seen there, unix seconds; 0 unknown
	last_s INTEGER NOT NULL DEFAULT 0,       -- last played there; 0 unknown
	PRIMARY KEY (profile, recording, source)
) WITHOUT ROWID;
CREATE INDEX imported_play_by_recording ON imported_play (recording);
