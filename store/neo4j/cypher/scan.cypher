// A run of a shelf for each range: one index seek, in order. Both directions
// are one statement, between which no write can come.
{{- range $i, $run := .Runs}}
{{if $i}}UNION ALL
{{end}}UNWIND ${{$run.Param}} AS range
CALL (range) {
  MATCH (p:Place)
  USING INDEX SEEK p:Place(shelf, key)
  WHERE p.shelf = range.shelf AND p.key > range.after AND p.key < range.before
    AND (range.on = 0 OR (p.since <= range.on AND range.on < p.until))
  WITH p
  ORDER BY p.shelf {{$run.Order}}, p.key {{$run.Order}}
  LIMIT ${{$run.Limit}}
  MATCH (p)-[:LISTS]->(n)
  RETURN p.key AS key, n
}
RETURN collect([range.index, key, n.id, n.kind, n.code, n.name, n.since, n.until, n.doc]) AS packed
{{- end}}
