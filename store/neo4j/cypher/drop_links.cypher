// Drops links by id, whatever their hop.
UNWIND $ids AS id
CALL (id) {
{{- range $i, $hop := .AllHops}}
  {{if $i}}UNION ALL {{end}}MATCH ()-[r:{{$hop}}]->() USING INDEX r:{{$hop}}(id) WHERE r.id = id RETURN r
{{- end}}
}
DELETE r
