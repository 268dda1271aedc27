package store_test

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// rename corrects the name of a unit.
func rename(t *testing.T, s *store.Store, unit graph.ID, name string) {
	t.Helper()
	_, err := s.Apply(context.Background(), graph.Intent{Operation: "unitCorrect", Actor: "test"}, func(ctx context.Context, e graph.Edit) error {
		_, err := edit.UnitCorrect(ctx, e, edit.UnitCorrectInput{ID: unit, Correct: true, UnitFields: edit.UnitFields{Name: edit.Some(name)}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRequestsSeeWhatWasWritten reads through what is kept for requests: after a
// write of this process, in the same request and in the next, and after one of
// another.
func TestRequestsSeeWhatWasWritten(t *testing.T) {
	open := func(path string) *store.Store {
		engine, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), engine, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	path := filepath.Join(t.TempDir(), "steady.db")
	s := open(path)
	data := sample.Gaotang()
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	other := open(path)

	list := graph.ListQuery{Kind: graph.KindUnit, On: s.Today(), Page: graph.Page{Limit: 3}}
	pages, err := s.List(t.Context(), []graph.ListQuery{list})
	if err != nil || len(pages[0].Items) != 3 {
		t.Fatalf("%v, %v", pages, err)
	}
	unit := pages[0].Items[1].Top().ID
	told := func(ctx context.Context, s *store.Store) [2]string {
		t.Helper()
		nouns, err := s.Nouns(ctx, []graph.ID{unit})
		if err != nil {
			t.Fatal(err)
		}
		pages, err := s.List(ctx, []graph.ListQuery{list})
		if err != nil {
			t.Fatal(err)
		}
		reports, err := s.Reports(ctx, []graph.ReportQuery{{On: s.Today()}})
		if err != nil {
			t.Fatal(err)
		}
		now, err := s.Revision(ctx)
		if err != nil || reports[0].Revision != now {
			t.Errorf("a report of revision %d at %d (%v)", reports[0].Revision, now, err)
		}
		if plain, err := s.List(t.Context(), []graph.ListQuery{list}); err != nil || !slices.Equal(plain[0].At, pages[0].At) {
			t.Errorf("a request is told of %q, others of %q (%v)", pages[0].At, plain[0].At, err)
		}
		name := ""
		for _, item := range pages[0].Items {
			if item.Top().ID == unit {
				name = item.Top().Name
			}
		}
		return [2]string{nouns[unit].Top().Name, name}
	}
	expect := func(ctx context.Context, s *store.Store, who, name string) {
		t.Helper()
		for range 2 { // the second time from memory
			if got := told(ctx, s); got != [2]string{name, name} {
				t.Errorf("%s is told %q instead of %q", who, got, name)
			}
		}
	}

	request := s.Steady(t.Context())
	before := told(request, s)[0]
	expect(request, s, "a request", before)
	rename(t, s, unit, before+"甲")
	expect(request, s, "the same request after a write", before+"甲")
	expect(s.Steady(t.Context()), s, "the next request", before+"甲")
	expect(other.Steady(t.Context()), other, "another process", before+"甲")
	rename(t, other, unit, before+"乙")
	expect(s.Steady(t.Context()), s, "a request after a write of another process", before+"乙")
	rename(t, s, unit, before+"丙")
	expect(s.Steady(t.Context()), s, "a request after a write of this process", before+"丙")
	expect(other.Steady(t.Context()), other, "another process", before+"丙")
}

// TestRequestsBesideWrites reads while somebody writes: no request is told of less
// than what was acknowledged before it began.
func TestRequestsBesideWrites(t *testing.T) {
	s := openEmpty(t)
	data := sample.Gaotang()
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	pages, err := s.List(t.Context(), []graph.ListQuery{{Kind: graph.KindUnit, On: s.Today(), Page: graph.Page{Limit: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	unit := pages[0].Items[0].Top().ID
	const writes = 40
	written := make(chan struct{})
	var mu sync.Mutex
	last := 0
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-written:
					return
				default:
				}
				mu.Lock()
				least := last
				mu.Unlock()
				nouns, err := s.Nouns(s.Steady(t.Context()), []graph.ID{unit})
				if err != nil {
					t.Error(err)
					return
				}
				if n := len([]rune(nouns[unit].Top().Name)); n < least {
					t.Errorf("a name of %d letters after one of %d was acknowledged", n, least)
					return
				}
			}
		})
	}
	name := "甲乙丙"
	for range writes {
		name += "丁"
		rename(t, s, unit, name)
		mu.Lock()
		last = len([]rune(name))
		mu.Unlock()
	}
	close(written)
	all.Wait()
}
