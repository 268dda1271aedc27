package export

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"

	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/httpapi"
)

// Format is how rows are written.
type Format string

// The formats.
const (
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	JSONL Format = "jsonl"
)

// Formats lists them.
var Formats = []Format{CSV, XLSX, JSONL}

// Spec is what a query leaves open about its export.
type Spec struct {
	Format   Format
	Path     string         // of the list whose items are the rows, dotted; "" = the only one
	Language graph.Language // of headings, values of enumerations and texts; "" = names and values of the API
	NoBOM    bool           // CSV without byte order mark
	Limit    int            // most rows; 0 = all
	Name     string         // of the file and the sheet; "" = that of the operation
}

// name is that of the file, without what would mean something in a path or a header.
func (s *Spec) name(op *ast.OperationDefinition) string {
	return cmp.Or(s.Name, op.Name, "export")
}

// Asked is an API whose documents can be read.
type Asked interface {
	API
	Document(asker *http.Request, query string) (*ast.QueryDocument, error)
}

// Export is an export that can run.
type Export struct {
	spec    Spec
	plan    *plan
	columns []column
	walk    *walk
	name    string
}

// Prepare reads a query and works out its rows and columns. It asks nothing yet.
func Prepare(api Asked, q httpapi.Question, spec Spec) (*Export, error) {
	doc, err := api.Document(q.Asker, q.Query)
	if err != nil {
		return nil, err
	}
	op := doc.Operations.ForName(q.Operation)
	switch {
	case op == nil:
		return nil, graph.Invalid([]string{"operationName"}, "no operation is named %q: name one of those in the query", "查询中没有名为%q的操作：请指明其中之一", graph.Clip(q.Operation))
	case op.Operation != ast.Query:
		return nil, graph.Invalid([]string{"query"}, "the operation is a %s: only what a query gives is exported", "该操作为%s：只能导出查询的结果", op.Operation)
	}
	p, err := planOf(op, spec.Path)
	if err != nil {
		return nil, err
	}
	e := &Export{spec: spec, plan: p, name: spec.name(op)}
	if spec.Format != JSONL {
		if e.columns, err = p.columns(spec.Language); err != nil {
			return nil, err
		}
	}
	if q.Language == "" {
		q.Language = spec.Language
	}
	e.walk = newWalk(api, p, q, spec.Limit)
	return e, nil
}

// Name is that of the export, for a file.
func (e *Export) Name() string { return e.name }

// Run writes the rows. Nothing is written before the first page is there. tell,
// if not nil, is told the rows so far. JSON Lines that break off end with a line
// that says so.
func (e *Export) Run(ctx context.Context, w io.Writer, tell func(rows int)) (rows int, err error) {
	if e.spec.Format == JSONL {
		return e.lines(ctx, w, tell)
	}
	out := exchange.NewXLSX(w)
	if e.spec.Format == CSV {
		out = exchange.NewCSV(w, !e.spec.NoBOM)
	}
	head := make([]string, len(e.columns))
	for i, one := range e.columns {
		head[i] = one.heading
	}
	cells := make([]any, len(e.columns))
	err = e.walk.each(ctx, func() error { return out.Begin(e.name, head) }, func(items []any, ordinals []int) error {
		for i := range e.columns {
			cells[i] = e.columns[i].read(items, ordinals, e.spec.Language)
		}
		if err := out.Row(cells); err != nil {
			return err
		}
		if tell != nil {
			tell(e.walk.rows)
		}
		return nil
	})
	if err != nil {
		_ = out.Close() // what it holds goes nowhere
		return e.walk.rows, err
	}
	return e.walk.rows, out.Close()
}

func (e *Export) lines(ctx context.Context, w io.Writer, tell func(rows int)) (int, error) {
	err := e.walk.each(ctx, func() error { return nil }, func(items []any, _ []int) error {
		line, err := e.plan.line(items)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
		if tell != nil {
			tell(e.walk.rows)
		}
		return nil
	})
	if err != nil && e.walk.started {
		var last bytes.Buffer
		if encode(&last, map[string]any{"error": map[string]any{"message": messages(err, e.spec.Language)[0].Message, "rows": e.walk.rows}}) == nil {
			last.WriteByte('\n')
			_, _ = w.Write(last.Bytes()) // a client that is gone reads nothing
		}
	}
	return e.walk.rows, err
}
