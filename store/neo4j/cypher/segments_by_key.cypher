// Some segments.
UNWIND $keys AS key
MATCH (s:{{.Segment}} {scope: key.scope, subject: key.subject})
USING INDEX SEEK s:{{.Segment}}(scope, subject)
RETURN s.scope AS scope, s.subject AS subject, s.revision AS revision, s.data AS data
UNION ALL
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
RETURN null AS scope, null AS subject, null AS revision, w.set AS data
