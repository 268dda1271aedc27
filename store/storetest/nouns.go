package storetest

import (
	"context"
	"reflect"
	"strconv"
	"testing"
	"time"

	"cobuild/graph"
	"cobuild/store"
)

// stateOf is the question without an argument, for answer.
func stateOf(r store.Reader, ctx context.Context, _ struct{}) (store.State, error) { //nolint:revive // shaped like the method expressions
	return r.State(ctx)
}

func testEmptyStore(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "nobody", "nobody")
	for _, q := range everyQuestion(x) {
		got, err := q.ask(t.Context(), e)
		if err != nil {
			t.Errorf("%s: %v", q.name, err)
			continue
		}
		want, err := q.ask(t.Context(), NewModel())
		if err != nil {
			t.Fatal(err)
		}
		same(t, q.name, got, want)
	}
	same(t, "State", answer(t, e, stateOf, struct{}{}), store.State{})
}

func testNameAndReady(t *testing.T, e store.Engine) {
	if e.Name() == "" {
		t.Error("Name is empty")
	}
	if err := e.Ready(t.Context()); err != nil {
		t.Errorf("Ready: %v", err)
	}
}

func testNouns(t *testing.T, e store.Engine) {
	want := map[graph.ID]store.NounRow{}
	var ids []graph.ID
	for _, kind := range graph.NounKinds {
		row := aThing(kind, "by id", "b").row()
		want[row.ID], ids = row, append(ids, row.ID)
	}
	var batch store.Batch
	for _, id := range ids {
		batch.Nouns = append(batch.Nouns, want[id])
	}
	write(t, e, batch)
	same(t, "all kinds", answer(t, e, store.Reader.Nouns, ids), want)
	one := map[graph.ID]store.NounRow{ids[2]: want[ids[2]]}
	same(t, "one", answer(t, e, store.Reader.Nouns, ids[2:3]), one)
}

func testMissingIDs(t *testing.T, e store.Engine) {
	known := aThing(graph.KindUnit, "known", "k")
	link := tie("of known", graph.HopCovers, known, known, graph.Always)
	gap := finding(known, 64, "missing/p", graph.Always)
	write(t, e, store.Batch{Nouns: rowsOf(known), Links: []store.LinkRow{link}, Findings: []store.FindingRow{gap}})

	unknown := graph.DerivedID(graph.KindUnit, "never written")
	for what, id := range map[string]graph.ID{
		"an unknown id": unknown, "an empty id": "", "the id of a link": link.ID, "the id of a finding": gap.ID,
		"no id at all": `" OR 1=1 --'; $x {`, "an id in capitals": graph.ID("UNT" + string(known.id[3:])),
	} {
		ids := []graph.ID{id}
		both := []graph.ID{id, known.id}
		same(t, "Nouns of "+what, answer(t, e, store.Reader.Nouns, ids), map[graph.ID]store.NounRow{})
		if got := answer(t, e, store.Reader.Nouns, both); len(got) != 1 || got[known.id].ID != known.id {
			t.Errorf("Nouns of %s and a known one: %+v", what, got)
		}
		q := graph.LinkQuery{IDs: both, Hops: graph.Hops}
		same(t, "Links of "+what, answer(t, e, store.Reader.Links, q), map[graph.ID][]store.LinkRow{known.id: {link}})
		same(t, "CountLinks of "+what, answer(t, e, store.Reader.CountLinks, q), map[graph.ID]int{known.id: 1})
		if id != link.ID {
			same(t, "LinksByID of "+what, answer(t, e, store.Reader.LinksByID, both), map[graph.ID]store.LinkRow{})
		}
		page := graph.LinkPageQuery{IDs: both, Hop: graph.HopCovers, Page: graph.Page{Limit: 3}}
		same(t, "LinkPages of "+what, answer(t, e, store.Reader.LinkPages, page), map[graph.ID][]store.LinkRow{known.id: {link}})
		same(t, "FindingsOf "+what, answer(t, e, store.Reader.FindingsOf, both), map[graph.ID][]store.FindingRow{known.id: {gap}})
		if id != gap.ID {
			same(t, "FindingsByID of "+what, answer(t, e, store.Reader.FindingsByID, both), map[graph.ID][]store.FindingRow{})
		}
		key := store.SegmentKey{Scope: id, Subject: graph.KindWork}
		same(t, "SegmentsByKey of "+what, answer(t, e, store.Reader.SegmentsByKey, []store.SegmentKey{key}), map[store.SegmentKey]store.SegmentRow{})
		if id != "" {
			same(t, "Log of "+what, answer(t, e, logRun, store.LogRange{Subject: id, Limit: 3}), []store.LogRow{})
		}
	}
}

func testRepeatedIDs(t *testing.T, e store.Engine) {
	x := aThing(graph.KindOrganisation, "twice", "t")
	link := tie("of twice", graph.HopLeads, x, x, graph.Always)
	gap := finding(x, 65, "twice/p", graph.Always)
	row := x.row(x.on("twice", "t"))
	write(t, e, store.Batch{Nouns: []store.NounRow{row}, Links: []store.LinkRow{link}, Findings: []store.FindingRow{gap}})
	ids := []graph.ID{x.id, x.id, x.id}
	links := map[graph.ID][]store.LinkRow{x.id: {link}}
	findings := map[graph.ID][]store.FindingRow{x.id: {gap}}
	q := graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopLeads, graph.HopLeads}}
	page := graph.LinkPageQuery{IDs: ids, Hop: graph.HopLeads, Page: graph.Page{Limit: 9}}
	same(t, "Nouns", answer(t, e, store.Reader.Nouns, ids), map[graph.ID]store.NounRow{x.id: row})
	same(t, "Links", answer(t, e, store.Reader.Links, q), links)
	same(t, "LinksByID", answer(t, e, store.Reader.LinksByID, []graph.ID{link.ID, link.ID}), map[graph.ID]store.LinkRow{link.ID: link})
	same(t, "LinkPages", answer(t, e, store.Reader.LinkPages, page), links)
	same(t, "CountLinks", answer(t, e, store.Reader.CountLinks, q), map[graph.ID]int{x.id: 1})
	same(t, "FindingsOf", answer(t, e, store.Reader.FindingsOf, ids), findings)
	same(t, "FindingsByID", answer(t, e, store.Reader.FindingsByID, []graph.ID{gap.ID, gap.ID}), map[graph.ID][]store.FindingRow{gap.ID: {gap}})
	run := store.Range{Shelf: "twice", After: lowest, Before: highest, Limit: 9}
	shelf := []store.ShelfRow{{Key: row.Shelves[0].Key, Noun: row}}
	same(t, "Scan", answer(t, e, store.Reader.Scan, []store.Range{run, run}), [][]store.ShelfRow{shelf, shelf})
	pieces := store.FindingRange{Code: 65, After: "twice/", Before: "twice0", Limit: 9}
	same(t, "Findings", answer(t, e, store.Reader.Findings, []store.FindingRange{pieces, pieces}), [][]store.FindingRow{{gap}, {gap}})
}

// testManyQuestions asks none and 20,000 at once: an engine with a statement
// per key takes longer than the time allowed where a statement is a round trip.
func testManyQuestions(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindUnit, "first of many", "f"), aThing(graph.KindUnit, "last of many", "l")
	link := tie("of many", graph.HopCovers, x, y, graph.Always)
	gap := finding(y, 66, "many/p", graph.Always)
	write(t, e, store.Batch{
		Nouns: []store.NounRow{x.row(x.on("many", "a")), y.row(y.on("many", "b"))},
		Links: []store.LinkRow{link}, Findings: []store.FindingRow{gap},
	})
	const many = 20_000
	ids := []graph.ID{x.id}
	for i := range many {
		ids = append(ids, graph.DerivedID(graph.KindUnit, "many", strconv.Itoa(i)))
	}
	ids = append(ids, y.id, gap.ID, link.ID)

	started := time.Now()
	for _, asked := range [][]graph.ID{nil, {}, ids} {
		want := func(n int) int { return min(n, len(asked)) }
		size := func(what string, answer any, n int) {
			t.Helper()
			if got := reflect.ValueOf(plain(answer)).Len(); got != n {
				t.Errorf("%s for %d ids: %d answers, want %d", what, len(asked), got, n)
			}
		}
		q := graph.LinkQuery{IDs: asked, Hops: []graph.Hop{graph.HopCovers}, Direction: graph.In}
		page := graph.LinkPageQuery{IDs: asked, Hop: graph.HopCovers, Page: graph.Page{Limit: 2}}
		var keys []store.SegmentKey
		for _, id := range asked {
			keys = append(keys, store.SegmentKey{Scope: id, Subject: graph.KindActivity})
		}
		size("Nouns", answer(t, e, store.Reader.Nouns, asked), want(2))
		size("Links", answer(t, e, store.Reader.Links, q), want(1))
		size("LinksByID", answer(t, e, store.Reader.LinksByID, asked), want(1))
		size("CountLinks", answer(t, e, store.Reader.CountLinks, q), want(1))
		size("LinkPages", answer(t, e, store.Reader.LinkPages, page), want(1))
		size("FindingsOf", answer(t, e, store.Reader.FindingsOf, asked), want(1))
		size("FindingsByID", answer(t, e, store.Reader.FindingsByID, asked), want(1))
		size("SegmentsByKey", answer(t, e, store.Reader.SegmentsByKey, keys), 0)
	}
	if took := time.Since(started); took > 40*time.Second {
		t.Errorf("questions for %d ids took %s: one statement per key?", many, took)
	}

	const runs = 300
	var ranges []store.Range
	var findings []store.FindingRange
	for i := range runs {
		ranges = append(ranges, store.Range{Shelf: "many", After: "a", Before: strconv.Itoa(i), Limit: 5})
		findings = append(findings, store.FindingRange{Code: 66, After: "many/z", Before: "many/zz", Limit: 5})
	}
	ranges = append(ranges, store.Range{Shelf: "many", After: "a", Before: "c", Limit: 5})
	findings = append(findings, store.FindingRange{Code: 66, After: "many/", Before: "many/z", Limit: 5})
	shelves, pieces := answer(t, e, store.Reader.Scan, ranges), answer(t, e, store.Reader.Findings, findings)
	if len(shelves) != runs+1 || len(pieces) != runs+1 {
		t.Fatalf("%d and %d answers for %d ranges", len(shelves), len(pieces), runs+1)
	}
	for i := range runs {
		if len(shelves[i])+len(pieces[i]) != 0 {
			t.Errorf("range %d: %+v %+v, want nothing at its place", i, shelves[i], pieces[i])
		}
	}
	if len(shelves[runs]) != 2 || len(pieces[runs]) != 1 {
		t.Errorf("the last ranges: %+v %+v, want two nouns and one finding", shelves[runs], pieces[runs])
	}
	// What an engine reads together is what it reads one after the other.
	few := []store.Range{ranges[0], ranges[runs], ranges[runs], ranges[runs], {Shelf: "none", After: "a", Before: "c", Limit: 5}, ranges[runs]}
	few[2].Limit, few[3].Desc, few[5].On = 1, true, graph.MustDate("2026-01-01")
	apart := answer(t, e, store.Reader.Scan, few)
	for i := range few {
		few[i].Few = true
	}
	same(t, "Scan of few", answer(t, e, store.Reader.Scan, few), apart)
	if len(apart[1]) != 2 || len(apart[2]) != 1 {
		t.Errorf("Scan finds %d and %d, want 2 and 1", len(apart[1]), len(apart[2]))
	}
	if none := answer(t, e, store.Reader.Scan, nil); len(none) != 0 {
		t.Errorf("Scan of no range: %+v", none)
	}
	if none := answer(t, e, store.Reader.Findings, nil); len(none) != 0 {
		t.Errorf("Findings of no range: %+v", none)
	}
}
