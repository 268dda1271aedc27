package storetest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// defect names the broken engine that a child of this test binary runs.
const defect = "STORETEST_DEFECT"

// TestSuiteFindsDefects runs the suite over engines with one fault each: a
// suite that lets one of them pass does not test its sentence.
func TestSuiteFindsDefects(t *testing.T) {
	if name := os.Getenv(defect); name != "" {
		Run(t, func(*testing.T) store.Engine { return broken{Engine: NewModel(), faults: defects[name]} })
		return
	}
	for name := range defects {
		t.Run(name, func(t *testing.T) {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSuiteFindsDefects$", "-test.failfast", "-test.timeout=60s")
			child.Env = append(os.Environ(), defect+"="+name)
			out, err := child.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || !bytes.Contains(out, []byte("--- FAIL")) {
				t.Errorf("the suite passes it: %v\n%s", err, out)
			}
			if bytes.Contains(out, []byte("panic: runtime error")) {
				t.Errorf("the suite falls over instead of telling:\n%s", out)
			}
		})
	}
}

// faults change what goes into an engine and what comes out of it.
type faults struct {
	write    func(*store.Batch)
	nouns    func([]graph.ID, map[graph.ID]store.NounRow) error
	links    func(*graph.LinkQuery, map[graph.ID][]store.LinkRow)
	page     func(*graph.LinkPageQuery)
	scan     func([]store.Range)
	findings func([]store.FindingRange)
	log      func(*store.LogRange)
	segments func([]store.SegmentRow) []store.SegmentRow
	update   func(context.Context, store.Engine, func(context.Context, store.Tx) error) error
	open     bool // answers after Close
	lazy     bool // does not sweep
	any      bool // does not heed the set
}

var defects = map[string]faults{
	"links are ordered without regard to case": {links: func(q *graph.LinkQuery, all map[graph.ID][]store.LinkRow) {
		for _, rows := range all {
			slices.SortStableFunc(rows, func(a, b store.LinkRow) int {
				return strings.Compare(strings.ToLower(a.Position(q.Direction)), strings.ToLower(b.Position(q.Direction)))
			})
		}
	}},
	"links ignore the day":          {links: func(q *graph.LinkQuery, _ map[graph.ID][]store.LinkRow) { q.On = 0 }},
	"until is inclusive":            {links: func(q *graph.LinkQuery, _ map[graph.ID][]store.LinkRow) { q.On = max(q.On, 1) - 1 }},
	"pages ignore the day":          {page: func(q *graph.LinkPageQuery) { q.On = 0 }},
	"pages forget Backward":         {page: func(q *graph.LinkPageQuery) { q.Page.Backward = false }},
	"pages hold one too many":       {page: func(q *graph.LinkPageQuery) { q.Page.Limit++ }},
	"scans ignore the day":          {scan: func(rs []store.Range) { each(rs, func(r *store.Range) { r.On = 0 }) }},
	"scans only ascend":             {scan: func(rs []store.Range) { each(rs, func(r *store.Range) { r.Desc = false }) }},
	"scans hold one too few":        {scan: func(rs []store.Range) { each(rs, func(r *store.Range) { r.Limit-- }) }},
	"findings ignore the day":       {findings: func(rs []store.FindingRange) { each(rs, func(r *store.FindingRange) { r.On = 0 }) }},
	"findings ignore the lower end": {findings: func(rs []store.FindingRange) { each(rs, func(r *store.FindingRange) { r.After = "" }) }},
	"log ignores the subject":       {log: func(r *store.LogRange) { r.Subject = "" }},
	"log ignores the index":         {log: func(r *store.LogRange) { r.AfterIndex = 0 }},
	"log only ascends":              {log: func(r *store.LogRange) { r.Desc = false }},
	"segments lose the last":        {segments: func(rows []store.SegmentRow) []store.SegmentRow { return rows[:max(0, len(rows)-1)] }},
	"a noun stands on one shelf": {write: func(b *store.Batch) {
		each(b.Nouns, func(n *store.NounRow) { n.Shelves = n.Shelves[:min(1, len(n.Shelves))] })
	}},
	"links are never dropped":    {write: func(b *store.Batch) { b.DropLinks = nil }},
	"keys are never changed":     {write: func(b *store.Batch) { b.Resort = nil }},
	"findings are never dropped": {write: func(b *store.Batch) { b.DropFindings = nil }},
	"segments are never removed": {write: func(b *store.Batch) {
		b.Segments = slices.DeleteFunc(slices.Clone(b.Segments), func(s store.SegmentRow) bool { return len(s.Data) == 0 })
	}},
	"docs are kept without newlines": {write: func(b *store.Batch) {
		each(b.Nouns, func(n *store.NounRow) { n.Doc = bytes.ReplaceAll(n.Doc, []byte("\n"), nil) })
	}},
	"revisions are floats": {write: func(b *store.Batch) {
		each(b.Segments, func(s *store.SegmentRow) { s.Revision = int64(float64(s.Revision)) })
	}},
	"the next set is written in force": {write: func(b *store.Batch) { b.Beside = false }},
	"a sweep takes nothing":            {lazy: true},
	"a set is answered by another":     {any: true},
	"it answers after Close":           {open: true},
	"a failed update is kept": {update: func(ctx context.Context, e store.Engine, fn func(context.Context, store.Tx) error) error {
		var failed error
		err := e.Update(ctx, func(ctx context.Context, tx store.Tx) error { failed = fn(ctx, tx); return nil })
		return errors.Join(err, failed)
	}},
	"a batch is written in halves": {update: func(ctx context.Context, e store.Engine, fn func(context.Context, store.Tx) error) error {
		return fn(ctx, inHalves{e, e})
	}},
	"an unknown noun is an error": {nouns: func(ids []graph.ID, rows map[graph.ID]store.NounRow) error {
		if len(rows) < len(ids) {
			return graph.NotFound(nil, "no such noun", "不存在")
		}
		return nil
	}},
	"a context is not heeded": {update: func(_ context.Context, e store.Engine, fn func(context.Context, store.Tx) error) error {
		return e.Update(context.Background(), fn)
	}},
}

func each[R any](rows []R, change func(*R)) {
	for i := range rows {
		change(&rows[i])
	}
}

// broken is a sound engine behind faults.
type broken struct {
	store.Engine
	faults
}

func (e broken) Update(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	faulty := func(ctx context.Context, tx store.Tx) error { return fn(ctx, brokenTx{tx, e.faults}) }
	if e.update != nil {
		return e.update(ctx, e.Engine, faulty)
	}
	return e.Engine.Update(ctx, faulty)
}

type brokenTx struct {
	store.Tx
	faults
}

func (tx brokenTx) Write(ctx context.Context, b store.Batch) error {
	if tx.write != nil {
		b.Nouns, b.Segments = slices.Clone(b.Nouns), slices.Clone(b.Segments)
		tx.write(&b)
	}
	return tx.Tx.Write(ctx, b)
}

func (tx brokenTx) Sweep(ctx context.Context) (bool, error) {
	if tx.lazy {
		return true, nil
	}
	return tx.Tx.Sweep(ctx)
}

func (e broken) Of(set int64) store.Reader {
	if e.any {
		return e.Engine
	}
	return e.Engine.Of(set)
}

func (tx inHalves) Sweep(context.Context) (bool, error) { return true, nil }

func (tx inHalves) Ahead(context.Context, []graph.ID) (*store.Ahead, error) { return nil, nil }

// inHalves writes half of the nouns in a transaction of its own.
type inHalves struct {
	store.Reader
	engine store.Engine
}

func (tx inHalves) Write(ctx context.Context, b store.Batch) error {
	half := len(b.Nouns) / 2
	if err := tryWrite(ctx, tx.engine, store.Batch{Nouns: b.Nouns[:half]}); err != nil {
		return err
	}
	b.Nouns = b.Nouns[half:]
	return tryWrite(ctx, tx.engine, b)
}

func (e broken) Close() error {
	if e.open {
		return nil
	}
	return e.Engine.Close()
}

func (e broken) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	rows, err := e.Engine.Nouns(ctx, ids)
	if e.nouns != nil && err == nil {
		err = e.nouns(ids, rows)
	}
	return rows, err
}

func (e broken) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	if e.links != nil {
		e.links(&q, nil)
	}
	rows, err := e.Engine.Links(ctx, q)
	if e.links != nil {
		e.links(&q, rows)
	}
	return rows, err
}

func (e broken) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	if e.page != nil {
		e.page(&q)
	}
	return e.Engine.LinkPages(ctx, q)
}

func (e broken) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	ranges = slices.Clone(ranges)
	if e.scan != nil {
		e.scan(ranges)
	}
	return e.Engine.Scan(ctx, ranges)
}

func (e broken) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	ranges = slices.Clone(ranges)
	if e.findings != nil {
		e.findings(ranges)
	}
	return e.Engine.Findings(ctx, ranges)
}

func (e broken) Segments(ctx context.Context, after int64) ([]store.SegmentRow, error) {
	rows, err := e.Engine.Segments(ctx, after)
	if e.segments != nil {
		rows = e.segments(rows)
	}
	return rows, err
}

func (e broken) Log(ctx context.Context, r []store.LogRange) ([][]store.LogRow, error) {
	r = slices.Clone(r)
	for i := range r {
		if e.log != nil {
			e.log(&r[i])
		}
	}
	return e.Engine.Log(ctx, r)
}
