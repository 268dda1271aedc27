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
RETURN collect([range.index, f.pos, f.code, f.id, f.subject, f.related, f.since, f.until, f.pieceSince, f.pieceUntil, f.region, f.attributes]) AS packed
{{- end}}
UNION ALL
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
RETURN [[null, w.set]] AS packed
