-- Schema 6. Playlists in folders, live ones, and those kept in step with files.
-- A live playlist holds no entries: it is what this query finds (see db/search.h).
ALTER TABLE playlist ADD COLUMN query TEXT;
