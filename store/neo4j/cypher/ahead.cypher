// What edits of nouns most likely ask for, in one answer: see ahead.go. Of a noun
// with more than $most links of a kind none of these are read.
CALL () {
  UNWIND $ids AS id
  MATCH (n:Noun {id: id})
  USING INDEX SEEK n:Noun(id)
  RETURN collect(n) AS named
}
CALL (named) {
  UNWIND named AS u
  MATCH (u:Unit)<-[r:COVERS|WORKS_AT|LEADS]-(a)
  RETURN collect(r) AS into, collect(DISTINCT a) AS around,
    collect(DISTINCT CASE WHEN type(r) = 'COVERS' THEN a END) AS coverers,
    collect(DISTINCT CASE WHEN r.mode = 'OWN' THEN a END) AS own
}
CALL (named, own) {
  UNWIND own + [n IN named WHERE n:Organisation] AS o
  WITH DISTINCT o
  WHERE COUNT { (o)<-[:SUPERIOR|AFFILIATED]-() } <= $most
  OPTIONAL MATCH (o)<-[r:SUPERIOR|AFFILIATED]-(b)
  RETURN collect(DISTINCT o.id) AS above, collect(r) AS lines, collect(DISTINCT b) AS below
}
CALL (named, coverers, below) {
  UNWIND named + coverers + below AS n
  WITH DISTINCT n
  OPTIONAL MATCH (n)-[r:{{.Hops}}]->()
  RETURN collect(DISTINCT n.id) AS starts, collect(r) AS out
}
CALL (named, own, below) {
  UNWIND named + own + below AS o
  WITH DISTINCT o
  WHERE o:Organisation AND COUNT { (o)-[:COVERS]->() } <= $most
  OPTIONAL MATCH (o)-[r:COVERS]->()
  RETURN collect(DISTINCT o.id) AS covering, collect(r) AS covers
}
CALL (named) {
  UNWIND named AS n
  WITH n
  WHERE COUNT { (n)<-[:END]-() } <= $most
  OPTIONAL MATCH (n)<-[r:END]-()
  RETURN collect(DISTINCT n.id) AS ends, collect(r) AS paired
}
CALL (named, own) {
  UNWIND named + own AS n
  WITH DISTINCT n
  OPTIONAL MATCH (n)<-[:{{.About}}]-(f:{{.Finding}})
  RETURN collect(DISTINCT n.id) AS subjects, collect(CASE WHEN f IS NOT NULL THEN [n.id, f.pos, f.code, f.id, f.subject, f.related, f.since, f.until, f.pieceSince, f.pieceUntil, f.region, f.attributes] END) AS found
}
CALL (named, around, below) {
  UNWIND named + around + below AS n
  WITH DISTINCT n
  WHERE n.doc IS NOT NULL
  RETURN collect([n.id, n.kind, n.code, n.name, n.since, n.until, n.doc]) AS nouns
}
RETURN nouns, above, starts, covering, ends, subjects, found,
{{- range $i, $list := .LinkLists}}
  {{if $i}}, {{end}}[r IN {{$list}} | [r.id, type(r), r.from, r.to, r.since, r.until, r.mode, r.role, r.person, r.fromPos, r.toPos]] AS {{$list}}Rows
{{- end}}
