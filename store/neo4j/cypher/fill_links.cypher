// Writes links of one hop that are not there, between nouns that are.
UNWIND $rows AS row
MATCH (a:Noun {id: row.from})
USING INDEX SEEK a:Noun(id)
MATCH (b:Noun {id: row.to})
USING INDEX SEEK b:Noun(id)
CREATE (a)-[:{{.Hop}} {
  id: row.id, from: row.from, to: row.to, since: row.since, until: row.until,
  mode: row.mode, role: row.role, person: row.person, fromPos: row.fromPos, toPos: row.toPos
}]->(b)
