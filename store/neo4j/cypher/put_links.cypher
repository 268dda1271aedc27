// Writes links that are not there. An end that was never written becomes a
// noun without doc.
UNWIND $rows AS row
MERGE (a:Noun {id: row.from})
MERGE (b:Noun {id: row.to})
CREATE (a)-[:$(row.hop) {
  id: row.id, from: row.from, to: row.to, since: row.since, until: row.until,
  mode: row.mode, role: row.role, person: row.person, fromPos: row.fromPos, toPos: row.toPos
}]->(b)
