package bench

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"cobuild/graph"
)

// BenchmarkFloor asks the file of the embedded engine for the same by plain SQL:
// one statement by hand, rows read and thrown away, no rule, no loader, no JSON.
// What the whole way from query to answer costs stands beside it.
func BenchmarkFloor(b *testing.B) {
	path := filepath.Join(b.TempDir(), "floor.db")
	engine := fileSQLite(b, path)
	f := load(b, engine)
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	today := int(f.store.Today())
	gap := int(graph.GapUncovered.Code())
	for _, c := range []struct {
		name, statement string
		args            []any
	}{
		{"changes", "SELECT doc FROM log ORDER BY revision DESC, idx DESC LIMIT 20", nil},
		{"gaps-page-first", "SELECT f.id, f.pos, n.doc FROM finding f JOIN noun n ON n.id = f.subject WHERE f.code = ? AND f.pos > ' ' AND f.piece_since <= ? AND ? < f.piece_until ORDER BY f.pos LIMIT 51", []any{gap, today, today}},
		{"report-county", "SELECT code, COUNT(*) FROM finding WHERE piece_since <= ? AND ? < piece_until GROUP BY code", []any{today, today}},
		{"groups-by-class", "SELECT substr(attributes, 1, 2), code, COUNT(*) FROM finding WHERE code < 36 AND piece_since <= ? AND ? < piece_until GROUP BY 1, 2", []any{today, today}},
		{"members-of-hub", "SELECT n.doc FROM link l JOIN noun n ON n.id = l.from_id WHERE l.to_id = ? AND l.hop = 'AFFILIATED' AND l.since <= ? AND ? < l.until ORDER BY l.from_pos LIMIT 51", []any{f.variables["hub"], today, today}},
		{"unit-whole", "SELECT n.doc, l.hop, l.to_id, f.code FROM noun n LEFT JOIN link l ON l.from_id = n.id LEFT JOIN finding f ON f.subject = n.id WHERE n.id = ?", []any{f.variables["unit"]}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if met, err := passOver(db, c.statement, c.args); err != nil || met == 0 {
					b.Fatalf("%d rows (%v)", met, err)
				}
			}
		})
	}
	b.Run("write-headcount", func(b *testing.B) { // one row, durable
		for b.Loop() {
			if _, err := db.Exec("UPDATE noun SET doc = doc || ' ' WHERE id = ?", f.variables["unit"]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// passOver reads the rows of a statement and gives their number.
func passOver(db *sql.DB, statement string, args []any) (met int, err error) {
	rows, err := db.Query(statement, args...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	row := make([]any, len(columns))
	for i := range row {
		row[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(row...); err != nil {
			return met, err
		}
		met++
	}
	return met, rows.Err()
}
