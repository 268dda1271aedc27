// A run of the findings of one code for each range: one index seek, in order.
// All parts are one statement, as in scan.
{{- range $i, $run := .Runs}}
{{if $i}}UNION ALL
{{end}}UNWIND ${{$run.Param}} AS range
CALL (range) {
  MATCH (f:Finding)
  USING INDEX f:Finding(code, pos)
  WHERE f.code = range.code AND f.pos > range.after AND f.pos < range.before
    AND (range.on = 0 OR (f.pieceSince <= range.on AND range.on < f.pieceUntil))
  RETURN f
  ORDER BY f.code {{$run.Order}}, f.pos {{$run.Order}}
  LIMIT ${{$run.Limit}}
}
RETURN range.index AS index, f.pos AS pos, f.code AS code, f.id AS id, f.subject AS subject, f.related AS related,
  f.since AS since, f.until AS until, f.pieceSince AS pieceSince, f.pieceUntil AS pieceUntil,
  f.region AS region, f.attributes AS attributes
{{- end}}
