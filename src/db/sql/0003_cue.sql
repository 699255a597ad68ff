-- Schema 3: CUE sheets.

-- What the CUE sheets beside a file were when it was read (a hash of their names, sizes and
-- times; 0: there were none): where they are others now, the file is read again.
ALTER TABLE file ADD COLUMN sheets INTEGER NOT NULL DEFAULT 0;
