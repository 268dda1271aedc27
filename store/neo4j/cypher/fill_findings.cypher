// Writes findings that are not there, about nouns that are.
UNWIND $rows AS row
MATCH (n:Noun {id: row.subject})
USING INDEX SEEK n:Noun(id)
CREATE (:{{.Finding}} {
  pos: row.pos, code: row.code, means: row.means, id: row.id, subject: row.subject, related: row.related,
  since: row.since, until: row.until, pieceSince: row.pieceSince, pieceUntil: row.pieceUntil,
  region: row.region, attributes: row.attributes
})-[:{{.About}}]->(n)
