// Lists nouns on shelves, with the dates that scan tests.
UNWIND $rows AS row
MATCH (n:Noun {id: row.id})
USING INDEX SEEK n:Noun(id)
CREATE (:Place {shelf: row.shelf, key: row.key, since: row.since, until: row.until})-[:LISTS]->(n)
