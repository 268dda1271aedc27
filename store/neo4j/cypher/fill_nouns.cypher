// Writes nouns of one kind that are not there, and lists them on their shelves.
UNWIND $rows AS row
CREATE (n:Noun:{{.Label}} {
  id: row.id, kind: row.kind, code: row.code, name: row.name,
  since: row.since, until: row.until, doc: row.doc, words: row.words
})
WITH n, row
UNWIND row.places AS place
CREATE (:Place {shelf: place[0], key: place[1], since: row.since, until: row.until})-[:LISTS]->(n)
