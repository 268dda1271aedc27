// Links by id, whatever their hop.
UNWIND $ids AS id
CALL (id) {
{{- range $i, $hop := .Bearing}}
  {{if $i}}UNION ALL {{end}}MATCH ()-[r:{{$hop}}]->() USING INDEX SEEK r:{{$hop}}(id) WHERE r.id = id RETURN r
{{- end}}
}
RETURN r.id, type(r), r.from, r.to, r.since, r.until, r.mode, r.role, r.person, r.fromPos, r.toPos
