package exchange

import (
	"context"
	"errors"
	"slices"
	"time"

	"cobuild/graph"
	"cobuild/store"
)

// Options say how an import is to be done.
type Options struct {
	On      graph.Date // date the sheets speak of: from it a changed value holds; 0 = today
	Correct bool       // a value that differs is put in place of one that was never true, rather than a change
	Strict  bool       // nothing is loaded where anything has faults: a row, a sheet or a file
	DryRun  bool       // nothing is loaded
	Mapping *Mapping   // nil = none

	// Reconcile compares the sheets with the store instead of loading them;
	// Within is the code of the region it looks in, "" = everywhere.
	Reconcile bool
	Within    string

	Actor      string
	Note       string
	SeeMembers bool // may be told what is on record of members

	Batch int // most rows of one revision; 0 = 5,000
	Bulk  int // rows from which an empty store is loaded at once; 0 = 20,000
	Tell  func(Progress)
}

// LoadName is what a load of an empty store is called in it while it is under
// way.
const LoadName = "import"

// Progress is how far an import has come.
type Progress struct {
	Loading   bool  // rows are made true, or written; else files are read
	Done, All int64 // bytes of files read; rows made true or written
	Rows      int
}

const (
	defaultBatch = 5_000
	defaultBulk  = 20_000
	keptChanges  = 1_000
)

// TableCount is what became of the rows of a table.
type TableCount struct {
	Table                         string
	Rows                          int
	Entered, Changed, Same, Waits int
	Folded                        int // placeholders: not loaded, see Fold of SheetMapping
}

// Result is what an import did, or would do.
type Result struct {
	Ledger    Ledger
	Tables    []TableCount
	Values    []Change // the first values that changed
	Altered   int      // all of them
	Revisions []graph.RevisionRange
	Bulk      bool      // the empty store was loaded at once, as revision 1
	Loaded    bool      // something was written
	Missing   []Absence // the first of them, of a reconciliation
	Absent    int       // all of them
	Took      time.Duration
}

// Rows are those of all tables.
func (r *Result) Rows() (rows int) {
	for _, t := range r.Tables {
		rows += t.Rows
	}
	return rows
}

// Count adds up what became of rows.
func (r *Result) Count() (entered, changed, same, waits int) {
	for _, t := range r.Tables {
		entered, changed, same, waits = entered+t.Entered, changed+t.Changed, same+t.Same, waits+t.Waits
	}
	return entered, changed, same, waits
}

// run is one import under way.
type run struct {
	Options
	*reading
	store  *store.Store
	spool  *spool
	result *Result
	counts map[string]*TableCount
	played int
	named  map[uint64]bool    // hashes of nouns that rows name, for a reconciliation
	owned  map[uint64]seenRow // by a hash of the noun, the row about it
	fresh  map[where]bool     // organisations that the first pass entered or changed

	endTable, seatTable int
	endsOf, seatsOf     map[string][]spooled // rows of ends and seats by the code of their pairing or alliance
}

// part is what became of some rows, kept apart until it is certain.
type part struct {
	faults  []Fault
	notes   []Fault
	values  []Change
	altered int
	counts  map[string]TableCount
	off     []spooled
	waits   int
	refused map[bearer]where
	owned   map[uint64]seenRow // hashes of the nouns that rows were about
	named   []graph.ID
	fresh   []where // organisations that the first pass entered or changed
	lone    []Absence
}

// errFaults rolls back a strict import.
var errFaults = errors.New("exchange: rows have faults")

// Import brings sources into a store. Where it ends in an error, such as a
// cancelled context, the result tells what was loaded until then: the store is
// consistent, and the same import again goes on where it ended.
func Import(ctx context.Context, s *store.Store, sources []Source, o Options) (*Result, error) {
	begun := time.Now()
	if o.On == 0 {
		o.On = s.Today()
	}
	if o.Mapping == nil {
		o.Mapping = &Mapping{}
	}
	if o.Batch <= 0 {
		o.Batch = defaultBatch
	}
	if o.Bulk == 0 {
		o.Bulk = defaultBulk
	}
	o.DryRun = o.DryRun || o.Reconcile
	spool, err := newSpool()
	if err != nil {
		return nil, err
	}
	defer spool.close()
	result := &Result{}
	r := &run{
		Options: o, store: s, spool: spool, result: result, counts: map[string]*TableCount{},
		reading: newReading(o.Mapping, spool, &result.Ledger, o.On), endsOf: map[string][]spooled{}, seatsOf: map[string][]spooled{}, named: map[uint64]bool{}, fresh: map[where]bool{}, owned: map[uint64]seenRow{},
	}
	err = r.do(ctx, sources)
	err = errors.Join(err, r.finish(sources))
	result.Took = time.Since(begun)
	return result, err
}

func (r *run) do(ctx context.Context, sources []Source) error {
	r.reading.tell = func(done int64, rows int) { r.tellProgress(false, done, rows) }
	if err := r.reading.all(ctx, sources); err != nil {
		return err
	}
	if err := r.listEnds(); err != nil {
		return err
	}
	if err := r.load(ctx); err != nil && !errors.Is(err, errFaults) {
		return err
	}
	if r.Reconcile {
		return r.reconcile(ctx)
	}
	return nil
}

func (r *run) tellProgress(loading bool, done int64, rows int) {
	if r.Tell == nil {
		return
	}
	all := int64(0)
	if loading {
		all = int64(r.spool.total)
	}
	r.Tell(Progress{Loading: loading, Done: done, All: all, Rows: rows})
}

// listEnds notes the ends and seats that sheets of their own give to pairings
// and alliances, by the code of these.
func (r *run) listEnds() error {
	for _, of := range []struct {
		table, column string
		at            *int
		rows          map[string][]spooled
	}{{"ends", "pairing", &r.endTable, r.endsOf}, {"seats", "alliance", &r.seatTable, r.seatsOf}} {
		*of.at = slices.IndexFunc(tables, func(t *table) bool { return t.name == of.table })
		for _, at := range r.spool.rows[*of.at] {
			row, err := r.spool.get(*of.at, at)
			if err != nil {
				return err
			}
			code := row.text(of.column)
			of.rows[code] = append(of.rows[code], at)
		}
	}
	return nil
}

// load makes the rows true in the way that suits: at once where they are few, or
// the store is empty and they are many; else batch by batch, each a revision.
func (r *run) load(ctx context.Context) error {
	empty, err := r.store.Empty(ctx)
	if err != nil {
		return err
	}
	if r.spool.total == 0 {
		return nil
	}
	dry := r.DryRun || r.Strict && r.result.Ledger.faulty()
	switch {
	case empty && r.Bulk > 0 && r.spool.total >= r.Bulk:
		return r.loadBulk(ctx, dry)
	case r.spool.total <= r.Batch:
		return r.loadAtOnce(ctx, dry)
	case dry:
		return r.try(ctx)
	case r.Strict:
		return r.loadStrictly(ctx)
	default:
		return r.loadBatches(ctx)
	}
}

func (r *run) intent() graph.Intent {
	return graph.Intent{Operation: "import", Actor: r.Actor, Note: r.Note}
}

// loadBulk makes the rows true on a pile and loads the empty store with it.
func (r *run) loadBulk(ctx context.Context, dry bool) (err error) {
	p, err := newPile(r.store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	err = r.rounds(ctx, func(ctx context.Context, table int, rows []spooled, last bool) (*part, error) {
		d := newDesk(p)
		out, err := r.onDesk(d)(ctx, table, rows, last)
		if err == nil {
			err = p.take(ctx, d)
		}
		return out, err
	})
	if err != nil || dry || r.Strict && r.result.Ledger.faulty() || p.Rows() == 0 {
		return err
	}
	err = r.store.LoadScratch(ctx, LoadName, p.Scratch, func(done, all int) {
		if r.Tell != nil {
			r.Tell(Progress{Loading: true, Done: int64(done), All: int64(all), Rows: r.rows})
		}
	})
	r.result.Bulk, r.result.Loaded = err == nil, err == nil
	return err
}

// try makes the rows true on a pile over what is on record, of which nothing is
// kept. Others may write between its batches.
func (r *run) try(ctx context.Context) (err error) {
	p, err := newPile(r.store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	return r.rounds(ctx, func(ctx context.Context, table int, rows []spooled, last bool) (out *part, err error) {
		err = p.try(ctx, r.store, r.intent(), func(ctx context.Context, d *desk) (err error) {
			out, err = r.onDesk(d)(ctx, table, rows, last)
			return err
		})
		return out, err
	})
}

// loadStrictly tries all rows before it loads any.
func (r *run) loadStrictly(ctx context.Context) error {
	kept := r.keep()
	if err := r.try(ctx); err != nil || r.result.Ledger.faulty() {
		return err
	}
	r.restore(kept)
	return r.loadBatches(ctx)
}

// loadAtOnce makes all rows true in one revision, or in none.
func (r *run) loadAtOnce(ctx context.Context, dry bool) error {
	kept := r.keep()
	outcome, err := r.store.ApplyAll(ctx, r.intent(), func(ctx context.Context, e graph.Edit) error {
		r.restore(kept) // it may run again
		desk := newDesk(e)
		if err := r.rounds(ctx, r.onDesk(desk)); err != nil {
			return err
		}
		if r.Strict && !dry && r.result.Ledger.faulty() {
			return errFaults
		}
		return desk.handOver(ctx)
	}, dry)
	if err == nil && !dry {
		r.wrote(outcome)
	}
	return err
}

// loadBatches makes some hundred or thousand rows true at a time, each time in
// one revision.
func (r *run) loadBatches(ctx context.Context) error {
	var pace pace
	return r.roundsOf(ctx, func() int { return pace.next(r.Batch) }, func(ctx context.Context, table int, rows []spooled, last bool) (p *part, err error) {
		var begun time.Time
		outcome, err := r.store.ApplyAll(ctx, r.intent(), func(ctx context.Context, e graph.Edit) (err error) {
			begun = time.Now()
			desk := newDesk(e)
			if p, err = r.onDesk(desk)(ctx, table, rows, last); err != nil {
				return err
			}
			if r.Strict && len(p.faults) > 0 {
				return meanwhile(p.faults[0])
			}
			return desk.handOver(ctx)
		}, false)
		if err != nil {
			return p, err
		}
		pace.took(len(rows), time.Since(begun))
		if r.wrote(outcome); outcome.Changes > 0 {
			err = letIn(ctx)
		}
		return p, err
	})
}

// meanwhile ends a strict import of which a row was good when all were tried.
func meanwhile(f Fault) error {
	return graph.Conflict(nil, "others wrote while this was imported, and %[1]s is refused now (%[2]s): take back what was loaded until then, or import the rest without strict",
		"导入期间库有其他变更，%[1]s现已不能导入（%[3]s）：请撤回已导入部分，或不加strict继续导入", f.where(graph.EN), f.What.EN, f.What.ZH)
}

// wrote notes the revision of an outcome. Revisions that others made between
// are left out of the ranges.
func (r *run) wrote(o store.Outcome) {
	if o.Changes == 0 {
		return
	}
	r.result.Loaded = true
	r.result.Revisions = graph.WithRevision(r.result.Revisions, o.Revision)
}
