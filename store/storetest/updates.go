package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// readDoc is the Doc of a noun, "" where there is none.
func readDoc(t *testing.T, r store.Reader, x thing) string {
	t.Helper()
	return string(answer(t, r, store.Reader.Nouns, []graph.ID{x.id})[x.id].Doc)
}

func withDoc(x thing, doc string) store.Batch {
	row := x.row()
	row.Doc = []byte(doc)
	return store.Batch{Nouns: []store.NounRow{row}}
}

func testReadYourWrites(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "read your writes", "x")
	for i := range 25 {
		want := fmt.Sprintf(`{"n":%d}`, i)
		write(t, e, withDoc(x, want))
		if got := readDoc(t, e, x); got != want {
			t.Fatalf("read %s after %s was acknowledged", got, want)
		}
	}
	seen := make(chan string, 8) // by other goroutines, and so other connections
	for range cap(seen) {
		go func() {
			nouns, err := e.Nouns(t.Context(), []graph.ID{x.id})
			seen <- fmt.Sprint(string(nouns[x.id].Doc), err)
		}()
	}
	for range cap(seen) {
		same(t, "read elsewhere", <-seen, `{"n":24}<nil>`)
	}
}

// testTransactionReads: a transaction reads as of its start and what it wrote
// itself, and all of its writes happen, in their order.
func testTransactionReads(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindUnit, "transaction x", "x"), aThing(graph.KindUnit, "transaction y", "y")
	link := tie("transaction", graph.HopCovers, x, y, graph.Always)
	write(t, e, withDoc(x, `"before"`))
	state := answer(t, e, stateOf, struct{}{})
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for _, q := range everyQuestion(x) {
			inside, err := q.ask(ctx, tx)
			if err != nil {
				return err
			}
			outside, err := q.ask(ctx, e)
			if err != nil {
				return err
			}
			same(t, q.name, inside, outside)
		}
		if err := tx.Write(ctx, withDoc(x, `"first"`)); err != nil {
			return err
		}
		gap, place := finding(y, 72, "transaction", graph.Always), y.on("transaction", "y")
		segment := store.SegmentRow{SegmentKey: store.SegmentKey{Scope: y.id, Subject: graph.KindUnit}, Revision: 7, Data: []byte("transaction")}
		logged := entry(state.Revision+1, 0, y)
		if err := tx.Write(ctx, store.Batch{
			Nouns: []store.NounRow{y.row(place)}, Links: []store.LinkRow{link},
			Findings: []store.FindingRow{gap}, Segments: []store.SegmentRow{segment}, Log: []store.LogRow{logged},
		}); err != nil {
			return err
		}
		same(t, "own doc", readDoc(t, tx, x), `"first"`)
		same(t, "own link", linksOf(t, tx, y, graph.In, 0, graph.HopCovers), []store.LinkRow{link})
		same(t, "own place", answer(t, tx, store.Reader.Scan, []store.Range{fullShelf("transaction")})[0][0].Key, place.Key)
		same(t, "own finding", answer(t, tx, store.Reader.FindingsOf, []graph.ID{y.id})[y.id], []store.FindingRow{gap})
		same(t, "own segment", answer(t, tx, store.Reader.SegmentsByKey, []store.SegmentKey{segment.SegmentKey})[segment.SegmentKey], segment)
		same(t, "own entry", answer(t, tx, logRun, store.LogRange{Subject: y.id, Limit: 2}), []store.LogRow{logged})
		state.Revision++
		b := withDoc(x, `"second"`)
		b.State = &state
		return tx.Write(ctx, b)
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "doc", readDoc(t, e, x), `"second"`)
	same(t, "link", linksOf(t, e, y, graph.In, 0, graph.HopCovers), []store.LinkRow{link})
}

func testOpenWriteUnseen(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindUnit, "unseen x", "x"), aThing(graph.KindUnit, "unseen y", "y")
	write(t, e, withDoc(x, `"before"`))
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.Write(ctx, withDoc(x, `"after"`)); err != nil {
			return err
		}
		if err := tx.Write(ctx, store.Batch{Nouns: []store.NounRow{y.row(y.on("unseen", "y"))}}); err != nil {
			return err
		}
		same(t, "doc while the write is open", readDoc(t, e, x), `"before"`)
		same(t, "new noun while the write is open", readDoc(t, e, y), "")
		same(t, "shelf while the write is open", answer(t, e, store.Reader.Scan, []store.Range{fullShelf("unseen")}), [][]store.ShelfRow{{}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "doc", readDoc(t, e, x), `"after"`)
}

// failing runs an Update that writes all kinds of rows and then fails, and
// checks that nothing of it is there and that the engine goes on.
func failing(t *testing.T, e store.Engine, name string, fail func(update func(end func() error) error)) {
	t.Helper()
	x, y := aThing(graph.KindUnit, "failing x "+name, "x"), aThing(graph.KindUnit, "failing y "+name, "y")
	link := tie("failing "+name, graph.HopCovers, x, y, graph.Always)
	gap := finding(x, 72, "failing/"+name, graph.Always)
	key := store.SegmentKey{Scope: x.id, Subject: graph.KindUnit}
	before := withDoc(x, `"before"`)
	before.Nouns[0].Shelves = []store.ShelfKey{x.on("failing "+name, "x")}
	before.Findings = []store.FindingRow{gap}
	write(t, e, before)
	questions := append(everyQuestion(x), everyQuestion(y)...)
	questions = append(questions, asking("Scan", store.Reader.Scan, []store.Range{fullShelf("failing " + name)}),
		asking("Log", logRun, store.LogRange{Subject: x.id, Limit: 9}))
	ask := func() (answers []any) {
		for _, q := range questions {
			a, err := q.ask(t.Context(), e)
			if err != nil {
				t.Fatalf("%s: %v", q.name, err)
			}
			answers = append(answers, plain(a))
		}
		return answers
	}
	asked := ask()
	fail(func(end func() error) error {
		return e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			b := withDoc(x, `"half"`)
			b.Nouns = append(b.Nouns, y.row(y.on("failing "+name, "y")))
			b.Links, b.DropFindings = []store.LinkRow{link}, []string{gap.Pos}
			b.Segments = []store.SegmentRow{{SegmentKey: key, Revision: 1 << 40, Data: []byte("half")}}
			b.Log, b.State = []store.LogRow{entry(400, 0, x)}, &store.State{Sample: "half"}
			if err := tx.Write(ctx, b); err != nil {
				return err
			}
			return end()
		})
	})
	for i, a := range ask() {
		same(t, questions[i].name, a, asked[i])
	}
	write(t, e, withDoc(x, `"later"`))
	same(t, "the next write", readDoc(t, e, x), `"later"`)
}

func testUpdateFails(t *testing.T, e store.Engine) {
	for name, reason := range map[string]error{
		"plain":  errors.New("half-way"),
		"code":   graph.Conflict([]string{"name"}, "taken: choose another", "已占用：请另选"),
		"nested": fmt.Errorf("wrapped: %w", graph.Errors{graph.NotFound(nil, "gone", "不存在")}),
	} {
		failing(t, e, name, func(update func(func() error) error) {
			err := update(func() error { return reason })
			if !errors.Is(err, reason) && err != reason {
				t.Errorf("Update gives %v, want the function's error %v", err, reason)
			}
			if got, want := graph.CodeOf(err), graph.CodeOf(reason); got != want {
				t.Errorf("Update gives %s, want the function's %s", got, want)
			}
		})
	}
}

func testUpdatePanics(t *testing.T, e store.Engine) {
	failing(t, e, "panic", func(update func(func() error) error) {
		err := func() (err error) {
			defer func() {
				if r := recover(); r != nil {
					err = fmt.Errorf("panic: %v", r)
				}
			}()
			return update(func() error { panic("half-way") })
		}()
		if err == nil {
			t.Error("Update succeeds although its function panicked")
		}
	})
}

func testUpdateWithoutWrite(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "no write", "x")
	write(t, e, withDoc(x, `"kept"`))
	runs := 0
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		runs++
		_, err := tx.Nouns(ctx, []graph.ID{x.id})
		return err
	})
	if err != nil || runs == 0 {
		t.Errorf("%d runs, %v", runs, err)
	}
	same(t, "doc", readDoc(t, e, x), `"kept"`)
}

// testTwoWriters counts in a noun and in the State from two goroutines: none
// of the steps may be lost, however often a function runs.
func testTwoWriters(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "two writers", "x")
	start := answer(t, e, stateOf, struct{}{})
	write(t, e, withDoc(x, `0`))
	const writers, steps = 2, 15
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range steps {
				err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
					state, err := tx.State(ctx)
					if err != nil {
						return err
					}
					nouns, err := tx.Nouns(ctx, []graph.ID{x.id})
					if err != nil {
						return err
					}
					var n int
					if _, err := fmt.Sscan(string(nouns[x.id].Doc), &n); err != nil {
						return err
					}
					b := withDoc(x, fmt.Sprint(n+1))
					state.Revision++
					b.State, b.Log = &state, []store.LogRow{entry(state.Revision, 0, x)}
					return tx.Write(ctx, b)
				})
				if err != nil {
					t.Errorf("Update: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
	same(t, "doc", readDoc(t, e, x), fmt.Sprint(writers*steps))
	same(t, "revision", answer(t, e, stateOf, struct{}{}).Revision, start.Revision+writers*steps)
	log := answer(t, e, logRun, store.LogRange{Subject: x.id, Limit: 99})
	same(t, "entries in the log", len(log), writers*steps)
}
