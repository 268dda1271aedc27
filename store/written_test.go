package store_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// asked counts questions put to an engine outside of transactions.
type asked struct {
	store.Engine
	n atomic.Int64
}

func (a *asked) State(ctx context.Context) (store.State, error) {
	a.n.Add(1)
	return a.Engine.State(ctx)
}

func (a *asked) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	a.n.Add(1)
	return a.Engine.Nouns(ctx, ids)
}

// TestWritersKnowWhatTheyWrote reads in the request that has written: what it
// wrote is at hand, and an edit that changed nothing does not hide what others
// wrote.
func TestWritersKnowWhatTheyWrote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "written.db")
	open := func() (*store.Store, *asked) {
		engine, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		counted := &asked{Engine: engine}
		s, err := store.Open(t.Context(), counted, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s, counted
	}
	s, engine := open()
	data := sample.Gaotang()
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	other, _ := open()
	pages, err := s.List(t.Context(), []graph.ListQuery{{Kind: graph.KindUnit, On: s.Today(), Page: graph.Page{Limit: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	unit := pages[0].Items[0].Top().ID
	name := pages[0].Items[0].Top().Name
	write := func(ctx context.Context, s *store.Store, name string) {
		t.Helper()
		_, err := s.Apply(ctx, graph.Intent{Operation: "unitCorrect", Actor: "test"}, func(ctx context.Context, e graph.Edit) error {
			nouns, err := e.Nouns(ctx, []graph.ID{unit})
			if err != nil || nouns[unit].Top().Name == name {
				return err
			}
			_, err = edit.UnitCorrect(ctx, e, edit.UnitCorrectInput{ID: unit, Correct: true, UnitFields: edit.UnitFields{Name: edit.Some(name)}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read := func(ctx context.Context) string {
		t.Helper()
		nouns, err := s.Nouns(ctx, []graph.ID{unit})
		if err != nil {
			t.Fatal(err)
		}
		return nouns[unit].Top().Name
	}

	request := s.Steady(t.Context())
	before := engine.n.Load()
	write(request, s, name+"甲")
	if got := read(request); got != name+"甲" {
		t.Errorf("the writer is told %q", got)
	}
	if n := engine.n.Load() - before; n != 0 {
		t.Errorf("the engine was asked %d times for what had just been written", n)
	}
	write(t.Context(), other, name+"乙")
	request = s.Steady(t.Context())
	write(request, s, name+"乙") // as it is
	if got := read(request); got != name+"乙" {
		t.Errorf("after an edit that changed nothing the request is told %q", got)
	}
}
