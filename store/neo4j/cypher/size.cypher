// How many nouns there are, by the server's own counts.
CALL () {
{{- range $i, $label := .Labels}}
  {{if $i}}UNION ALL {{end}}MATCH (n:{{$label}}) RETURN count(n) AS n
{{- end}}
}
RETURN sum(n)
