// Nouns by id. A noun without doc is only referred to so far.
UNWIND $ids AS id
MATCH (n:Noun {id: id})
USING INDEX SEEK n:Noun(id)
WHERE n.doc IS NOT NULL
RETURN collect([n.id, n.kind, n.code, n.name, n.since, n.until, n.doc]) AS packed
