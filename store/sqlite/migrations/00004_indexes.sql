-- The ids of nouns and links have indexes of their own, which a load makes once
-- its rows are there: to keep one up to date row by row, in no order, costs
-- several times as much. SQLite cannot take UNIQUE from a column; tables are made
-- anew.

-- +goose Up
CREATE TABLE noun_next (
	num     INTEGER PRIMARY KEY,
	id      TEXT    NOT NULL,
	kind    TEXT    NOT NULL,
	code    TEXT    NOT NULL,
	name    TEXT    NOT NULL,
	since   INTEGER NOT NULL,
	until   INTEGER NOT NULL,
	shelves TEXT    NOT NULL, -- JSON [[shelf, key], ...]: what to take down when the noun is replaced
	doc     TEXT    NOT NULL,
	words   INTEGER NOT NULL DEFAULT 0 -- sum of the words in search, 0 = none
) STRICT;
INSERT INTO noun_next SELECT num, id, kind, code, name, since, until, shelves, doc, words FROM noun ORDER BY num;
DROP TABLE noun;
ALTER TABLE noun_next RENAME TO noun;
CREATE UNIQUE INDEX noun_id ON noun (id);

CREATE TABLE link_next (
	num      INTEGER PRIMARY KEY,
	id       TEXT    NOT NULL,
	hop      TEXT    NOT NULL,
	from_id  TEXT    NOT NULL,
	to_id    TEXT    NOT NULL,
	since    INTEGER NOT NULL,
	until    INTEGER NOT NULL,
	mode     TEXT    NOT NULL,
	role     TEXT    NOT NULL,
	person   TEXT    NOT NULL,
	from_pos TEXT    NOT NULL,
	to_pos   TEXT    NOT NULL
) STRICT;
INSERT INTO link_next SELECT num, id, hop, from_id, to_id, since, until, mode, role, person, from_pos, to_pos FROM link ORDER BY num;
DROP TABLE link;
ALTER TABLE link_next RENAME TO link;
CREATE UNIQUE INDEX link_id ON link (id);
CREATE INDEX link_out ON link (from_id, hop, to_pos, since, until);
CREATE INDEX link_in ON link (to_id, hop, from_pos, since, until);
