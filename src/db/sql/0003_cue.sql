-- Schema 3: CUE sheets.

-- What the CUE sheets beside a file were when it was read (a hash of their names, sizes and
-- times; 0: there were none): where they are others now, the file is read again.
ALTER TABLE file ADD COLUMN sheets INTEGER NOT NULL DEFAULT 0;

-- Read again: what could not be read before these formats were known, and long files that
-- may hold a sheet in their tags.
UPDATE file SET mtime_ns = 0 WHERE state = 2 OR id IN
	(SELECT file FROM track WHERE codec = 'flac' AND duration_ms > 900000);
