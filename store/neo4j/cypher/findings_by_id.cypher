// The pieces of findings.
UNWIND $ids AS id
MATCH (f:{{.Finding}} {id: id})
USING INDEX SEEK f:{{.Finding}}(id)
RETURN id, f.pos AS pos, f.code AS code, f.id AS finding, f.subject AS subject, f.related AS related, f.since AS since, f.until AS until,
  f.pieceSince AS pieceSince, f.pieceUntil AS pieceUntil, f.region AS region, f.attributes AS attributes
UNION ALL
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
RETURN null AS id, null AS pos, null AS code, null AS finding, null AS subject, null AS related, null AS since, null AS until,
  null AS pieceSince, null AS pieceUntil, null AS region, w.set AS attributes
