// All findings about nouns.
UNWIND $ids AS id
MATCH (n:Noun {id: id})<-[:{{.About}}]-(f:{{.Finding}})
USING INDEX SEEK n:Noun(id)
RETURN collect([id, f.pos, f.code, f.id, f.subject, f.related, f.since, f.until, f.pieceSince, f.pieceUntil, f.region, f.attributes]) AS packed
UNION ALL
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
RETURN [[null, w.set]] AS packed
