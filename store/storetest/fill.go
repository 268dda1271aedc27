package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// source hands over a dataset bit by bit, links before what they link.
func source(ds graph.Dataset) store.Source {
	return store.Source{Name: ds.Name, Rows: len(ds.Nouns) + len(ds.Links), Each: func(_ context.Context, emit func([]graph.Noun, []graph.Link) error) error {
		for links := range slices.Chunk(ds.Links, 700) {
			if err := emit(nil, links); err != nil {
				return err
			}
		}
		for nouns := range slices.Chunk(ds.Nouns, 300) {
			if err := emit(nouns, nil); err != nil {
				return err
			}
		}
		return nil
	}}
}

// inSteps loads whatever it is in steps.
func inSteps(name string) store.Options {
	o := options(name)
	o.AtOnce = 1
	return o
}

// testFill loads in steps what another engine loads at once.
func testFill(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 8)
	e, whole := open(t), NewModel()
	s := openStore(t, e, inSteps(ds.Name))
	told := 0
	err := s.LoadFrom(t.Context(), source(ds), func(done, all int) {
		if done < told || done > all {
			t.Errorf("%d of %d done, after %d", done, all, told)
		}
		told = done
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "rows told of", told, len(ds.Nouns)+len(ds.Links))
	if err := openStore(t, whole, options(ds.Name)).Load(t.Context(), &ds, nil); err != nil {
		t.Fatal(err)
	}
	same(t, "State", stateIn(t, e), stateIn(t, whole))
	var ids []graph.ID
	for _, l := range ds.Links {
		ids = append(ids, l.ID)
	}
	same(t, "links", answer(t, e, store.Reader.LinksByID, ids), answer(t, whole, store.Reader.LinksByID, ids))
	same(t, "words", must(store.AllWordSums(t.Context(), e))(t), must(store.AllWordSums(t.Context(), whole))(t))
	sameDerived(t, "in steps", e, whole)
	clean(t, s)
	if err := s.LoadFrom(t.Context(), source(ds), nil); graph.CodeOf(err) != graph.CodeConflict {
		t.Errorf("a second load gives %v", err)
	}
	register(t, s, ds.Nouns[0].Top().ID, "载入后登记的企业")
	clean(t, s)
}

// testFillBroken breaks a load off: while it is read nothing has happened, later
// the store is refused.
func testFillBroken(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 4)
	e := open(t)
	s := openStore(t, e, inSteps("broken"))
	for what, spoil := range map[string]func(*graph.Dataset) graph.ErrorCode{
		"two nouns with one id": func(ds *graph.Dataset) graph.ErrorCode {
			ds.Nouns = append(ds.Nouns, ds.Nouns[3])
			return graph.CodeConflict
		},
		"two links with one id": func(ds *graph.Dataset) graph.ErrorCode {
			ds.Links = append(ds.Links, ds.Links[3])
			return graph.CodeConflict
		},
		"a link to nothing": func(ds *graph.Dataset) graph.ErrorCode {
			ds.Links[5].To = graph.DerivedID(graph.KindUnit, "nothing")
			return graph.CodeNotFound
		},
		"a person who is not there": func(ds *graph.Dataset) graph.ErrorCode {
			ds.Links[5].Person = graph.DerivedID(graph.KindMember, "nobody")
			return graph.CodeNotFound
		},
		"an id that is none": func(ds *graph.Dataset) graph.ErrorCode { ds.Links[5].ID = "five"; return graph.CodeInvalid },
		"a region below itself": func(ds *graph.Dataset) graph.ErrorCode {
			at := slices.IndexFunc(ds.Links, func(l graph.Link) bool { return l.Hop == graph.HopParent && l.Interval == graph.Always })
			ds.Links[at].To = ds.Links[at].From
			return graph.CodeConflict
		},
	} {
		spoilt := graph.Dataset{Name: ds.Name, Nouns: slices.Clone(ds.Nouns), Links: slices.Clone(ds.Links)}
		code := spoil(&spoilt)
		if err := s.LoadFrom(t.Context(), source(spoilt), nil); graph.CodeOf(err) != code {
			t.Errorf("%s gives %v", what, err)
		}
	}
	fails := errors.New("no more")
	err := s.LoadFrom(t.Context(), store.Source{Each: func(context.Context, func([]graph.Noun, []graph.Link) error) error { return fails }}, nil)
	if !errors.Is(err, fails) {
		t.Errorf("a source that fails gives %v", err)
	}
	same(t, "State", stateIn(t, e), store.State{})

	const reading = 1 // most of the time goes into writing
	for _, until := range []int{reading, (len(ds.Nouns) + len(ds.Links)) / 2} {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.LoadFrom(ctx, source(ds), func(done, _ int) {
			if done >= until {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled after %d: %v", until, err)
		}
		same(t, "under way", stateIn(t, e).Loading != "", until > reading)
	}
	var interrupted store.Interrupted
	if _, err := store.Open(t.Context(), e, options("after")); !errors.As(err, &interrupted) || string(interrupted) != ds.Name {
		t.Errorf("a store half filled opens with %v", err)
	}
	if err := s.LoadFrom(t.Context(), source(ds), nil); graph.CodeOf(err) != graph.CodeConflict {
		t.Errorf("another load gives %v", err)
	}
}
