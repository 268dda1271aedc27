// Takes away some of the segments of a set.
MATCH (s:{{.Segment}})
USING INDEX SEEK s:{{.Segment}}(revision)
WHERE s.revision >= 0
WITH s
LIMIT $limit
DELETE s
RETURN count(*)
