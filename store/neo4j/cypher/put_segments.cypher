// Writes segments, new or changed.
UNWIND $rows AS row
MERGE (s:{{.Segment}} {scope: row.scope, subject: row.subject})
SET s.revision = row.revision, s.data = row.data
