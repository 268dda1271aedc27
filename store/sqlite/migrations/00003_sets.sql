-- Findings and segments are kept in two sets, one in force and one beside it:
-- finding and segment those with even numbers, the others those with odd ones.

-- +goose Up
ALTER TABLE state ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE state ADD COLUMN finding_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN beside TEXT NOT NULL DEFAULT '';

CREATE TABLE finding_odd (
	num         INTEGER PRIMARY KEY,
	code        INTEGER NOT NULL,
	pos         TEXT    NOT NULL,
	pos_hash    INTEGER NOT NULL,
	id          TEXT    NOT NULL,
	subject     TEXT    NOT NULL,
	related     TEXT    NOT NULL,
	since       INTEGER NOT NULL,
	until       INTEGER NOT NULL,
	piece_since INTEGER NOT NULL,
	piece_until INTEGER NOT NULL,
	region      TEXT    NOT NULL,
	attributes  BLOB    NOT NULL
) STRICT;
CREATE INDEX finding_odd_code ON finding_odd (code, pos, piece_since, piece_until);
CREATE INDEX finding_odd_pos ON finding_odd (pos_hash);
CREATE INDEX finding_odd_subject ON finding_odd (subject);
CREATE INDEX finding_odd_id ON finding_odd (id);

CREATE TABLE segment_odd (
	num      INTEGER PRIMARY KEY,
	scope    TEXT    NOT NULL,
	subject  TEXT    NOT NULL,
	revision INTEGER NOT NULL,
	data     BLOB    NOT NULL,
	UNIQUE (scope, subject)
) STRICT;
CREATE INDEX segment_odd_revision ON segment_odd (revision);
