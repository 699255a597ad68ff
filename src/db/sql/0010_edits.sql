-- Schema 10. Changes of tags, so that they can be undone: facts. A row is written before
-- its file is; where the program died in between, undoing changes nothing.
CREATE TABLE edit (
	id INTEGER PRIMARY KEY,
	act INTEGER NOT NULL,                    -- what was changed together is undone together
	at_ms INTEGER NOT NULL,
	path BLOB NOT NULL,                      -- absolute
	field TEXT NOT NULL,                     -- 'title' …, as codec/retag.h names them
	before TEXT NOT NULL,                    -- '': the tags did not have it; a line a value
	after TEXT NOT NULL,                     -- '': taken away
	undone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX edit_by_act ON edit (undone, act, id);
CREATE INDEX edit_by_path ON edit (act, path);
