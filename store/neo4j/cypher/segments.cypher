// Segments written after a revision.
MATCH (s:Segment)
USING INDEX s:Segment(revision)
WHERE s.revision > $after
RETURN s.scope, s.subject, s.revision, s.data
