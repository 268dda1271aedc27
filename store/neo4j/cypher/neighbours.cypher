// Links of nouns, whichever end they are, by traversal: at most one more than
// wanted.
UNWIND $ids AS id
MATCH (n:Noun {id: id})-[r:{{.Hops}}]-()
USING INDEX SEEK n:Noun(id)
WHERE r.since <= $on AND $on < r.until {{- if .Own}} AND (type(r) <> 'COVERS' OR r.mode = 'OWN') {{- end}}
WITH id, r
LIMIT $limit
RETURN collect([id, r.id, type(r), CASE r.from WHEN id THEN r.to ELSE r.from END, r.mode]) AS packed
