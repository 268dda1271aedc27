// Withdraws nouns. The nodes stay, without doc, for the log is tied to them.
UNWIND $ids AS id
MATCH (n:Noun {id: id})
USING INDEX SEEK n:Noun(id)
REMOVE n:Region:Organisation:Unit:Member:Pairing:Alliance, n.kind, n.code, n.name, n.since, n.until, n.doc, n.words
