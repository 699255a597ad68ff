-- Schema 8. Orders that the views browse by, and counts that their first draw needs.

CREATE INDEX album_by_year ON album (shown, year, sort);

-- Albums and tracks of each year and each decade. Maintained by the triggers below, an
-- album at a time: a batch of the scanner writes an album's counts once.
CREATE TABLE d_year (
	span INTEGER NOT NULL,                   -- 10: a decade, 1: a year
	year INTEGER NOT NULL,                   -- its first one; 0: not known
	albums INTEGER NOT NULL,
	tracks INTEGER NOT NULL,
	PRIMARY KEY (span, year)
) WITHOUT ROWID;
INSERT INTO d_year SELECT 1, year, count(*), sum(tracks) FROM album WHERE shown = 1
	GROUP BY year;
INSERT INTO d_year SELECT 10, year / 10 * 10, sum(albums), sum(tracks) FROM d_year
	GROUP BY year / 10;
CREATE TRIGGER album_year_moves AFTER UPDATE OF shown, year, tracks ON album
WHEN (new.shown OR old.shown)
	AND (new.shown <> old.shown OR new.year <> old.year OR new.tracks <> old.tracks)
BEGIN
	UPDATE d_year SET albums = albums - old.shown, tracks = tracks - old.tracks * old.shown
	WHERE span = 1 AND year = old.year;
	UPDATE d_year SET albums = albums - old.shown, tracks = tracks - old.tracks * old.shown
	WHERE span = 10 AND year = old.year / 10 * 10;
	INSERT INTO d_year VALUES (1, new.year, new.shown, new.tracks * new.shown)
	ON CONFLICT (span, year) DO UPDATE SET albums = albums + excluded.albums,
		tracks = tracks + excluded.tracks;
	INSERT INTO d_year VALUES (10, new.year / 10 * 10, new.shown, new.tracks * new.shown)
	ON CONFLICT (span, year) DO UPDATE SET albums = albums + excluded.albums,
		tracks = tracks + excluded.tracks;
END;
CREATE TRIGGER album_year_goes AFTER DELETE ON album WHEN old.shown
BEGIN
	UPDATE d_year SET albums = albums - 1, tracks = tracks - old.tracks
	WHERE span = 1 AND year = old.year;
	UPDATE d_year SET albums = albums - 1, tracks = tracks - old.tracks
	WHERE span = 10 AND year = old.year / 10 * 10;
END;

-- Moods: the most typical recordings first, and how many each has.
DROP INDEX d_member_by_cluster;
CREATE INDEX d_member_by_distance ON d_member (cluster, distance);
ALTER TABLE cluster ADD COLUMN members INTEGER NOT NULL DEFAULT 0;
UPDATE cluster SET members = (SELECT count(*) FROM d_member WHERE cluster = cluster.id);

-- Counts that would cost a walk through large tables.
INSERT INTO total SELECT 'listens', count(*) FROM listen;
INSERT INTO total SELECT 'features', count(*) FROM d_feature WHERE vector IS NOT NULL;
CREATE TRIGGER listen_counted AFTER INSERT ON listen
BEGIN
	UPDATE total SET n = n + 1 WHERE name = 'listens';
END;
CREATE TRIGGER listen_uncounted AFTER DELETE ON listen
BEGIN
	UPDATE total SET n = n - 1 WHERE name = 'listens';
END;
-- What a REPLACE takes away fires no trigger of its own: the new row counts for both.
CREATE TRIGGER feature_counted BEFORE INSERT ON d_feature
BEGIN
	UPDATE total SET n = n + (new.vector IS NOT NULL) - coalesce((SELECT
		vector IS NOT NULL FROM d_feature WHERE recording = new.recording), 0)
	WHERE name = 'features';
END;
CREATE TRIGGER feature_uncounted AFTER DELETE ON d_feature WHEN old.vector IS NOT NULL
BEGIN
	UPDATE total SET n = n - 1 WHERE name = 'features';
END;
