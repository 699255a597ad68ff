-- Schema 2: loudness that was measured, and where long files were left.

-- Loudness by EBU R128, for what has no gain in its tags. Album columns hold the loudness
-- of the album's tracks taken together; NULL: it has no album, or was measured alone.
CREATE TABLE d_loudness (
	recording INTEGER PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE,
	version INTEGER NOT NULL,                -- of the measurement
	reason TEXT,                             -- why it could not be measured; NULL: it was
	track_lufs REAL,                         -- integrated; NULL: silence, or a reason
	track_peak REAL,                         -- true peak, linear; NULL: a reason
	album_lufs REAL,
	album_peak REAL,
	measured_s INTEGER NOT NULL
);

-- Where a long recording was left, to go on from there. Gone once it was heard to its end.
CREATE TABLE bookmark (
	profile INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
	recording INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
	position_ms INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (profile, recording)
) WITHOUT ROWID;
