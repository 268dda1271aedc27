// Constraints and indexes. Each is named; what is there is left alone.
CREATE CONSTRAINT writer_name IF NOT EXISTS FOR (w:Writer) REQUIRE w.name IS UNIQUE;
CREATE CONSTRAINT noun_id IF NOT EXISTS FOR (n:Noun) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT place_key IF NOT EXISTS FOR (p:Place) REQUIRE (p.shelf, p.key) IS UNIQUE;
{{- range .Sets}}
CREATE CONSTRAINT {{.Name "finding"}}_pos IF NOT EXISTS FOR (f:{{.Finding}}) REQUIRE f.pos IS UNIQUE;
CREATE INDEX {{.Name "finding"}}_code IF NOT EXISTS FOR (f:{{.Finding}}) ON (f.code, f.pos);
CREATE INDEX {{.Name "finding"}}_id IF NOT EXISTS FOR (f:{{.Finding}}) ON (f.id);
CREATE CONSTRAINT {{.Name "segment"}}_key IF NOT EXISTS FOR (s:{{.Segment}}) REQUIRE (s.scope, s.subject) IS UNIQUE;
CREATE INDEX {{.Name "segment"}}_revision IF NOT EXISTS FOR (s:{{.Segment}}) ON (s.revision);
{{- end}}
CREATE FULLTEXT INDEX noun_words IF NOT EXISTS FOR (n:Noun) ON EACH [n.words] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: true}};
CREATE CONSTRAINT entry_at IF NOT EXISTS FOR (e:Entry) REQUIRE e.at IS UNIQUE;
CREATE INDEX changed_at IF NOT EXISTS FOR ()-[c:CHANGED]-() ON (c.subject, c.at);
{{- range .AllHops}}
CREATE CONSTRAINT {{lower .}}_id IF NOT EXISTS FOR ()-[r:{{.}}]-() REQUIRE r.id IS UNIQUE;
CREATE INDEX {{lower .}}_in IF NOT EXISTS FOR ()-[r:{{.}}]-() ON (r.to, r.fromPos);
{{- if not .Single}}
CREATE INDEX {{lower .}}_out IF NOT EXISTS FOR ()-[r:{{.}}]-() ON (r.from, r.toPos);
{{- end}}
{{- end}}
