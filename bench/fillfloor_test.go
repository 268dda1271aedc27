package bench

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j/neo4jtest"
	"cobuild/store/sqlite"
)

// BenchmarkLoadFloor writes the rows of a store that is loaded already, by plain
// statements: nothing is generated, tested, placed, derived or looked for.
func BenchmarkLoadFloor(b *testing.B) {
	path := filepath.Join(b.TempDir(), "whole.db")
	engine := fileSQLite(b, path)
	s, facts := fill(b, engine)
	b.Run("SQLite", func(b *testing.B) {
		for b.Loop() {
			copied(b, path, filepath.Join(b.TempDir(), "floor.db"))
		}
		b.ReportMetric(float64(facts)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("Neo4j", func(b *testing.B) {
		plain := readPlain(b, engine, path)
		for b.Loop() {
			b.StopTimer()
			if err := emptyNeo4j(b).Close(); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			plain.create(b)
		}
		b.ReportMetric(float64(facts)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// copied fills a file from another by one INSERT … SELECT a table, with indexes
// afterwards; of the word index, which keeps no copy of its words, only the
// tables beneath are copied.
func copied(b *testing.B, from, to string) {
	b.Helper()
	engine := fileSQLite(b, to)
	if err := engine.Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+to+"?_pragma=cache_size(-131072)&_pragma=synchronous(OFF)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	exec := func(statement string, args ...any) {
		if _, err := db.Exec(statement, args...); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	var drops, indexes []string
	rows, err := db.Query("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			b.Fatal(err)
		}
		drops, indexes = append(drops, "DROP INDEX "+name), append(indexes, statement)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	exec("ATTACH ? AS other", "file:"+from+"?mode=ro")
	for _, statement := range drops {
		exec(statement)
	}
	for _, table := range []string{"noun", "shelf", "link", "finding", "segment", "state"} {
		exec("INSERT INTO main." + table + " SELECT * FROM other." + table)
	}
	exec("DELETE FROM main.search_data")
	exec("INSERT INTO main.search_data SELECT * FROM other.search_data")
	exec("INSERT INTO main.search_docsize SELECT * FROM other.search_docsize")
	for _, statement := range indexes {
		exec(statement)
	}
	exec("PRAGMA synchronous = FULL")
	exec("PRAGMA main.wal_checkpoint(TRUNCATE)")
}

// plainRows are rows as a driver takes them, by statement.
type plainRows struct {
	creates []plainCreate
}

type plainCreate struct {
	statement string
	rows      []map[string]any
}

func (p *plainRows) add(statement string, row map[string]any) {
	at := slices.IndexFunc(p.creates, func(c plainCreate) bool { return c.statement == statement })
	if at < 0 {
		at = len(p.creates)
		p.creates = append(p.creates, plainCreate{statement: statement})
	}
	p.creates[at].rows = append(p.creates[at].rows, row)
}

// readPlain reads a store into memory.
func readPlain(b *testing.B, engine *sqlite.Engine, path string) *plainRows {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	p := &plainRows{}
	read := func(query, statement string, more func(map[string]any) string) {
		rows, err := db.Query(query)
		if err != nil {
			b.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			b.Fatal(err)
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				b.Fatal(err)
			}
			row := make(map[string]any, len(columns))
			for i, name := range columns {
				row[name] = values[i]
			}
			p.add(strings.Replace(statement, "LABEL", more(row), 1), row)
		}
		if err := rows.Err(); err != nil {
			b.Fatal(err)
		}
	}
	label := func(kind string) string { return kind[:1] + strings.ToLower(kind[1:]) }
	read("SELECT id, kind, code, name, since, until, doc FROM noun", "CREATE (n:Noun:LABEL) SET n = row", func(row map[string]any) string { return label(row["kind"].(string)) })
	words(b, engine, p)
	read("SELECT s.shelf, s.key, s.since, s.until, n.id AS noun FROM shelf s JOIN noun n ON n.num = s.noun",
		"MATCH (n:Noun {id: row.noun}) CREATE (:Place {shelf: row.shelf, key: row.key, since: row.since, until: row.until})-[:LISTS]->(n)", func(map[string]any) string { return "" })
	read("SELECT id, hop, from_id AS `from`, to_id AS `to`, since, until, mode, role, person, from_pos AS fromPos, to_pos AS toPos FROM link",
		"MATCH (a:Noun {id: row.from}) MATCH (b:Noun {id: row.to}) CREATE (a)-[r:LABEL]->(b) SET r = row", func(row map[string]any) string {
			hop := row["hop"].(string)
			delete(row, "hop")
			for _, name := range []string{"mode", "role", "person"} {
				if row[name] == "" {
					delete(row, name)
				}
			}
			return hop
		})
	read("SELECT code, pos, id, subject, related, since, until, piece_since AS pieceSince, piece_until AS pieceUntil, region, attributes FROM finding",
		"MATCH (n:Noun {id: row.subject}) CREATE (f:Finding)-[:ABOUT]->(n) SET f = row", func(map[string]any) string { return "" })
	read("SELECT scope, subject, revision, data FROM segment", "CREATE (s:Segment) SET s = row", func(map[string]any) string { return "" })
	return p
}

// words gives nouns the words by which they are found, about as many as they
// have: their names, since the index keeps no copy.
func words(b *testing.B, engine store.Reader, p *plainRows) {
	b.Helper()
	sums, err := store.AllWordSums(context.WithoutCancel(b.Context()), engine)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range p.creates {
		for _, row := range c.rows {
			if _, has := sums[graph.ID(row["id"].(string))]; has {
				name, _ := row["name"].(string)
				row["words"] = strings.Join(strings.Split(name, ""), "a ")
			}
		}
	}
}

// create writes the rows, 10,000 a transaction, with the one index by which they
// are found; the others are made at the end.
func (p *plainRows) create(b *testing.B) {
	b.Helper()
	ctx := context.WithoutCancel(b.Context())
	user, password := neo4jtest.SignIn()
	auth := driver.NoAuth()
	if user != "" {
		auth = driver.BasicAuth(user, password, "")
	}
	d, err := driver.NewDriverWithContext(neo4jtest.URI(b), auth)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close(ctx)
	ask := func(statement string, params map[string]any) []*driver.Record {
		answer, err := driver.ExecuteQuery(ctx, d, statement, params, driver.EagerResultTransformer)
		if err != nil {
			b.Fatalf("%.200s: %v", statement, err)
		}
		return answer.Records
	}
	var schema []string
	for _, what := range []string{"CONSTRAINT", "INDEX"} {
		text := "SHOW " + what + "S YIELD name, createStatement RETURN name, createStatement"
		if what == "INDEX" {
			text = "SHOW INDEXES YIELD name, type, owningConstraint, createStatement WHERE owningConstraint IS NULL AND type <> 'LOOKUP' RETURN name, createStatement"
		}
		for _, record := range ask(text, nil) {
			name, statement := record.Values[0].(string), record.Values[1].(string)
			if name == "noun_id" || name == "writer_name" {
				continue
			}
			schema = append(schema, statement)
			ask("DROP "+what+" "+name, nil)
		}
	}
	for _, c := range p.creates {
		for rows := range slices.Chunk(c.rows, 10_000) {
			ask("UNWIND $rows AS row "+c.statement, map[string]any{"rows": rows})
		}
	}
	for _, statement := range schema {
		ask(statement, nil)
	}
	ask("CALL db.awaitIndexes(36000)", nil)
}
