// The words of nouns after an id, by id.
MATCH (n:Noun)
USING INDEX SEEK n:Noun(id)
WHERE n.id > $after AND n.words IS NOT NULL
RETURN n.id, n.words
ORDER BY n.id
LIMIT $limit
