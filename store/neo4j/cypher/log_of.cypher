// A run of the changes of one noun for each range: a seek in the index of what
// leads to it. All parts are one statement, as in scan.
{{- range $i, $run := .Runs}}
{{if $i}}UNION ALL
{{end}}UNWIND ${{$run.Param}} AS range
CALL (range) {
  MATCH (e)-[c:CHANGED]->()
  USING INDEX SEEK c:CHANGED(subject, at)
  WHERE c.subject = range.subject AND c.at > range.after AND c.at < range.before
  WITH e, c
  ORDER BY c.subject {{$run.Order}}, c.at {{$run.Order}}
  LIMIT ${{$run.Limit}}
  RETURN e
}
RETURN range.index AS index, e.revision AS revision, e.index AS idx, e.subjects AS subjects, e.doc AS doc
{{- end}}
