-- Schema 5. What tells that two files hold one recording.

-- A row of recording is an encoding, told by its payload, and what it stands for. Where
-- one takes the place of another that holds the same sound, history, feedback and lists of
-- both belong to the older one: the newer says so in same_as and stays, so that its
-- payload is known again and whoever still names it reaches the right one. Never a chain.
ALTER TABLE recording ADD COLUMN same_as INTEGER REFERENCES recording (id); -- NULL: itself
ALTER TABLE recording ADD COLUMN same_by INTEGER NOT NULL DEFAULT 0;
	-- 0 itself, 1 by name and length until the sound is known, 2 by the sound
ALTER TABLE recording ADD COLUMN same_ms INTEGER NOT NULL DEFAULT 0;      -- since when,
ALTER TABLE recording ADD COLUMN same_listen INTEGER NOT NULL DEFAULT 0;  -- and which listen
ALTER TABLE recording ADD COLUMN whole_digest INTEGER NOT NULL DEFAULT 0;
	-- of the whole payload, the 64 bits as a signed number; 0: not read yet
ALTER TABLE recording ADD COLUMN last_file INTEGER NOT NULL DEFAULT 0;
	-- row of the file that held it until it got other content; 0: none
CREATE INDEX recording_by_same ON recording (same_as) WHERE same_as IS NOT NULL;
DROP INDEX recording_by_payload;
CREATE UNIQUE INDEX recording_by_payload
	ON recording (payload_digest, payload_bytes, whole_digest) WHERE payload_bytes > 0;
CREATE INDEX recording_by_whole ON recording (whole_digest) WHERE whole_digest <> 0;

-- Which encoding the file holds, where that is not its recording's own.
ALTER TABLE track ADD COLUMN encoding INTEGER REFERENCES recording (id);
CREATE INDEX track_by_encoding ON track (encoding) WHERE encoding IS NOT NULL;

CREATE INDEX pick_by_recording ON pick (recording);

-- What somebody writes who still names a recording that is another one's now: the queue
-- of an open player, a play that had begun.
CREATE TRIGGER listen_of_same AFTER INSERT ON listen
WHEN EXISTS (SELECT 1 FROM recording WHERE id = new.recording AND same_as IS NOT NULL)
BEGIN
	UPDATE listen SET recording = (SELECT same_as FROM recording WHERE id = new.recording)
	WHERE id = new.id;
	INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track WHERE shown = 1
	AND recording = (SELECT same_as FROM recording WHERE id = new.recording)
	ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER listen_open_of_same AFTER INSERT ON listen_open
WHEN EXISTS (SELECT 1 FROM recording WHERE id = new.recording AND same_as IS NOT NULL)
BEGIN
	UPDATE listen_open
	SET recording = (SELECT same_as FROM recording WHERE id = new.recording)
	WHERE uid = new.uid;
END;
CREATE TRIGGER d_play_of_same AFTER INSERT ON d_play
WHEN EXISTS (SELECT 1 FROM recording WHERE id = new.recording AND same_as IS NOT NULL)
BEGIN
	INSERT INTO d_play (profile, recording, plays, finished, skips, heard_ms, first_ms,
		last_ms)
	SELECT new.profile, same_as, new.plays, new.finished, new.skips, new.heard_ms,
		new.first_ms, new.last_ms
	FROM recording WHERE id = new.recording
	ON CONFLICT (profile, recording) DO UPDATE SET plays = plays + excluded.plays,
		finished = finished + excluded.finished, skips = skips + excluded.skips,
		heard_ms = heard_ms + excluded.heard_ms,
		first_ms = min(first_ms, excluded.first_ms),
		last_ms = max(last_ms, excluded.last_ms);
	DELETE FROM d_play WHERE profile = new.profile AND recording = new.recording;
END;
CREATE TRIGGER queue_of_same AFTER INSERT ON queue
WHEN EXISTS (SELECT 1 FROM recording WHERE id = new.recording AND same_as IS NOT NULL)
BEGIN
	UPDATE queue SET recording = (SELECT same_as FROM recording WHERE id = new.recording)
	WHERE profile = new.profile AND place = new.place;
END;
CREATE TRIGGER pick_of_same AFTER INSERT ON pick
WHEN EXISTS (SELECT 1 FROM recording WHERE id = new.recording AND same_as IS NOT NULL)
BEGIN
	UPDATE pick SET recording = (SELECT same_as FROM recording WHERE id = new.recording)
	WHERE slate = new.slate AND place = new.place;
END;
-- ---------------------------------------------------------------- derived

-- The digest of a file's whole payload; good as long as the file is as it was then.
CREATE TABLE d_payload (
	file INTEGER PRIMARY KEY REFERENCES file (id) ON DELETE CASCADE,
	size INTEGER NOT NULL,
	mtime_ns INTEGER NOT NULL,
	digest INTEGER NOT NULL
);

-- How an encoding sounds (model/fingerprint.h).
CREATE TABLE d_fingerprint (
	recording INTEGER PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE,
	version INTEGER NOT NULL,
	duration_ms INTEGER NOT NULL,
	print BLOB                               -- NULL: too short or too even to tell
);
-- Some of its words, and how long it is: where those of the same sound are looked for.
-- Rows of encodings that are gone do no harm.
CREATE TABLE d_fingerprint_word (
	word INTEGER NOT NULL,
	second INTEGER NOT NULL,
	recording INTEGER NOT NULL,
	PRIMARY KEY (word, second, recording)
) WITHOUT ROWID;
-- Pairs of encodings that hold the same sound.
CREATE TABLE d_same (
	one INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
	other INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
	errors INTEGER NOT NULL,                 -- of 1000 bits that were compared
	PRIMARY KEY (one, other)                 -- both ways round
) WITHOUT ROWID;
CREATE INDEX d_same_by_other ON d_same (other);
