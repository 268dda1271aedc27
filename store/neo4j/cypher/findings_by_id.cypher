// The pieces of findings.
UNWIND $ids AS id
MATCH (f:Finding {id: id})
USING INDEX f:Finding(id)
RETURN id, f.pos, f.code, f.id, f.subject, f.related, f.since, f.until,
  f.pieceSince, f.pieceUntil, f.region, f.attributes
