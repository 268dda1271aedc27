// One page of links of a hop that a noun has at most once a day: so few that
// they are found by traversal and sorted.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Noun {id: id})-[r:{{.Hop}}]->()
  USING INDEX SEEK n:Noun(id)
  WHERE r.toPos > $after AND r.toPos < $before
    AND ($on = 0 OR (r.since <= $on AND $on < r.until))
  RETURN r
  ORDER BY r.toPos {{.Order}}
  LIMIT $limit
}
RETURN collect([r.id, type(r), r.from, r.to, r.since, r.until, r.mode, r.role, r.person, r.fromPos, r.toPos]) AS packed
