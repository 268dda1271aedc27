-- The words by which nouns are found, see package search. FTS5 keeps no copy of
-- them: rowid is the number of the noun. A larger hash table before a flush makes
-- loads twice as fast.

-- +goose Up
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
CREATE VIRTUAL TABLE search_word USING fts5vocab (search, instance);

-- Sum of the words in search, 0 = none.
ALTER TABLE noun ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
