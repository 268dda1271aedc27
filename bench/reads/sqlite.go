package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"

	_ "modernc.org/sqlite" // the same translation of SQLite that the engine uses
)

// bySQL is the floor over a file of SQLite: statements prepared once, as many
// connections as cores.
type bySQL struct {
	db          *sql.DB
	file        string
	w           *world
	today       int
	finding     string // the table of findings in force
	first, last string // places of the first and of the last organisation of the province
	gapFrom     string // and where gaps of the province begin and end
	gapTo       string
	gapDeep     string // where page 1,000 begins
	path        string // of the province: places in it begin with it
	prefecture  string // path of the prefecture
	ready       map[string]*sql.Stmt
}

func openSQL(ctx context.Context, path string, w *world) (*bySQL, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=cache_size(-65536)")
	if err != nil {
		return nil, err
	}
	b := &bySQL{db: db, w: w, file: path, today: int(today()), finding: "finding", ready: map[string]*sql.Stmt{}}
	var set int
	if err := db.QueryRowContext(ctx, `SELECT finding_set FROM state`).Scan(&set); err != nil {
		return nil, err
	}
	if set%2 == 1 {
		b.finding = "finding_odd"
	}
	if err := b.bounds(ctx); err != nil {
		return nil, err
	}
	texts, err := b.statements()
	if err != nil {
		return nil, err
	}
	for name, text := range texts {
		statement, err := db.PrepareContext(ctx, text) //nolint:sqlclosecheck // ends with the database
		if err != nil {
			return nil, err
		}
		b.ready[name] = statement
	}
	return b, nil
}

func (b *bySQL) name() string { return "SQLite" }
func (b *bySQL) close() error { return b.db.Close() }

// bounds finds the runs of keys that the province comes to.
func (b *bySQL) bounds(ctx context.Context) error {
	for _, one := range []struct {
		list, statement string
		first, last     *string
	}{
		{"organisations", `SELECT s.key FROM shelf s JOIN noun n ON n.num = s.noun WHERE s.shelf = 'ORGANISATION' AND n.id = ?`, &b.first, &b.last},
		{"gaps", `SELECT pos FROM ` + b.finding + ` WHERE id = ? AND piece_since <= ` + strconv.Itoa(b.today) + ` AND ` + strconv.Itoa(b.today) + ` < piece_until`, &b.gapFrom, &b.gapTo},
	} {
		var at struct {
			Region struct {
				First, Last struct{ Nodes []found }
			}
		}
		query := `query($id: ID!) { region(by: {id: $id}) { first: ` + one.list + `(first: 1) { nodes { id } } last: ` + one.list + `(last: 1) { nodes { id } } } }`
		if err := b.w.s.data(ctx, query, map[string]any{"id": b.w.province}, &at); err != nil {
			return err
		}
		if len(at.Region.First.Nodes) == 0 {
			return errors.New("the province has no " + one.list)
		}
		err := errors.Join(b.db.QueryRowContext(ctx, one.statement, at.Region.First.Nodes[0].ID).Scan(one.first),
			b.db.QueryRowContext(ctx, one.statement, at.Region.Last.Nodes[0].ID).Scan(one.last))
		if err != nil {
			return err
		}
	}
	for id, path := range map[string]*string{b.w.province: &b.path, b.w.prefecture: &b.prefecture} {
		if err := b.db.QueryRowContext(ctx, `SELECT doc ->> 'path' FROM noun WHERE id = ?`, id).Scan(path); err != nil {
			return err
		}
	}
	b.gapDeep = b.gapFrom
	id, err := b.w.deepest(ctx)
	if err != nil || id == "" {
		return err
	}
	return b.db.QueryRowContext(ctx, `SELECT min(pos) FROM `+b.finding+` WHERE id = ?`, id).Scan(&b.gapDeep)
}

func (b *bySQL) rows(question string) func(context.Context) error {
	if question == linksName {
		return b.links
	}
	statement := b.ready[question]
	if statement == nil {
		return nil
	}
	return func(ctx context.Context) (err error) {
		rows, err := statement.QueryContext(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(sql.RawBytes)
		}
		for rows.Next() {
			if err := rows.Scan(row...); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

func (b *bySQL) handler(question string) http.Handler {
	if question != nestedName {
		return nil
	}
	return byHandler(b.nested)
}

// each reads the rows of a prepared statement, which are texts.
func (b *bySQL) each(ctx context.Context, name string, keys any, columns int, take func([]string)) (err error) {
	var args []any
	if keys != nil {
		text, err := json.Marshal(keys)
		if err != nil {
			return err
		}
		args = append(args, string(text))
	}
	rows, err := b.ready[name].QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	texts, into := make([]string, columns), make([]any, columns)
	for i := range texts {
		into[i] = &texts[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		take(texts)
	}
	return rows.Err()
}

// nested answers the nested question by five statements.
func (b *bySQL) nested(ctx context.Context) (*answer, error) {
	var all answer
	nodes := &all.Data.Organisations.Nodes
	byID := map[string]*organisation{}
	var ids []string
	err := b.each(ctx, "organisations", nil, 2, func(row []string) {
		o := newOrganisation(row[0], row[1])
		*nodes, byID[o.ID], ids = append(*nodes, o), o, append(ids, o.ID)
	})
	if err != nil {
		return nil, err
	}
	var pairings []string
	err = errors.Join(
		b.each(ctx, "regions", ids, 2, func(row []string) { byID[row[0]].Region = &named{row[1]} }),
		b.each(ctx, "coverages", ids, 4, func(row []string) {
			o := byID[row[0]]
			o.Coverages.Nodes = append(o.Coverages.Nodes, coverage{row[1], participant{row[2], row[3]}})
		}),
		b.each(ctx, "pairings", ids, 3, func(row []string) {
			o := byID[row[0]]
			o.Pairings.Nodes = append(o.Pairings.Nodes, pairing{ID: row[1], Kind: row[2]})
			pairings = append(pairings, row[1])
		}))
	if err != nil {
		return nil, err
	}
	slices.Sort(pairings)
	ends := map[string][]end{}
	err = b.each(ctx, "ends", slices.Compact(pairings), 4, func(row []string) {
		ends[row[0]] = append(ends[row[0]], end{row[1], participant{row[2], row[3]}})
	})
	all.pair(ends)
	return &all, err
}
