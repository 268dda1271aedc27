package storetest

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
	"cobuild/tally"
)

// testDeltas writes about the units of a county, through two stores in turn: what
// its segment has lost and gained is kept beside it, and it is written whole now
// and then. Each store counts what the other wrote, as one does that reads
// everything.
func testDeltas(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 12))
	stores := []*store.Store{f.s, openStore(t, f.engine, options("other"))}
	village := f.busy(f.on(today), 1)
	unit := register(t, f.s, village, "变动企业")
	report := func(s *store.Store) *graph.Report {
		t.Helper()
		return must(one(t.Context(), s.Reports, graph.ReportQuery{On: today}))(t)
	}
	grown, packed, emptied := 0, 0, 0
	before := map[store.SegmentKey]int64{}
	look := func() {
		for _, row := range answer(t, f.engine, store.Reader.Segments, int64(0)) {
			delta := strings.HasSuffix(string(row.Subject), "+")
			switch was, known := before[row.SegmentKey]; {
			case known && was == row.Revision:
			case delta && bytes.Equal(row.Data, tally.Empty):
				emptied++
			case delta:
				grown++
			case known:
				packed++
			}
			before[row.SegmentKey] = row.Revision
		}
	}
	look()
	for n := range 24 {
		state := []graph.UnitState{graph.StateDormant, graph.StateOperating}[n%2]
		_, err := stores[n/2%2].Apply(t.Context(), graph.Intent{Operation: "unitChange"}, func(ctx context.Context, e graph.Edit) error {
			change := edit.UnitChangeInput{ID: unit, From: today.AddDays(-24 + n), UnitFields: edit.UnitFields{UnitState: edit.Some(state)}}
			_, err := edit.UnitChange(ctx, e, change)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		look()
		if n%6 == 5 {
			want := report(openStore(t, f.engine, options("anew")))
			for _, s := range stores {
				same(t, "report", report(s), want)
			}
		}
	}
	if grown < 3 || packed < 1 || emptied < 1 {
		t.Errorf("%d times something was lost or gained, %d times a segment was written whole, %d times nothing was left: this tests too little", grown, packed, emptied)
	}
	for _, s := range stores {
		clean(t, s)
	}
}
