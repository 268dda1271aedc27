// A run of the changes of one noun: a seek in the index of what leads to it.
MATCH (e)-[c:CHANGED]->()
USING INDEX c:CHANGED(subject, at)
WHERE c.subject = $subject AND c.at > $after AND c.at < $before
WITH e, c
ORDER BY c.subject {{.Order}}, c.at {{.Order}}
LIMIT $limit
RETURN e.revision, e.index, e.subjects, e.doc
