// One page of links of one hop for each noun: a seek in the index that holds
// them in order, so that a page of a hub costs no more than another.
UNWIND $ids AS id
CALL (id) {
  MATCH ()-[r:{{.Hop}}]->()
  USING INDEX SEEK r:{{.Hop}}({{.Near}}, {{.Pos}})
  WHERE r.{{.Near}} = id AND r.{{.Pos}} > $after AND r.{{.Pos}} < $before
    AND ($on = 0 OR (r.since <= $on AND $on < r.until))
  RETURN r
  ORDER BY r.{{.Near}} {{.Order}}, r.{{.Pos}} {{.Order}}
  LIMIT $limit
}
RETURN collect([r.id, type(r), r.from, r.to, r.since, r.until, r.mode, r.role, r.person, r.fromPos, r.toPos]) AS packed
