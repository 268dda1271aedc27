package storetest

import (
	"maps"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/tally"
)

// drifts collects what a check or a repair tells, as a count of each kind.
type drifts map[string]int

func (d drifts) tell(one store.Drift) {
	kind := one.Where + " " + one.Wrong
	for i, r := range kind {
		if r == ':' {
			kind = kind[:i]
			break
		}
	}
	d[kind]++
}

// atLeast sees that a kind was told so often, and then calls it another number.
func (d drifts) atLeast(t *testing.T, kind string, n, then int) {
	t.Helper()
	if d[kind] < n {
		t.Errorf("%s is told %d times, not %d", kind, d[kind], n)
	}
	d[kind] = then
}

// damage spoils rows in every way there is, and gives what a check should tell.
func (f *fixture) damage(t *testing.T) drifts {
	t.Helper()
	kinds := map[graph.Kind][]graph.ID{}
	for _, n := range f.Nouns {
		kinds[n.Kind()] = append(kinds[n.Kind()], n.Top().ID)
	}
	units := kinds[graph.KindUnit][:4]
	of := answer(t, f.engine, store.Reader.FindingsOf, units)
	var rows []store.FindingRow
	for _, id := range units {
		rows = append(rows, of[id]...)
	}
	if len(rows) < 3 {
		t.Fatalf("%d findings of %v", len(rows), units)
	}
	dropped, altered, stray := rows[0], rows[1], rows[2]
	altered.Until = graph.End - 7
	stray.Pos, stray.Piece = stray.Pos+"x", graph.From(graph.End-3)
	segments := answer(t, f.engine, store.Reader.Segments, int64(0))
	slices.SortFunc(segments, func(a, b store.SegmentRow) int { return len(b.Data) - len(a.Data) })
	cut, gone := segments[0], segments[1]
	cut.Data = cut.Data[:len(cut.Data)-tally.Size]
	gone.Data = nil
	unfit := segments[2] // which has lost nothing of the kind
	unfit.Subject += "+"
	unfit.Data = must(tally.Delta(nil).Change([]tally.Entry{{Region: 1 << 31}}, nil))(t)
	made := store.SegmentRow{SegmentKey: store.SegmentKey{Scope: units[0], Subject: graph.KindUnit}, Revision: 1, Data: segments[1].Data}

	// The links of a unit, one of them with a wrong key.
	links := answer(t, f.engine, store.Reader.Links, graph.LinkQuery{IDs: units[:1], Hops: graph.Hops})[units[0]]
	links[0].ToKey = "zz" + links[0].ToKey

	// A place that is empty, and one that is another's.
	shelf := answer(t, f.engine, store.Reader.Scan, []store.Range{{Shelf: "UNIT", After: " ", Before: "~", Limit: 9}})[0]
	empty := store.ShelfKey{Shelf: "UNIT", Key: shelf[2].Key}
	names := answer(t, f.engine, store.Reader.Scan, []store.Range{{Shelf: "ORGANISATION/NAME", After: " ", Before: "~", Limit: 9}})[0]
	nameless := store.ShelfKey{Shelf: "ORGANISATION/NAME", Key: names[1].Key}
	lost := answer(t, f.engine, store.Reader.Nouns, kinds[graph.KindOrganisation][3:4])[kinds[graph.KindOrganisation][3]]
	lost.Shelves = []store.ShelfKey{{Shelf: "ORGANISATION", Key: "zz!x!" + string(lost.ID)}} // and no words
	write(t, f.engine, store.Batch{
		DropPlaces: []store.ShelfKey{empty, nameless}, Nouns: []store.NounRow{lost}, Links: links[:1],
		DropFindings: []string{dropped.Pos}, Findings: []store.FindingRow{altered, stray}, Segments: []store.SegmentRow{cut, gone, made, unfit},
	})
	want := drifts{
		"finding missing": 1, "finding different": 1, "finding stray": 2, // of its subject, and of its code
		"segment different": 1, "segment missing": 1, "segment stray": 1, "segment unfit": 1,
		"key different": 1, "place missing": 3, "place different": 1, "words missing": 1, // at least 3 are missing
	}
	if stray.Code == dropped.Code {
		want["finding stray"] = 1
	}
	return want
}

// testRepair damages a store: a check tells it all, a repair too and mends it,
// and the other store over the engine counts rightly again.
func testRepair(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 12)
	f := load(t, open(t), ds)
	whole := NewModel()
	if err := openStore(t, whole, options("whole")).Load(t.Context(), &ds, nil); err != nil {
		t.Fatal(err)
	}
	other := openStore(t, f.engine, options("other"))
	before := must(one(t.Context(), other.Reports, graph.ReportQuery{On: today}))(t)
	want := f.damage(t)

	checked, repaired := drifts{}, drifts{}
	must(openStore(t, f.engine, options("checks")).Check(t.Context(), checked.tell, nil))(t)
	checked.atLeast(t, "place missing", 3, 3)
	same(t, "told by a check", checked, want)
	done := must(openStore(t, f.engine, options("repairs")).Derive(t.Context(), repaired.tell, nil))(t)
	repaired.atLeast(t, "place missing", 2, 3) // what is put back for one reason is not told for another
	delete(repaired, "place different")
	delete(want, "place different")
	same(t, "told by a repair", repaired, want)
	same(t, "nouns", done.Nouns, len(ds.Nouns))
	clean(t, other)
	sameDerived(t, "repaired", f.engine, whole)
	for _, shelf := range []string{"UNIT", "UNIT/NAME", "ORGANISATION/NAME", "ORGANISATION", "MEMBER", "PART"} {
		all := []store.Range{{Shelf: shelf, After: " ", Before: "~", Limit: 5000}}
		same(t, shelf, answer(t, f.engine, store.Reader.Scan, all), answer(t, whole, store.Reader.Scan, all))
	}
	after := must(one(t.Context(), other.Reports, graph.ReportQuery{On: today}))(t)
	same(t, "the report of the other store", after, before)

	again := drifts{}
	must(f.s.Derive(t.Context(), again.tell, nil))(t)
	if len(again) > 0 {
		t.Errorf("a repair of what is whole tells %v", slices.Sorted(maps.Keys(again)))
	}
}

// testNamedDrift loses who names a person: a check tells it, and a repair finds
// it again.
func testNamedDrift(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := graph.Dataset{Name: "named"}
	nation := &graph.Region{Head: graph.Head{ID: graph.DerivedID(graph.KindRegion, "named"), Code: "CN", Name: "全国"}, RegionKind: graph.RegionNation, Level: graph.LevelNation}
	before := &graph.Region{Head: graph.Head{ID: graph.DerivedID(graph.KindRegion, "former"), Code: "F", Name: "旧片区"}, RegionKind: graph.RegionArea, Level: graph.LevelNation}
	before.Successors = []graph.ID{nation.ID}
	ds.Nouns = []graph.Noun{nation, before}
	ds.Links = []graph.Link{{ID: graph.DerivedID(graph.KindLink, "named"), Hop: graph.HopParent, From: before.ID, To: nation.ID}}
	f := load(t, open(t), ds)
	named := []store.Range{{Shelf: "NAMED", After: " ", Before: "~", Limit: 9}}
	stood := answer(t, f.engine, store.Reader.Scan, named)
	if len(stood[0]) != 1 {
		t.Fatalf("%d nouns are found by whom they name", len(stood[0]))
	}
	write(t, f.engine, store.Batch{DropPlaces: []store.ShelfKey{{Shelf: "NAMED", Key: stood[0][0].Key}}})
	told := drifts{}
	must(f.s.Check(t.Context(), told.tell, nil))(t)
	same(t, "told by a check", told, drifts{"place missing": 1})
	must(f.s.Derive(t.Context(), func(store.Drift) {}, nil))(t)
	same(t, "found again", answer(t, f.engine, store.Reader.Scan, named), stood)
	clean(t, f.s)
}
