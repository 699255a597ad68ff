-- Schema 2: loudness that was measured, and where long files were left.

-- Loudness by EBU R128, for what has no gain in its tags. Album columns hold the loudness
-- of the album's tracks taken together; NULL: not measured.
CREATE TABLE d_loudness (
	recording INTEGER PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE,
	version INTEGER NOT NULL,                -- of the measurement
	track_lufs REAL,                         -- integrated; NULL: silence
	track_peak REAL NOT NULL,                -- true peak, linear
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
