-- Dates are days since 1899-12-31. An end (until) is exclusive and 65535 where
-- it is open, so that one test serves: since <= day AND day < until.
-- Texts that order lists are ASCII made by the program; BINARY compares them.

-- +goose Up
CREATE TABLE state (
	one      INTEGER PRIMARY KEY CHECK (one = 1),
	format   INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	regions  INTEGER NOT NULL,
	ruleset  TEXT    NOT NULL,
	sample   TEXT    NOT NULL,
	placed   INTEGER NOT NULL,
	loading  TEXT    NOT NULL
) STRICT;

-- A rowid table, for documents are large and ids may come in any order: only
-- the small index over id is written out of order.
CREATE TABLE noun (
	num     INTEGER PRIMARY KEY,
	id      TEXT    NOT NULL UNIQUE,
	kind    TEXT    NOT NULL,
	code    TEXT    NOT NULL,
	name    TEXT    NOT NULL,
	since   INTEGER NOT NULL,
	until   INTEGER NOT NULL,
	shelves TEXT    NOT NULL, -- JSON [[shelf, key], ...]: what to take down when the noun is replaced
	doc     TEXT    NOT NULL
) STRICT;

-- A row repeats the noun's days, so that a run passes over the dead without
-- reading them.
CREATE TABLE shelf (
	shelf TEXT    NOT NULL,
	key   TEXT    NOT NULL,
	noun  INTEGER NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER NOT NULL,
	PRIMARY KEY (shelf, key)
) STRICT, WITHOUT ROWID;

-- from_pos and to_pos are positions in lists: sort key ! id of that end ! link id.
CREATE TABLE link (
	num      INTEGER PRIMARY KEY,
	id       TEXT    NOT NULL UNIQUE,
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
CREATE INDEX link_out ON link (from_id, hop, to_pos, since, until);
CREATE INDEX link_in ON link (to_id, hop, from_pos, since, until);

CREATE TABLE finding (
	num         INTEGER PRIMARY KEY,
	code        INTEGER NOT NULL,
	pos         TEXT    NOT NULL,
	pos_hash    INTEGER NOT NULL, -- FNV-1a of pos: finds a row by its position with a small index
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
CREATE INDEX finding_code ON finding (code, pos, piece_since, piece_until);
CREATE INDEX finding_pos ON finding (pos_hash);
CREATE INDEX finding_subject ON finding (subject);
CREATE INDEX finding_id ON finding (id);

CREATE TABLE segment (
	num      INTEGER PRIMARY KEY,
	scope    TEXT    NOT NULL,
	subject  TEXT    NOT NULL,
	revision INTEGER NOT NULL,
	data     BLOB    NOT NULL,
	UNIQUE (scope, subject)
) STRICT;
CREATE INDEX segment_revision ON segment (revision);

CREATE TABLE log (
	num      INTEGER PRIMARY KEY,
	revision INTEGER NOT NULL,
	idx      INTEGER NOT NULL,
	subjects TEXT    NOT NULL, -- JSON [id, ...]
	doc      TEXT    NOT NULL,
	UNIQUE (revision, idx)
) STRICT;

CREATE TABLE log_subject (
	subject  TEXT    NOT NULL,
	revision INTEGER NOT NULL,
	idx      INTEGER NOT NULL,
	PRIMARY KEY (subject, revision, idx)
) STRICT, WITHOUT ROWID;

