package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// unread fails where rows of shelves are read.
type unread struct {
	store.Engine
	from atomic.Bool
}

func (e *unread) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	if e.from.Load() {
		return nil, errors.New("rows are read")
	}
	return e.Engine.Scan(ctx, ranges)
}

// testCountUnits counts all units and those of a class from the tally alone,
// however many they are; in a region too, but on other days than today, where
// one may have moved since.
func testCountUnits(t *testing.T, f *fixture) {
	engine := &unread{Engine: f.engine}
	s := openStore(t, engine, options("unread"))
	place := graph.Place{Within: f.busy(f.on(today), 0)}
	must(one(t.Context(), s.Reports, graph.ReportQuery{On: today}))(t)
	engine.from.Store(true)
	past := today.AddMonths(-18)
	class := graph.UnitFilter{Kinds: graph.UnitKinds[:1], Ownerships: graph.Ownerships[1:]}
	for _, q := range []graph.ListQuery{
		{On: today}, {On: past}, {On: today.AddMonths(14)}, {On: today, Unit: &class}, {On: past, Unit: &class}, {On: today, Place: place}, {On: today, Place: place, Unit: &class},
	} {
		q.Kind = graph.KindUnit
		n, err := one(t.Context(), s.CountList, q)
		if want := len(f.on(q.On).list(&q)); err != nil || n != want || n == 0 {
			t.Errorf("%d units of %s, not %d: %v", n, describe(&q), want, err)
		}
	}
	for _, q := range []graph.ListQuery{{On: past, Place: place}, {On: today, Unit: &graph.UnitFilter{States: graph.UnitStates[:1]}}} {
		q.Kind = graph.KindUnit
		if n, err := one(t.Context(), s.CountList, q); err == nil {
			t.Errorf("%d units of %s are counted without reading any", n, describe(&q))
		}
	}
}

// testCountNowhere counts the units of a region that are listed there although
// one of them has no region any more.
func testCountNowhere(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 6)
	lost := slices.IndexFunc(ds.Links, func(l graph.Link) bool {
		return l.Hop == graph.HopLocated && l.From.Kind() == graph.KindUnit && l.Since < today-1 && l.Until == 0
	})
	ds.Links[lost].Until = today - 1
	f := load(t, open(t), ds)
	for _, place := range []graph.Place{{}, {Within: ds.Links[lost].To}} {
		q := graph.ListQuery{Kind: graph.KindUnit, On: today, Place: place, Page: graph.Page{Limit: 100}}
		list := must(one(t.Context(), f.s.List, q))(t)
		n := must(one(t.Context(), f.s.CountList, q))(t)
		same(t, fmt.Sprintf("units in %q", place.Within), n, len(list.Items))
		if !slices.ContainsFunc(list.Items, func(n graph.Noun) bool { return n.Top().ID == ds.Links[lost].From }) {
			t.Error("the unit without a region is not listed where it was: this tests nothing")
		}
	}
}
