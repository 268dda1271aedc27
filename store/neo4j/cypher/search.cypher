// The nouns that have a word of each group, for each search: none of them where
// they are more than asked for. Words written since are put into the index first:
// a commit does not wait for them.
CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
UNWIND $searches AS search
CALL (search) {
  CALL db.index.fulltext.queryNodes('noun_words', search.words, {limit: search.most + 1}) YIELD node
  RETURN collect(node) AS found
}
WITH search.index AS index, size(found) > search.most AS over, found
UNWIND CASE WHEN over OR size(found) = 0 THEN [null] ELSE found END AS n
RETURN collect([index, over, n.id, n.kind, n.code, n.name, n.since, n.until, n.doc]) AS packed
