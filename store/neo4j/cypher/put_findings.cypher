// Writes findings that are not there.
UNWIND $rows AS row
MERGE (n:Noun {id: row.subject})
CREATE (:{{.Finding}} {
  pos: row.pos, code: row.code, means: row.means, id: row.id, subject: row.subject, related: row.related,
  since: row.since, until: row.until, pieceSince: row.pieceSince, pieceUntil: row.pieceUntil,
  region: row.region, attributes: row.attributes
})-[:{{.About}}]->(n)
