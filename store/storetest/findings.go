package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

func testFindings(t *testing.T, e store.Engine) {
	names := book{}
	pos := map[string]string{}
	var batch store.Batch
	for i := range byteOrder {
		text := byteOrder[i*3%len(byteOrder)]
		x := aThing(graph.KindUnit, "findings "+text, text)
		row, other := finding(x, 0, "run/"+text, graph.Always), finding(x, 255, "run/"+text, graph.Always)
		names[row.ID], names[other.ID], pos[text] = text, text, row.Pos
		batch.Nouns, batch.Findings = append(batch.Nouns, x.row()), append(batch.Findings, row, other)
	}
	write(t, e, batch)
	backwards := slices.Clone(byteOrder)
	slices.Reverse(backwards)
	up, down := strings.Join(byteOrder, " "), strings.Join(backwards, " ")
	const before = "run/\x7f"
	cases := []struct {
		r    store.FindingRange
		want string
	}{
		{store.FindingRange{After: "run/", Before: before, Limit: 99}, up},
		{store.FindingRange{After: "run/", Before: before, Limit: 99, Code: 255}, up},
		{store.FindingRange{After: "run/", Before: before, Limit: 99, Desc: true}, down},
		{store.FindingRange{After: "run/", Before: before, Limit: 99, Code: 1}, ""},
		{store.FindingRange{After: "run/", Before: before, Limit: 0}, ""},
		{store.FindingRange{After: "run/", Before: before, Limit: 3}, "!x -x 0"},
		{store.FindingRange{After: "run/", Before: before, Limit: 3, Desc: true}, "~ zhongguo gaotang"},
		{store.FindingRange{After: pos["A"], Before: pos["a"], Limit: 9}, "Z _ a b"},
		{store.FindingRange{After: pos["A"], Before: pos["a"], Limit: 9, Desc: true}, "a b _ Z"},
		{store.FindingRange{After: pos["A"], Before: pos["a"], Limit: 1, Desc: true}, "a b"},
		{store.FindingRange{After: pos["a"], Before: pos["a"], Limit: 9}, ""},
		{store.FindingRange{After: pos["a"], Before: pos["A"], Limit: 9}, ""},
		{store.FindingRange{After: "run/9", Before: "run/B", Limit: 9}, "9 A"},
	}
	var ranges []store.FindingRange
	for _, c := range cases {
		ranges = append(ranges, c.r)
	}
	got := answer(t, e, store.Reader.Findings, ranges)
	if len(got) != len(ranges) {
		t.Fatalf("%d answers for %d ranges", len(got), len(ranges))
	}
	for i, c := range cases {
		same(t, fmt.Sprintf("%+v", c.r), names.findings(got[i]), c.want)
	}
	want := slices.SortedFunc(slices.Values(batch.Findings), func(a, b store.FindingRow) int { return cmp.Compare(a.Pos, b.Pos) })
	want = slices.DeleteFunc(want, func(row store.FindingRow) bool { return row.Code != 0 })
	same(t, "rows", got[0], want)
}

func testFindingDays(t *testing.T, e store.Engine) {
	names := book{}
	var batch store.Batch
	for i, piece := range []struct {
		name string
		graph.Interval
	}{
		{"always", graph.Always},
		{"ended", between(0, days[2])},
		{"open", graph.From(days[4])},
		{"span", between(days[2], days[4])},
		{"last", graph.From(graph.End - 1)},
	} {
		x := aThing(graph.KindUnit, "finding days "+piece.name, piece.name)
		row := finding(x, 67, "days/"+string(rune('a'+i)), piece.Interval)
		row.Interval = graph.Always // the day is tested against the piece alone
		names[row.ID] = piece.name
		batch.Nouns, batch.Findings = append(batch.Nouns, x.row()), append(batch.Findings, row)
	}
	write(t, e, batch)
	for _, c := range []struct {
		on   graph.Date
		want string
	}{
		{0, "always ended open span last"},
		{1, "always ended"},
		{days[1], "always ended"},
		{days[2], "always span"},
		{days[3], "always span"},
		{days[4], "always open"},
		{graph.End - 1, "always open last"},
	} {
		full := store.FindingRange{Code: 67, After: "days/", Before: "days0", On: c.on, Limit: 9}
		two, desc := full, full
		two.Limit, desc.Desc = 2, true
		got := answer(t, e, store.Reader.Findings, []store.FindingRange{full, two, desc})
		words := strings.Fields(c.want)
		same(t, "on "+c.on.String(), names.findings(got[0]), c.want)
		same(t, "first two on "+c.on.String(), names.findings(got[1]), strings.Join(words[:min(2, len(words))], " "))
		slices.Reverse(words)
		same(t, "descending on "+c.on.String(), names.findings(got[2]), strings.Join(words, " "))
	}
}

func testFindingsOf(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindUnit, "findings of x", "x"), aThing(graph.KindRegion, "findings of y", "y")
	piece := func(row store.FindingRow, place string, days graph.Interval) store.FindingRow {
		row.Piece = days
		row.Pos = place + "!" + string(row.ID) + "!" + days.Since.String()
		return row
	}
	high, low := finding(x, 200, "of/a", graph.Always), finding(x, 9, "of/c", between(days[0], days[5]))
	first, second := piece(low, "of/c", between(days[0], days[2])), piece(low, "of/b", between(days[2], days[5]))
	middle, region := finding(x, 64, "of/z", between(0, days[1])), finding(y, 51, "of/a", graph.Always)
	write(t, e, store.Batch{Nouns: rowsOf(x, y), Findings: []store.FindingRow{region, high, first, middle, second}})
	same(t, "FindingsOf by code, then position", answer(t, e, store.Reader.FindingsOf, []graph.ID{y.id, x.id}), map[graph.ID][]store.FindingRow{
		x.id: {second, first, middle, high}, y.id: {region},
	})
	same(t, "FindingsOf one", answer(t, e, store.Reader.FindingsOf, []graph.ID{y.id}), map[graph.ID][]store.FindingRow{y.id: {region}})
	same(t, "FindingsByID by position", answer(t, e, store.Reader.FindingsByID, []graph.ID{region.ID, low.ID}), map[graph.ID][]store.FindingRow{
		low.ID: {second, first}, region.ID: {region},
	})
}

func testSegments(t *testing.T, e store.Engine) {
	const revision = int64(1)<<53 + 1 // a number that a float cannot hold
	scope := aThing(graph.KindRegion, "scope", "s").id
	rows := []store.SegmentRow{
		{SegmentKey: store.SegmentKey{Subject: graph.KindMember}, Revision: 1, Data: []byte("one")},
		{SegmentKey: store.SegmentKey{Scope: scope, Subject: graph.KindUnit}, Revision: revision - 1, Data: []byte{0}},
		{SegmentKey: store.SegmentKey{Scope: scope, Subject: graph.KindRegion}, Revision: revision, Data: []byte("three")},
		{SegmentKey: store.SegmentKey{Subject: graph.KindUnit}, Revision: revision + 1, Data: []byte("four")},
	}
	write(t, e, store.Batch{Segments: rows})
	for after, want := range map[int64][]store.SegmentRow{
		0: rows, 1: rows[1:], revision - 2: rows[1:], revision - 1: rows[2:], revision: rows[3:], revision + 1: {},
	} {
		same(t, fmt.Sprint("after ", after), answer(t, e, store.Reader.Segments, after), plain(want))
	}
	keys := []store.SegmentKey{rows[3].SegmentKey, rows[1].SegmentKey, rows[3].SegmentKey, {Scope: scope, Subject: graph.KindMember}}
	same(t, "by key", answer(t, e, store.Reader.SegmentsByKey, keys), map[store.SegmentKey]store.SegmentRow{
		rows[1].SegmentKey: rows[1], rows[3].SegmentKey: rows[3],
	})
	same(t, "by no key", answer(t, e, store.Reader.SegmentsByKey, nil), map[store.SegmentKey]store.SegmentRow{})
}
