package storetest

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

func testState(t *testing.T, e store.Engine) {
	states := []store.State{
		{Format: 1, Revision: 1},
		{Format: math.MaxInt32, Revision: 1<<53 + 1, Regions: math.MaxUint32, Ruleset: `ab'"\ $x 规则`, Sample: "gaotang", Loading: "道县 'x'", Placed: graph.End - 1},
		{Revision: math.MaxInt64, Set: 1<<53 + 1, Rules: `{"name": "规则 'x'"}`, Beside: "k3 17"},
		{Revision: math.MaxInt64},
	}
	for _, want := range states {
		write(t, e, store.Batch{State: &want})
		same(t, "State", answer(t, e, stateOf, struct{}{}), want)
	}
	write(t, e, store.Batch{Nouns: rowsOf(aThing(graph.KindUnit, "state", "s"))})
	same(t, "State after a write without one", answer(t, e, stateOf, struct{}{}), states[3])
}

func testTexts(t *testing.T, e store.Engine) {
	texts := []string{
		"", " ", "高塘村党支部", `O'Neil "x" \ \\ \n`, "$x {y} `z` //", "a\nb\tc\r\n", "😀👩‍👩‍👧𠮷", "ä vs ä", "null", "--; DROP", "%_*?", "\u2028\u00a0\ufeff",
		"ＡＢＣ abc ABC", strings.Repeat("长", 20_000),
	}
	var batch store.Batch
	want := map[graph.ID]store.NounRow{}
	var ids []graph.ID
	scope := aThing(graph.KindRegion, "texts", "t").id
	for i, text := range texts {
		x := aThing(graph.KindUnit, "text "+text, "t")
		row := x.row(x.on("texts", string(rune('a'+i))))
		if len(text) <= 200 { // more is refused above
			row.Name, row.Code = text, text
		}
		row.Doc = document(text, text)
		entry := entry(300, i, x)
		entry.Doc = row.Doc
		batch.Nouns, batch.Log = append(batch.Nouns, row), append(batch.Log, entry)
		ids, want[x.id] = append(ids, x.id), row
	}
	every := make([]byte, 3*256)
	for i := range every {
		every[i] = byte(i)
	}
	blobs := [][]byte{{0}, {0, 0, 0}, {0xff, 0xfe}, every, bytes.Repeat([]byte{0, 1, 0xff}, 200_000)}
	segments := map[store.SegmentKey]store.SegmentRow{}
	var keys []store.SegmentKey
	for i, blob := range blobs {
		row := store.SegmentRow{SegmentKey: store.SegmentKey{Scope: scope, Subject: graph.NounKinds[i]}, Revision: 1, Data: blob}
		batch.Segments, keys = append(batch.Segments, row), append(keys, row.SegmentKey)
		segments[row.SegmentKey] = row
	}
	write(t, e, batch)
	same(t, "nouns", answer(t, e, store.Reader.Nouns, ids), want)
	shelf := answer(t, e, store.Reader.Scan, []store.Range{{Shelf: "texts", After: lowest, Before: highest, Limit: 99}})[0]
	for i, row := range shelf {
		same(t, "noun on a shelf", plainNoun(row.Noun), plainNoun(batch.Nouns[i]))
	}
	same(t, "nouns on the shelf", len(shelf), len(texts))
	same(t, "log", answer(t, e, logRun, store.LogRange{AfterRevision: 299, AfterIndex: 99, BeforeRevision: 301, Limit: 99}), batch.Log)
	same(t, "segments", answer(t, e, store.Reader.SegmentsByKey, keys), segments)
}

func testFields(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindPairing, "fields x", "x"), aThing(graph.KindOrganisation, "fields y", "y")
	dated := x.living(between(1, graph.End-1), x.on("fields", "x"))
	dated.Code, dated.Name = "C-1", "结对"
	var links []store.LinkRow
	for _, hop := range graph.Hops {
		links = append(links, tie("fields "+string(hop), hop, x, y, between(days[1], days[2])))
	}
	links[0].Mode = graph.ModeTrade
	links[1].Role, links[1].Person = "HELPER", graph.DerivedID(graph.KindMember, "storetest", "person")
	links[2].Interval, links[3].Interval = between(1, graph.End-1), graph.Always
	links[4].Link.ID = graph.DerivedID(graph.KindCoverage, "storetest", "fields")
	full := finding(x, 255, "fields/full", between(days[1], days[7]))
	full.Related, full.Region = y.id, graph.DerivedID(graph.KindRegion, "storetest", "fields")
	full.Piece, full.Attributes = between(days[2], days[3]), graph.Attributes{1, 255, 'C', 0, 128, graph.FlagInfo}
	bare := finding(x, 0, "fields/bare", graph.Always)
	write(t, e, store.Batch{Nouns: []store.NounRow{dated, y.row()}, Links: links, Findings: []store.FindingRow{full, bare}})

	got := answer(t, e, store.Reader.Nouns, []graph.ID{x.id})[x.id]
	shelf := answer(t, e, store.Reader.Scan, []store.Range{{Shelf: "fields", After: lowest, Before: highest, Limit: 1}})[0]
	if len(shelf) != 1 {
		t.Fatalf("shelf: %+v", shelf)
	}
	same(t, "noun", plainNoun(got), plainNoun(dated))
	same(t, "noun on its shelf", plainNoun(shelf[0].Noun), plainNoun(dated))
	out := map[graph.ID]store.LinkRow{}
	for _, row := range linksOf(t, e, x, graph.Out, 0, graph.Hops...) {
		out[row.ID] = row
	}
	want := map[graph.ID]store.LinkRow{}
	for _, row := range links {
		want[row.ID] = row
	}
	same(t, "links", out, want)
	var ids []graph.ID
	for _, row := range links {
		ids = append(ids, row.ID)
	}
	same(t, "links by id", answer(t, e, store.Reader.LinksByID, ids), want)
	same(t, "findings", answer(t, e, store.Reader.FindingsOf, []graph.ID{x.id}), map[graph.ID][]store.FindingRow{x.id: {bare, full}})
	pieces := answer(t, e, store.Reader.Findings, []store.FindingRange{{Code: 255, After: "fields/", Before: "fields0", Limit: 9}})
	same(t, "findings of a code", pieces, [][]store.FindingRow{{full}})
	byID := answer(t, e, store.Reader.FindingsByID, []graph.ID{bare.ID})
	same(t, "finding by id", byID, map[graph.ID][]store.FindingRow{bare.ID: {bare}})
}

func testEmptyBatch(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "empty batch", "x")
	link := tie("empty batch", graph.HopCovers, x, x, graph.Always)
	write(t, e, store.Batch{Nouns: rowsOf(x), Links: []store.LinkRow{link}})
	before := answer(t, e, stateOf, struct{}{})
	write(t, e, store.Batch{})
	write(t, e, store.Batch{Nouns: []store.NounRow{}, Resort: map[graph.ID]string{}, DropLinks: []graph.ID{}, Log: []store.LogRow{}})
	same(t, "State", answer(t, e, stateOf, struct{}{}), before)
	same(t, "links", linksOf(t, e, x, graph.Out, 0, graph.HopCovers), []store.LinkRow{link})
}

// testCopies scribbles over what was given and over what was returned.
func testCopies(t *testing.T, e store.Engine) {
	scribble := func(data []byte) {
		for i := range data {
			data[i] = 'X'
		}
	}
	x := aThing(graph.KindUnit, "copies", "x")
	key := store.SegmentKey{Scope: x.id, Subject: graph.KindUnit}
	noun, row := x.row(x.on("copies", "a")), entry(310, 0, x)
	segment := store.SegmentRow{SegmentKey: key, Revision: 1, Data: []byte("segment")}
	batch := store.Batch{
		Nouns: []store.NounRow{copyNoun(noun)}, Segments: []store.SegmentRow{copySegment(segment)}, Log: []store.LogRow{copyLog(row)},
		State: &store.State{Sample: "copies"},
	}
	write(t, e, batch)
	scribble(batch.Nouns[0].Doc)
	scribble(batch.Segments[0].Data)
	scribble(batch.Log[0].Doc)
	batch.Nouns[0].Shelves[0].Key, batch.Log[0].Subjects[0], batch.State.Sample = "X", "X", "X"

	for range 2 {
		nouns := answer(t, e, store.Reader.Nouns, []graph.ID{x.id})
		shelf := answer(t, e, store.Reader.Scan, []store.Range{{Shelf: "copies", After: lowest, Before: highest, Limit: 1}})
		segments := answer(t, e, store.Reader.SegmentsByKey, []store.SegmentKey{key})
		log := answer(t, e, logRun, store.LogRange{Subject: x.id, Limit: 1})
		same(t, "noun", nouns, map[graph.ID]store.NounRow{x.id: noun})
		same(t, "shelf", shelf, [][]store.ShelfRow{{{Key: noun.Shelves[0].Key, Noun: noun}}})
		same(t, "segment", segments, map[store.SegmentKey]store.SegmentRow{key: segment})
		same(t, "log", log, []store.LogRow{row})
		same(t, "state", answer(t, e, stateOf, struct{}{}).Sample, "copies")
		if t.Failed() {
			return
		}
		scribble(nouns[x.id].Doc)
		scribble(shelf[0][0].Noun.Doc)
		scribble(segments[key].Data)
		scribble(log[0].Doc)
		for i := range log[0].Subjects {
			log[0].Subjects[i] = "X"
		}
		for _, all := range answer(t, e, store.Reader.Segments, 0) {
			scribble(all.Data)
		}
	}
}
