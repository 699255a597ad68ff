-- Schema 1. Facts first, then what is derived from them (d_*).
-- Times: *_ms are UTC milliseconds, *_s UTC seconds, since 1970. Text is UTF-8; paths are
-- BLOBs, because file names are bytes. Columns named sort or key hold folded text whose
-- order is that of its bytes.

-- A listener. Everything that was heard or felt belongs to one.
CREATE TABLE profile (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
);
INSERT INTO profile (id, name) VALUES (1, 'default');

CREATE TABLE setting (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

-- ---------------------------------------------------------------- library

-- A folder of the library.
CREATE TABLE root (
	id INTEGER PRIMARY KEY,
	path BLOB NOT NULL UNIQUE,               -- absolute, no '/' at its end
	mounted INTEGER NOT NULL DEFAULT 1,      -- it was there at the last look
	added_s INTEGER NOT NULL,
	scanned_ms INTEGER NOT NULL DEFAULT 0    -- end of the last complete scan; 0: never
);

-- A file below a root. Size, time and inode tell whether it has to be read again.
CREATE TABLE file (
	id INTEGER PRIMARY KEY,
	root INTEGER NOT NULL REFERENCES root (id) ON DELETE CASCADE,
	path BLOB NOT NULL,                      -- relative to the root
	size INTEGER NOT NULL,
	mtime_ns INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	state INTEGER NOT NULL DEFAULT 0,        -- 0 present, 1 missing, 2 unreadable
	reason TEXT,                             -- why it is unreadable or cannot be played
	added_s INTEGER NOT NULL,
	UNIQUE (root, path)
);
CREATE INDEX file_by_state ON file (state, id) WHERE state <> 0;

-- What history, feedback, playlists and queues point to: a piece of audio, whatever its
-- file is called and wherever it lies. May have no file (imported history), or several.
CREATE TABLE recording (
	id INTEGER PRIMARY KEY,
	payload_bytes INTEGER NOT NULL DEFAULT 0,  -- audio without tags; 0: identity unknown
	payload_digest INTEGER NOT NULL DEFAULT 0, -- the 64 bits as a signed number
	name_hash INTEGER NOT NULL DEFAULT 0,    -- of folded artist and title
	title TEXT NOT NULL DEFAULT '',          -- as last seen: for rows without a file
	artist TEXT NOT NULL DEFAULT '',
	duration_ms INTEGER NOT NULL DEFAULT 0,
	mb_recording TEXT,
	added_s INTEGER NOT NULL
);
CREATE UNIQUE INDEX recording_by_payload ON recording (payload_digest, payload_bytes)
	WHERE payload_bytes > 0;
CREATE INDEX recording_by_name ON recording (name_hash);

-- The counts of artist, album and genre are maintained in code (library_count.c) for
-- tracks whose file is not missing; doctor --rebuild counts them again.
CREATE TABLE artist (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	key TEXT NOT NULL UNIQUE,                -- folded: what tells artists apart
	sort BLOB NOT NULL,
	tracks INTEGER NOT NULL DEFAULT 0,       -- as album artist (or artist where none)
	performed INTEGER NOT NULL DEFAULT 0,    -- as artist of the track
	albums INTEGER NOT NULL DEFAULT 0,       -- with tracks
	shown INTEGER NOT NULL DEFAULT 0         -- 1: tracks > 0
);
CREATE INDEX artist_by_sort ON artist (shown, sort);

-- Albums are told apart by album artist, title and MusicBrainz release.
CREATE TABLE album (
	id INTEGER PRIMARY KEY,
	artist INTEGER NOT NULL REFERENCES artist (id),
	title TEXT NOT NULL,
	key TEXT NOT NULL,                       -- folded title
	mb_album TEXT NOT NULL DEFAULT '',
	year INTEGER NOT NULL DEFAULT 0,         -- of its first track seen
	sort BLOB NOT NULL,                      -- artist, year, title
	added_s INTEGER NOT NULL,
	tracks INTEGER NOT NULL DEFAULT 0,
	duration_ms INTEGER NOT NULL DEFAULT 0,
	shown INTEGER NOT NULL DEFAULT 0,        -- 1: tracks > 0
	UNIQUE (artist, key, mb_album)
);
CREATE INDEX album_by_sort ON album (shown, sort);
CREATE INDEX album_by_artist ON album (artist, shown, sort);
CREATE INDEX album_by_added ON album (shown, added_s);
CREATE INDEX album_by_key ON album (key);

CREATE TABLE genre (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	key TEXT NOT NULL UNIQUE,
	sort BLOB NOT NULL,
	tracks INTEGER NOT NULL DEFAULT 0,
	shown INTEGER NOT NULL DEFAULT 0         -- 1: tracks > 0
);
CREATE INDEX genre_by_sort ON genre (shown, sort);

-- Rows shown in all: what the first draw of a long list needs; and 'words', which counts
-- up whenever the words of the search index may have changed.
CREATE TABLE total (
	name TEXT PRIMARY KEY,                   -- 'tracks' 'artists' 'albums' 'genres' 'words'
	n INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO total VALUES ('tracks', 0), ('artists', 0), ('albums', 0), ('genres', 0), ('words', 0);

-- A recording in a file, and what the file says of it. A CUE sheet puts many in one file.
CREATE TABLE track (
	id INTEGER PRIMARY KEY,
	file INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
	start_frame INTEGER NOT NULL DEFAULT 0,
	end_frame INTEGER NOT NULL DEFAULT -1,   -- -1: to the end of the file
	recording INTEGER NOT NULL REFERENCES recording (id),
	shown INTEGER NOT NULL DEFAULT 1,        -- 0: its file is missing
	title TEXT NOT NULL,                     -- the file's name where the tags have none
	artist INTEGER REFERENCES artist (id),
	album_artist INTEGER REFERENCES artist (id), -- the artist where the tags have none
	album INTEGER REFERENCES album (id),
	genre INTEGER REFERENCES genre (id),
	composer TEXT,
	date TEXT,                               -- as written, at most YYYY-MM-DD
	year INTEGER NOT NULL DEFAULT 0,
	disc INTEGER NOT NULL DEFAULT 0,
	disc_total INTEGER NOT NULL DEFAULT 0,
	number INTEGER NOT NULL DEFAULT 0,
	number_total INTEGER NOT NULL DEFAULT 0,
	mb_recording TEXT,
	duration_ms INTEGER NOT NULL DEFAULT 0,
	codec TEXT NOT NULL DEFAULT '',
	rate_hz INTEGER NOT NULL DEFAULT 0,
	channels INTEGER NOT NULL DEFAULT 0,
	bits INTEGER NOT NULL DEFAULT 0,
	bitrate_kbps INTEGER NOT NULL DEFAULT 0,
	has_picture INTEGER NOT NULL DEFAULT 0,
	track_gain_db REAL, track_peak REAL,     -- ReplayGain; NULL: none
	album_gain_db REAL, album_peak REAL,
	added_s INTEGER NOT NULL,
	title_key BLOB NOT NULL,
	sort BLOB NOT NULL,                      -- album artist, year, album, disc, number, title
	UNIQUE (file, start_frame)
);
-- Lists walk these without touching the table: hence shown in each.
CREATE INDEX track_by_sort ON track (shown, sort);
CREATE INDEX track_by_title ON track (shown, title_key);
CREATE INDEX track_by_added ON track (shown, added_s);
CREATE INDEX track_by_album ON track (album, shown, sort);
CREATE INDEX track_by_artist ON track (artist, shown, sort);
CREATE INDEX track_by_album_artist ON track (album_artist, shown, sort);
CREATE INDEX track_by_genre ON track (genre, shown, sort) WHERE genre IS NOT NULL;
CREATE INDEX track_by_recording ON track (recording);

-- ---------------------------------------------------------------- history

-- A row for every play whose first frame was played. Append-only.
CREATE TABLE listen (
	id INTEGER PRIMARY KEY,
	uid TEXT NOT NULL UNIQUE,                -- random: unique across machines
	profile INTEGER NOT NULL REFERENCES profile (id),
	recording INTEGER NOT NULL REFERENCES recording (id),
	start_ms INTEGER NOT NULL,
	zone_minutes INTEGER NOT NULL DEFAULT 0, -- east of UTC
	heard_ms INTEGER NOT NULL,
	duration_ms INTEGER NOT NULL DEFAULT 0,  -- of the track then; 0 unknown
	outcome INTEGER NOT NULL,                -- 0 finished, 1 skipped, 2 stopped
	source TEXT NOT NULL,                    -- 'album', 'for-you', …
	source_id INTEGER NOT NULL DEFAULT 0,    -- slate, album, playlist …
	flags INTEGER NOT NULL DEFAULT 0,        -- 1 no device, 2 unattended: never trains
	counts INTEGER NOT NULL                  -- 1: 30 s or half the track was heard
);
CREATE INDEX listen_by_start ON listen (profile, start_ms);
-- What the History view shows.
CREATE INDEX listen_shown ON listen (profile, start_ms) WHERE heard_ms >= 5000;
CREATE INDEX listen_by_recording ON listen (recording, start_ms);
CREATE TRIGGER listen_is_append_only
BEFORE UPDATE OF uid, profile, start_ms, heard_ms, outcome, source ON listen
BEGIN
	SELECT RAISE(ABORT, 'listens are never changed');
END;

-- The play in progress of each process, so that even kill -9 loses at most 30 s of it.
CREATE TABLE listen_open (
	uid TEXT PRIMARY KEY,
	pid INTEGER NOT NULL,
	pid_start INTEGER NOT NULL,              -- start of that process, in clock ticks since boot
	profile INTEGER NOT NULL REFERENCES profile (id),
	recording INTEGER NOT NULL REFERENCES recording (id),
	start_ms INTEGER NOT NULL,
	zone_minutes INTEGER NOT NULL,
	heard_ms INTEGER NOT NULL,
	duration_ms INTEGER NOT NULL,
	source TEXT NOT NULL,
	source_id INTEGER NOT NULL,
	flags INTEGER NOT NULL
) WITHOUT ROWID;

-- Likes, bans and ratings as they stand.
CREATE TABLE feedback (
	profile INTEGER NOT NULL REFERENCES profile (id),
	scope TEXT NOT NULL,                     -- 'recording' 'album' 'artist' 'folder'
	target INTEGER NOT NULL,                 -- 0 for a folder
	path BLOB NOT NULL DEFAULT x'',          -- of a folder, absolute
	"like" INTEGER NOT NULL DEFAULT 0,       -- -2 banned, -1 disliked, 0, 1 liked
	rating INTEGER NOT NULL DEFAULT 0,       -- 0 none, 1 to 5
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (profile, scope, target, path)
) WITHOUT ROWID;

-- ---------------------------------------------------------------- lists of the listener's

CREATE TABLE playlist (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	sort BLOB NOT NULL,
	made_ms INTEGER NOT NULL,
	changed_ms INTEGER NOT NULL,
	entries INTEGER NOT NULL DEFAULT 0,      -- maintained by the triggers below
	duration_ms INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX playlist_by_sort ON playlist (sort);

CREATE TABLE playlist_entry (
	id INTEGER PRIMARY KEY,
	playlist INTEGER NOT NULL REFERENCES playlist (id) ON DELETE CASCADE,
	place INTEGER NOT NULL,                  -- the order; gaps are left for moves
	recording INTEGER NOT NULL REFERENCES recording (id)
);
CREATE INDEX playlist_entry_by_place ON playlist_entry (playlist, place);
CREATE INDEX playlist_entry_by_recording ON playlist_entry (recording);
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

-- The play queue as it was left, and its owner's small blob (position, modes).
CREATE TABLE queue (
	profile INTEGER NOT NULL REFERENCES profile (id),
	place INTEGER NOT NULL,
	key INTEGER NOT NULL,
	part INTEGER NOT NULL,
	recording INTEGER NOT NULL REFERENCES recording (id),
	source TEXT NOT NULL,
	source_id INTEGER NOT NULL,
	extra INTEGER NOT NULL,
	PRIMARY KEY (profile, place)
) WITHOUT ROWID;
CREATE TABLE queue_state (
	profile INTEGER PRIMARY KEY REFERENCES profile (id),
	state BLOB NOT NULL
);

-- ---------------------------------------------------------------- recommending

-- What For You offered at one time.
CREATE TABLE slate (
	id INTEGER PRIMARY KEY,
	profile INTEGER NOT NULL REFERENCES profile (id),
	made_ms INTEGER NOT NULL,
	discover INTEGER NOT NULL,               -- the dial, 0 to 100
	seed INTEGER NOT NULL DEFAULT 0,         -- recording; 0 none
	learning INTEGER NOT NULL DEFAULT 0,
	caps_relaxed INTEGER NOT NULL DEFAULT 0,
	engines TEXT NOT NULL,                   -- names, a space between two
	weights BLOB NOT NULL                    -- float32 of the blend, one an engine
);
CREATE INDEX slate_by_time ON slate (profile, made_ms);
CREATE TABLE pick (
	slate INTEGER NOT NULL REFERENCES slate (id) ON DELETE CASCADE,
	place INTEGER NOT NULL,                  -- 0: first
	recording INTEGER NOT NULL REFERENCES recording (id),
	score REAL NOT NULL,
	reason TEXT NOT NULL,                    -- name of the kind
	other INTEGER NOT NULL,                  -- recording that the reason names; 0 none
	number REAL NOT NULL,
	shares BLOB NOT NULL,                    -- float32, one an engine, then 4 of sound
	PRIMARY KEY (slate, place)
) WITHOUT ROWID;

CREATE TABLE experiment (
	id INTEGER PRIMARY KEY,
	profile INTEGER NOT NULL REFERENCES profile (id),
	name TEXT NOT NULL,
	arms TEXT NOT NULL,                      -- engine specs, a line each
	started_ms INTEGER NOT NULL,
	ended_ms INTEGER NOT NULL DEFAULT 0,     -- 0: runs
	result TEXT NOT NULL DEFAULT ''
);

-- Mood clusters: their names and colours are the listener's.
CREATE TABLE cluster (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	colour INTEGER NOT NULL DEFAULT 0        -- 0xRRGGBB
);

-- ---------------------------------------------------------------- derived

-- Plays of a recording, counted from listen (rows that count; skips: every skip).
CREATE TABLE d_play (
	profile INTEGER NOT NULL,
	recording INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
	plays INTEGER NOT NULL DEFAULT 0,
	finished INTEGER NOT NULL DEFAULT 0,
	skips INTEGER NOT NULL DEFAULT 0,
	heard_ms INTEGER NOT NULL DEFAULT 0,
	first_ms INTEGER NOT NULL,
	last_ms INTEGER NOT NULL,
	PRIMARY KEY (profile, recording)
) WITHOUT ROWID;
CREATE INDEX d_play_by_plays ON d_play (profile, plays, recording) WHERE plays > 0;

-- What the extractor measured. vector NULL: it could not, for that reason.
CREATE TABLE d_feature (
	recording INTEGER PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE,
	version INTEGER NOT NULL,                -- of the extractor
	reason TEXT,
	duration_s REAL, active_frames INTEGER, level_db REAL,
	tempo_bpm REAL, tempo_strength REAL, "key" INTEGER,
	vector BLOB,                             -- float32, raw, in the order of model/feature.h
	gaussian BLOB                            -- float32: mean, then lower triangle by rows
);

CREATE TABLE d_member (
	recording INTEGER PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE,
	cluster INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
	distance REAL NOT NULL
);
CREATE INDEX d_member_by_cluster ON d_member (cluster);

CREATE TABLE d_model (
	profile INTEGER NOT NULL,
	kind TEXT NOT NULL,
	version INTEGER NOT NULL,
	trained_ms INTEGER NOT NULL,
	source INTEGER NOT NULL,                 -- generation of what it was trained on
	seconds REAL NOT NULL,
	parameters TEXT NOT NULL,
	metrics TEXT NOT NULL,
	blob BLOB NOT NULL,
	PRIMARY KEY (profile, kind)
);

-- The search index. A document's id says all of it: group (0 artist, 1 album, 2 track) in
-- bits 60 to 61, static rank (0 is best) in bits 44 to 59, the row's id below. FTS5 gives
-- rows in the order of ids, so the first 2,000 of a group are those of best rank.
CREATE TABLE d_search_doc (
	id INTEGER PRIMARY KEY,
	subject INTEGER NOT NULL UNIQUE,         -- group and row without the rank
	name TEXT NOT NULL,                      -- folded: title, or the artist's name
	who TEXT NOT NULL,                       -- folded artist and album artist
	place TEXT NOT NULL                      -- folded album
);
CREATE VIRTUAL TABLE d_search USING fts5 (
	name, who, place,
	content = 'd_search_doc', content_rowid = 'id',
	tokenize = 'ascii', detail = none, columnsize = 0, prefix = '1 2 3'
);
CREATE VIRTUAL TABLE d_search_word USING fts5vocab ('d_search', 'row');
-- Rows whose documents are not up to date; filled by the library's writers.
CREATE TABLE d_search_todo (
	subject INTEGER PRIMARY KEY
);
