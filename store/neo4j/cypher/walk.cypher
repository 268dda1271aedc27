// Nouns in the order of their ids.
MATCH (n:Noun)
USING INDEX SEEK n:Noun(id)
WHERE n.id > $after AND n.doc IS NOT NULL
RETURN n.id, n.kind, n.code, n.name, n.since, n.until, n.doc
ORDER BY n.id
LIMIT $limit
