package storetest

import (
	"maps"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// testCensus compares counts before and after writes, for the cases of a group
// share their engine.
func testCensus(t *testing.T, e store.Engine) {
	before := must(e.Census(t.Context()))(t)
	branch, firm, dropped := aThing(graph.KindOrganisation, "census", "c"), aThing(graph.KindUnit, "census", "c"), aThing(graph.KindUnit, "census dropped", "c")
	nobody := aThing(graph.KindMember, "census never written", "c")
	gone := tie("census gone", graph.HopCovers, branch, dropped, graph.Always)
	entry := func(revision int64, index int) store.LogRow {
		return store.LogRow{Revision: revision, Index: index, Subjects: []graph.ID{branch.id, firm.id}, Doc: []byte(`{}`)}
	}
	write(t, e, store.Batch{
		Nouns: rowsOf(branch, firm, dropped),
		Links: []store.LinkRow{
			tie("census covers", graph.HopCovers, branch, firm, graph.Always), gone,
			tie("census affiliated", graph.HopAffiliated, nobody, branch, graph.Always),
		},
		Log: []store.LogRow{entry(91_000, 0), entry(91_000, 1), entry(91_001, 0)},
	})
	write(t, e, store.Batch{Nouns: rowsOf(firm), DropNouns: []graph.ID{dropped.id}, DropLinks: []graph.ID{gone.ID}}) // one is replaced, not new

	after := must(e.Census(t.Context()))(t)
	want := store.Census{Nouns: maps.Clone(before.Nouns), Links: maps.Clone(before.Links), Log: before.Log + 3}
	want.Nouns[graph.KindOrganisation]++
	want.Nouns[graph.KindUnit]++
	want.Links[graph.HopCovers]++
	want.Links[graph.HopAffiliated]++
	same(t, "Census", after, want)
	total := 0
	for _, n := range after.Nouns {
		total += n
	}
	same(t, "Size", must(e.Size(t.Context()))(t), total)
}
