// Links of nouns, by traversal. Sorted in Go: all of them are wanted.
UNWIND $ids AS id
MATCH (n:Noun {id: id}){{.Left}}-[r:{{.Hops}}]-{{.Right}}()
USING INDEX SEEK n:Noun(id)
WHERE $on = 0 OR (r.since <= $on AND $on < r.until)
RETURN collect([r.id, type(r), r.from, r.to, r.since, r.until, r.mode, r.role, r.person, r.fromPos, r.toPos]) AS packed
