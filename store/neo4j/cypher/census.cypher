// How much there is of each kind and hop, by the server's own counts.
{{- range $kind, $label := .Kinds}}
MATCH (n:{{$label}}) RETURN '{{$kind}}' AS kind, '' AS hop, count(n) AS n
UNION ALL
{{- end}}
{{- range .AllHops}}
MATCH ()-[r:{{.}}]->() RETURN '' AS kind, '{{.}}' AS hop, count(r) AS n
UNION ALL
{{- end}}
MATCH (n:Entry) RETURN '' AS kind, '' AS hop, count(n) AS n
