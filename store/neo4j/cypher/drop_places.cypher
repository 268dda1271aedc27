// Empties places, whoever stands there.
UNWIND $rows AS row
MATCH (p:Place {shelf: row.shelf, key: row.key})
USING INDEX SEEK p:Place(shelf, key)
DETACH DELETE p
