// All findings about nouns.
UNWIND $ids AS id
MATCH (n:Noun {id: id})<-[:ABOUT]-(f:Finding)
USING INDEX n:Noun(id)
RETURN id, f.pos, f.code, f.id, f.subject, f.related, f.since, f.until,
  f.pieceSince, f.pieceUntil, f.region, f.attributes
