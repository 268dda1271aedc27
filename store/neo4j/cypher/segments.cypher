// Segments written after a revision.
MATCH (s:{{.Segment}})
USING INDEX SEEK s:{{.Segment}}(revision)
WHERE s.revision > $after
RETURN s.scope AS scope, s.subject AS subject, s.revision AS revision, s.data AS data
UNION ALL
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
RETURN null AS scope, null AS subject, null AS revision, w.set AS data
