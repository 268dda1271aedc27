// Drops segments.
UNWIND $keys AS key
MATCH (s:{{.Segment}} {scope: key.scope, subject: key.subject})
USING INDEX SEEK s:{{.Segment}}(scope, subject)
DELETE s
