// A run of the findings of one code for each range: one index seek, in order.
// All parts are one statement, as in scan. The last row, of each statement
// over a set, says which set is in force once the others are read.
{{- range $i, $run := .Runs}}
{{if $i}}UNION ALL
{{end}}UNWIND ${{$run.Param}} AS range
CALL (range) {
  MATCH (f:{{$.Finding}})
  USING INDEX SEEK f:{{$.Finding}}(code, pos)
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
UNION ALL
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
RETURN null AS index, null AS pos, null AS code, null AS id, null AS subject, null AS related,
  null AS since, null AS until, null AS pieceSince, null AS pieceUntil, null AS region, w.set AS attributes
