// A run of the change log.
MATCH (e:Entry)
USING INDEX e:Entry(at)
WHERE e.at > $after AND e.at < $before
RETURN e.revision, e.index, e.subjects, e.doc
ORDER BY e.at {{.Order}}
LIMIT $limit
