// Some segments.
UNWIND $keys AS key
MATCH (s:Segment {scope: key.scope, subject: key.subject})
USING INDEX s:Segment(scope, subject)
RETURN s.scope, s.subject, s.revision, s.data
