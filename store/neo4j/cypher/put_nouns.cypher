// Writes nouns, new or changed.
UNWIND $rows AS row
MERGE (n:Noun {id: row.id})
SET n:$(row.label), n.kind = row.kind, n.code = row.code, n.name = row.name,
  n.since = row.since, n.until = row.until, n.doc = row.doc, n.words = row.words
