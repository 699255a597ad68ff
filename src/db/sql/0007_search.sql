-- Schema 7. What the search language asks for.

-- The search index of schema 1 anew: composers are found too, and the vocabulary is kept
-- instead of counted. Document ids stay as they were (see 0001).
DROP TABLE d_search_word;
DROP TABLE d_search;
DROP TABLE d_search_doc;
CREATE TABLE d_search_doc (
	id INTEGER PRIMARY KEY,
	subject INTEGER NOT NULL UNIQUE,         -- group and row without the rank
	name TEXT NOT NULL,                      -- folded: title, or the artist's name
	who TEXT NOT NULL,                       -- folded artists and album artists
	place TEXT NOT NULL,                     -- folded album
	also TEXT NOT NULL                       -- folded composer, each word also with a
	                                         -- '_' before it
);
CREATE INDEX d_search_by_name ON d_search_doc (name);
CREATE VIRTUAL TABLE d_search USING fts5 (
	name, who, place, also,
	content = 'd_search_doc', content_rowid = 'id',
	tokenize = "ascii tokenchars '_'", detail = none, columnsize = 0, prefix = '1 2 3 4'
);

-- The vocabulary: every word of the documents with how often it occurs, sorted, as one
-- block (src/db/search_vocab.c has its layout); and words seen since that was written.
CREATE TABLE d_search_vocab (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	data BLOB NOT NULL
);
CREATE TABLE d_search_fresh (
	word BLOB PRIMARY KEY,
	n INTEGER NOT NULL
) WITHOUT ROWID;

-- What filters ask of every track, side by side: a row for each kind of fact and 1,000 ids
-- (src/db/search_facts.c has the layout).
CREATE TABLE d_search_fact (
	kind INTEGER NOT NULL,                   -- enum fact_column
	chunk INTEGER NOT NULL,                  -- track id / 1000
	data BLOB NOT NULL,
	PRIMARY KEY (kind, chunk)
);
CREATE TABLE d_search_codec (
	id INTEGER PRIMARY KEY,                  -- 1 to 255, as in the facts
	name TEXT NOT NULL UNIQUE
);

DELETE FROM d_search_todo;
INSERT INTO d_search_todo SELECT id FROM artist;
INSERT INTO d_search_todo SELECT (1 << 60) | id FROM album;
INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track WHERE shown = 1;
UPDATE total SET n = n + 1 WHERE name = 'words';
-- Documents written since the index was merged to one segment; -1: it is being merged.
INSERT INTO total VALUES ('unmerged', 0);

-- A like ranks at once; a measured tempo becomes a fact.
CREATE TRIGGER search_ranks_liked AFTER INSERT ON feedback
WHEN new.scope = 'recording' AND new."like" <> 0
BEGIN
	INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track
		WHERE recording = new.target AND shown = 1
	ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_ranks_changed AFTER UPDATE OF "like" ON feedback
WHEN new.scope = 'recording' AND new."like" <> old."like"
BEGIN
	INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track
		WHERE recording = new.target AND shown = 1
	ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_ranks_unliked AFTER DELETE ON feedback
WHEN old.scope = 'recording' AND old."like" <> 0
BEGIN
	INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track
		WHERE recording = old.target AND shown = 1
	ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_knows_tempo AFTER INSERT ON d_feature
WHEN new.tempo_bpm > 0
BEGIN
	INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track
		WHERE recording = new.recording AND shown = 1
	ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER search_knows_new_tempo AFTER UPDATE OF tempo_bpm ON d_feature
WHEN new.tempo_bpm > 0 AND new.tempo_bpm IS NOT old.tempo_bpm
BEGIN
	INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track
		WHERE recording = new.recording AND shown = 1
	ON CONFLICT DO NOTHING;
END;
