// A run of the change log for each range: one index seek, in order. All parts
// are one statement, as in scan.
{{- range $i, $run := .Runs}}
{{if $i}}UNION ALL
{{end}}UNWIND ${{$run.Param}} AS range
CALL (range) {
  MATCH (e:Entry)
  USING INDEX SEEK e:Entry(at)
  WHERE e.at > range.after AND e.at < range.before
  RETURN e
  ORDER BY e.at {{$run.Order}}
  LIMIT ${{$run.Limit}}
}
RETURN range.index AS index, e.revision AS revision, e.index AS idx, e.subjects AS subjects, e.doc AS doc
{{- end}}
