-- Schema 9. What was seen of the folders at the last look.

-- A folder below a root. While its time is what it was, no name in it has come or gone
-- (what a file there holds may still be other).
CREATE TABLE folder (
	root INTEGER NOT NULL REFERENCES root (id) ON DELETE CASCADE,
	path BLOB NOT NULL,                      -- relative to the root; empty: the root itself
	mtime_ns INTEGER NOT NULL,               -- 0: look into it, whatever its time is
	inode INTEGER NOT NULL,
	linked INTEGER NOT NULL DEFAULT 0,       -- 1: reached through a symbolic link
	PRIMARY KEY (root, path)
) WITHOUT ROWID;

-- Where another file system begins below a root. Without it the folder is empty, or not
-- there: then what it held is away with its disk, not deleted.
CREATE TABLE mount (
	root INTEGER NOT NULL REFERENCES root (id) ON DELETE CASCADE,
	path BLOB NOT NULL,                      -- relative to the root
	PRIMARY KEY (root, path)
) WITHOUT ROWID;
