// How many links nouns have, by traversal.
UNWIND $ids AS id
MATCH (n:Noun {id: id}){{.Left}}-[r:{{.Hops}}]-{{.Right}}()
USING INDEX SEEK n:Noun(id)
WHERE $on = 0 OR (r.since <= $on AND $on < r.until)
RETURN id, count(r)
