package storetest

import (
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// fullShelf is the question for all of a shelf.
func fullShelf(name string) store.Range {
	return store.Range{Shelf: name, After: lowest, Before: highest, Limit: 99}
}

func testReplaceNoun(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindUnit, "replace x", "x"), aThing(graph.KindUnit, "replace y", "y")
	link := tie("replace", graph.HopCovers, y, x, graph.Always)
	names := book{x.id: "x", y.id: "y"}
	shelves := []store.Range{fullShelf("replace 1"), fullShelf("replace 2"), fullShelf("replace 3")}
	check := func(when string, want ...string) {
		t.Helper()
		for i, rows := range answer(t, e, store.Reader.Scan, shelves) {
			same(t, when+", "+shelves[i].Shelf, names.shelf(rows), want[i])
		}
	}
	write(t, e, store.Batch{
		Nouns: []store.NounRow{x.row(x.on("replace 1", "a"), x.on("replace 2", "a")), y.row(y.on("replace 1", "b"))},
		Links: []store.LinkRow{link},
	})
	check("at first", "x y", "x", "")

	moved := x.living(between(days[1], days[2]), x.on("replace 1", "c"), x.on("replace 3", "a"))
	moved.Name, moved.Doc = "new", document("new", "new")
	write(t, e, store.Batch{Nouns: []store.NounRow{moved}})
	check("moved", "y x", "", "x")
	same(t, "the new noun", answer(t, e, store.Reader.Nouns, []graph.ID{x.id}), map[graph.ID]store.NounRow{x.id: moved})
	same(t, "the new noun on its shelf", plainNoun(answer(t, e, store.Reader.Scan, shelves[2:])[0][0].Noun), plainNoun(moved))
	shelves[0].On = days[2]
	check("after its new life", "y", "", "x")
	shelves[0].On = 0
	same(t, "its links stay", linksOf(t, e, x, graph.In, 0, graph.HopCovers), []store.LinkRow{link})

	write(t, e, store.Batch{Nouns: []store.NounRow{x.row(x.on("replace 1", "c"), x.on("replace 1", "a"))}})
	check("twice on a shelf", "x y x", "", "")
	write(t, e, store.Batch{Nouns: rowsOf(x)})
	check("on no shelf", "y", "", "")
	if got := answer(t, e, store.Reader.Nouns, []graph.ID{x.id}); len(got) != 1 {
		t.Errorf("a noun on no shelf is gone: %+v", got)
	}
}

func testDropNouns(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindUnit, "withdrawn x", "x"), aThing(graph.KindRegion, "withdrawn y", "y")
	names := book{x.id: "x", y.id: "y"}
	shelves := []store.Range{fullShelf("withdrawn 1"), fullShelf("withdrawn 2")}
	check := func(when, nouns string, want ...string) {
		t.Helper()
		for i, rows := range answer(t, e, store.Reader.Scan, shelves) {
			same(t, when+", "+shelves[i].Shelf, names.shelf(rows), want[i])
		}
		found := answer(t, e, store.Reader.Nouns, []graph.ID{x.id, y.id})
		told := ""
		for _, id := range []graph.ID{x.id, y.id} {
			if _, is := found[id]; is {
				told += names[id]
			}
		}
		same(t, when+", nouns", told, nouns)
	}
	row := x.row(x.on("withdrawn 1", "a"), x.on("withdrawn 2", "a"))
	log := []store.LogRow{entry(320, 0, x), entry(320, 1, x, y)}
	link := tie("withdrawn", graph.HopLocated, x, y, graph.Always)
	f := finding(x, 72, "withdrawn/p", graph.Always)
	write(t, e, store.Batch{Nouns: []store.NounRow{row, y.row(y.on("withdrawn 1", "b"))}, Links: []store.LinkRow{link}, Findings: []store.FindingRow{f}, Log: log})
	check("at first", "xy", "x y", "x")

	write(t, e, store.Batch{
		DropNouns: []graph.ID{x.id, x.id, aThing(graph.KindUnit, "never written", "n").id},
		DropLinks: []graph.ID{link.ID}, DropFindings: []string{f.Pos},
	})
	check("withdrawn", "y", "y", "")
	same(t, "links to what stays", linksOf(t, e, y, graph.In, 0, graph.Hops...), []store.LinkRow(nil))
	same(t, "findings", answer(t, e, store.Reader.FindingsOf, []graph.ID{x.id}), map[graph.ID][]store.FindingRow{})
	same(t, "its log", answer(t, e, logRun, store.LogRange{Subject: x.id, Limit: 9}), plain(log))
	write(t, e, store.Batch{DropNouns: []graph.ID{x.id}, Log: []store.LogRow{entry(321, 0, x)}})
	check("withdrawn again", "y", "y", "")

	write(t, e, store.Batch{Nouns: []store.NounRow{row}, Links: []store.LinkRow{link}, Findings: []store.FindingRow{f}})
	check("back again", "xy", "x y", "x")
	same(t, "the noun", answer(t, e, store.Reader.Nouns, []graph.ID{x.id}), map[graph.ID]store.NounRow{x.id: row})
	same(t, "its link", linksOf(t, e, x, graph.Out, 0, graph.HopLocated), []store.LinkRow{link})
	same(t, "its log goes on", places(answer(t, e, logRun, store.LogRange{Subject: x.id, Limit: 9})), "320/0 320/1 321/0")
	write(t, e, store.Batch{Nouns: []store.NounRow{row}, DropNouns: []graph.ID{x.id}})
	check("written and withdrawn at once", "y", "y", "")
}

func testReplaceLink(t *testing.T, e store.Engine) {
	a, b, c := aThing(graph.KindOrganisation, "replace a", "a"), aThing(graph.KindOrganisation, "replace b", "b"), aThing(graph.KindOrganisation, "replace c", "c")
	first := tie("replaced", graph.HopSuperior, a, b, graph.Always)
	kept := tie("kept", graph.HopSuperior, a, b, graph.Always)
	write(t, e, store.Batch{Nouns: rowsOf(a, b, c), Links: []store.LinkRow{first, kept}})
	check := func(when string, row store.LinkRow) {
		t.Helper()
		for _, x := range []thing{a, b, c} {
			for _, d := range []graph.Direction{graph.Out, graph.In} {
				var want []store.LinkRow
				for _, one := range []store.LinkRow{row, kept} {
					if one.Near(d) == x.id {
						want = append(want, one)
					}
				}
				if len(want) == 2 && want[0].Position(d) > want[1].Position(d) {
					want[0], want[1] = want[1], want[0]
				}
				byID := answer(t, e, store.Reader.LinksByID, []graph.ID{row.ID, kept.ID})
				same(t, when+", by id", byID, map[graph.ID]store.LinkRow{row.ID: row, kept.ID: kept})
				got := map[graph.ID][]store.LinkRow{x.id: linksOf(t, e, x, d, 0, graph.Hops...)}
				same(t, when+", "+x.sort, got, map[graph.ID][]store.LinkRow{x.id: want})
			}
		}
	}
	check("at first", first)
	ended := first
	ended.Until, ended.Mode, ended.Role = days[3], graph.ModeJoint, "PEER"
	write(t, e, store.Batch{Links: []store.LinkRow{ended}})
	check("ended", ended)
	write(t, e, store.Batch{Links: []store.LinkRow{first}})
	check("open again", first)
	moved := tie("replaced", graph.HopSuperior, a, c, graph.Always)
	write(t, e, store.Batch{Links: []store.LinkRow{moved}})
	check("to another end", moved)
	turned := tie("replaced", graph.HopSuperior, c, a, graph.Always)
	write(t, e, store.Batch{Links: []store.LinkRow{turned}})
	check("turned round", turned)
	other := tie("replaced", graph.HopLeads, c, a, graph.Always)
	write(t, e, store.Batch{Links: []store.LinkRow{other}})
	check("of another hop", other)
}

func testDropLinks(t *testing.T, e store.Engine) {
	a, b := aThing(graph.KindOrganisation, "drop a", "a"), aThing(graph.KindUnit, "drop b", "b")
	gone, kept := tie("drop gone", graph.HopCovers, a, b, graph.Always), tie("drop kept", graph.HopCovers, a, b, graph.Always)
	write(t, e, store.Batch{Nouns: rowsOf(a, b), Links: []store.LinkRow{gone, kept}})
	write(t, e, store.Batch{DropLinks: []graph.ID{gone.ID, linkID("never written"), a.id}})
	same(t, "out", linksOf(t, e, a, graph.Out, 0, graph.HopCovers), []store.LinkRow{kept})
	same(t, "in", linksOf(t, e, b, graph.In, 0, graph.HopCovers), []store.LinkRow{kept})
	byID := answer(t, e, store.Reader.LinksByID, []graph.ID{gone.ID, kept.ID})
	same(t, "by id", byID, map[graph.ID]store.LinkRow{kept.ID: kept})
	write(t, e, store.Batch{DropLinks: []graph.ID{gone.ID, gone.ID}})
	same(t, "dropped again", linksOf(t, e, b, graph.In, 0, graph.HopCovers), []store.LinkRow{kept})
	if got := answer(t, e, store.Reader.Nouns, []graph.ID{a.id, b.id}); len(got) != 2 {
		t.Errorf("its ends are gone: %+v", got)
	}
}

func testResort(t *testing.T, e store.Engine) {
	a, b, c := aThing(graph.KindOrganisation, "resort a", "a"), aThing(graph.KindOrganisation, "resort b", "b"), aThing(graph.KindUnit, "resort c", "c")
	toA, toB, self := tie("to a", graph.HopCovers, c, a, graph.Always), tie("to b", graph.HopCovers, c, b, graph.Always), tie("self a", graph.HopCovers, a, a, graph.Always)
	ended := tie("a ended", graph.HopLeads, a, c, between(0, days[1]))
	names := book{toA.ID: "a", toB.ID: "b", self.ID: "self", ended.ID: "ended"}
	write(t, e, store.Batch{Nouns: rowsOf(a, b, c), Links: []store.LinkRow{toA, toB, self, ended}})
	same(t, "at first", names.links(linksOf(t, e, c, graph.Out, 0, graph.HopCovers)), "a b")

	renamed := a
	renamed.sort = "z"
	unknown := aThing(graph.KindUnit, "resort nobody", "n")
	write(t, e, store.Batch{Resort: map[graph.ID]string{a.id: renamed.key(), unknown.id: unknown.key()}})
	same(t, "renamed", names.links(linksOf(t, e, c, graph.Out, 0, graph.HopCovers)), "b a")
	page := linkPage(t, e, c, graph.Out, graph.HopCovers, graph.Page{Limit: 1, From: toB.Position(graph.Out)})
	same(t, "after b", names.links(page), "a")
	page = linkPage(t, e, c, graph.Out, graph.HopCovers, graph.Page{Limit: 9, From: "c", Backward: true})
	same(t, "before c", names.links(page), "b")
	toA.ToKey, self.FromKey, self.ToKey, ended.FromKey = renamed.key(), renamed.key(), renamed.key(), renamed.key()
	same(t, "keys at the To", linksOf(t, e, c, graph.Out, 0, graph.HopCovers), []store.LinkRow{toB, toA})
	same(t, "keys at the From, of ended links too", linksOf(t, e, c, graph.In, 0, graph.HopLeads), []store.LinkRow{ended})
	byID := answer(t, e, store.Reader.LinksByID, []graph.ID{self.ID, ended.ID})
	same(t, "keys by id", byID, map[graph.ID]store.LinkRow{self.ID: self, ended.ID: ended})
	same(t, "both keys of a self link", linksOf(t, e, a, graph.Out, 0, graph.HopCovers), []store.LinkRow{self})

	b.sort, c.sort = "zz", "y" // both ends of a link at once
	write(t, e, store.Batch{Resort: map[graph.ID]string{b.id: b.key(), c.id: c.key()}})
	toB.FromKey, toB.ToKey, toA.FromKey, ended.ToKey = c.key(), b.key(), c.key(), c.key()
	same(t, "both ends", linksOf(t, e, c, graph.Out, 0, graph.HopCovers), []store.LinkRow{toA, toB})
	same(t, "seen from a", linksOf(t, e, a, graph.In, 0, graph.HopCovers), []store.LinkRow{toA, self})
	same(t, "seen from b", linksOf(t, e, b, graph.In, 0, graph.HopCovers), []store.LinkRow{toB})
}

func testDropFindings(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "drop findings", "x")
	gone, kept := finding(x, 70, "drop/a", between(days[0], days[1])), finding(x, 70, "drop/a", between(days[1], days[3]))
	write(t, e, store.Batch{Nouns: rowsOf(x), Findings: []store.FindingRow{gone, kept}})
	all := []store.FindingRange{{Code: 70, After: "drop/", Before: "drop0", Limit: 9}}
	write(t, e, store.Batch{DropFindings: []string{gone.Pos, "drop/nothing", kept.Pos + "x"}})
	same(t, "findings", answer(t, e, store.Reader.Findings, all), [][]store.FindingRow{{kept}})
	same(t, "of the subject", answer(t, e, store.Reader.FindingsOf, []graph.ID{x.id}), map[graph.ID][]store.FindingRow{x.id: {kept}})
	same(t, "by id", answer(t, e, store.Reader.FindingsByID, []graph.ID{gone.ID}), map[graph.ID][]store.FindingRow{})
}

func testReplaceSegment(t *testing.T, e store.Engine) {
	key := store.SegmentKey{Scope: aThing(graph.KindRegion, "replace segment", "s").id, Subject: graph.KindRegion}
	other := store.SegmentRow{SegmentKey: store.SegmentKey{Scope: key.Scope, Subject: graph.KindUnit}, Revision: 7_000_001, Data: []byte{7}}
	keys := []store.SegmentKey{key, other.SegmentKey}
	for i, data := range [][]byte{{1, 2, 3}, {0, 4}, {}, nil, {5}, nil} {
		row := store.SegmentRow{SegmentKey: key, Revision: 7_000_002 + int64(i), Data: data}
		write(t, e, store.Batch{Segments: []store.SegmentRow{row, other}})
		want := map[store.SegmentKey]store.SegmentRow{other.SegmentKey: other}
		after := []store.SegmentRow{}
		if len(data) > 0 {
			want[key], after = row, append(after, row)
		}
		same(t, "by key", answer(t, e, store.Reader.SegmentsByKey, keys), want)
		same(t, "after", answer(t, e, store.Reader.Segments, row.Revision-1), after)
	}
}

// testBatchOrder writes batches whose outcome depends on the order in which
// their fields are applied.
func testBatchOrder(t *testing.T, e store.Engine) {
	a, b := aThing(graph.KindOrganisation, "batch a", "a"), aThing(graph.KindUnit, "batch b", "b")
	kept, gone := tie("batch kept", graph.HopCovers, a, b, graph.Always), tie("batch gone", graph.HopCovers, a, b, graph.Always)
	old := finding(b, 71, "batch/p", graph.Always)
	anew := old
	anew.Attributes[0] = 9
	write(t, e, store.Batch{Nouns: rowsOf(a, b), Findings: []store.FindingRow{old}})
	b.sort = "bb"
	write(t, e, store.Batch{
		Links: []store.LinkRow{kept, gone}, DropLinks: []graph.ID{gone.ID}, Resort: map[graph.ID]string{b.id: b.key()},
		DropFindings: []string{old.Pos}, Findings: []store.FindingRow{anew},
	})
	kept.ToKey = b.key()
	same(t, "links, then drops, then keys", linksOf(t, e, a, graph.Out, 0, graph.HopCovers), []store.LinkRow{kept})
	same(t, "drops, then findings", answer(t, e, store.Reader.FindingsOf, []graph.ID{b.id}), map[graph.ID][]store.FindingRow{b.id: {anew}})
}
