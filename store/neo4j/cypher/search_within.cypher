// The same in a write, of which the index knows nothing yet: noun by noun, all
// there are.
UNWIND $searches AS search
CALL (search) {
  MATCH (n:Noun)
  USING INDEX SEEK n:Noun(id)
  WHERE n.id > '' AND n.words IS NOT NULL
  WITH n, split(n.words, ' ') AS words
  WHERE all(group IN search.words WHERE any(word IN group WHERE word IN words))
  WITH collect(n) AS those
  RETURN those[..search.most + 1] AS found
}
WITH search.index AS index, size(found) > search.most AS over, found
UNWIND CASE WHEN over OR size(found) = 0 THEN [null] ELSE found END AS n
RETURN collect([index, over, n.id, n.kind, n.code, n.name, n.since, n.until, n.doc]) AS packed
