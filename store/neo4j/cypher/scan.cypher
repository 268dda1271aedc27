// A run of a shelf for each range: one index seek, in order.
UNWIND $ranges AS range
CALL (range) {
  MATCH (p:Place)
  USING INDEX p:Place(shelf, key)
  WHERE p.shelf = range.shelf AND p.key > range.after AND p.key < range.before
    AND (range.on = 0 OR (p.since <= range.on AND range.on < p.until))
  WITH p
  ORDER BY p.shelf {{.Order}}, p.key {{.Order}}
  LIMIT $limit
  MATCH (p)-[:LISTS]->(n)
  RETURN p.key AS key, n
}
RETURN range.index, key, n.id, n.kind, n.code, n.name, n.since, n.until, n.doc
