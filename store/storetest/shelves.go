package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

func testScan(t *testing.T, e store.Engine) {
	names := book{}
	var batch store.Batch
	keys := map[string]string{}
	for _, letter := range []string{"e", "b", "d", "a", "c"} {
		x := aThing(graph.KindUnit, "scan "+letter, letter)
		place := x.on("scan", letter)
		names[x.id], keys[letter] = letter, place.Key
		batch.Nouns = append(batch.Nouns, x.row(place, x.on("scan other", letter)))
	}
	twice := aThing(graph.KindPairing, "scan twice", "twice")
	names[twice.id] = "twice"
	batch.Nouns = append(batch.Nouns, twice.row(twice.on("scan twice", "north"), twice.on("scan twice", "south")))
	write(t, e, batch)

	cases := []struct {
		r    store.Range
		want string
	}{
		{store.Range{After: lowest, Before: highest, Limit: 9}, "a b c d e"},
		{store.Range{After: lowest, Before: highest, Limit: 0}, ""},
		{store.Range{After: lowest, Before: highest, Limit: 2}, "a b"},
		{store.Range{After: lowest, Before: highest, Limit: 5}, "a b c d e"},
		{store.Range{After: lowest, Before: highest, Limit: 9, Desc: true}, "e d c b a"},
		{store.Range{After: lowest, Before: highest, Limit: 2, Desc: true}, "e d"},
		{store.Range{After: keys["b"], Before: keys["d"], Limit: 9}, "c"},
		{store.Range{After: keys["b"], Before: keys["d"], Limit: 9, Desc: true}, "c"},
		{store.Range{After: keys["a"], Before: keys["e"], Limit: 2}, "b c"},
		{store.Range{After: keys["a"], Before: keys["e"], Limit: 2, Desc: true}, "d c"},
		{store.Range{After: keys["b"], Before: keys["c"], Limit: 9}, ""},
		{store.Range{After: keys["c"], Before: keys["c"], Limit: 9}, ""},
		{store.Range{After: keys["c"], Before: keys["c"], Limit: 9, Desc: true}, ""},
		{store.Range{After: keys["d"], Before: keys["b"], Limit: 9}, ""},
		{store.Range{After: "b", Before: "d", Limit: 9}, "b c"}, // bounds that no noun has
	}
	var ranges []store.Range
	var wants []string
	for _, c := range cases {
		c.r.Shelf = "scan"
		ranges, wants = append(ranges, c.r), append(wants, c.want)
	}
	ranges = append(ranges,
		store.Range{Shelf: "no such shelf", After: lowest, Before: highest, Limit: 9},
		store.Range{Shelf: "sca", After: lowest, Before: highest, Limit: 9},
		store.Range{Shelf: "scan other", After: "b", Before: highest, Limit: 2},
		store.Range{Shelf: "scan twice", After: lowest, Before: highest, Limit: 9},
		store.Range{Shelf: "scan twice", After: "o", Before: highest, Limit: 9})
	got := answer(t, e, store.Reader.Scan, ranges)
	if len(got) != len(ranges) {
		t.Fatalf("%d answers for %d ranges", len(got), len(ranges))
	}
	for i, want := range append(wants, "", "", "b c", "twice twice", "twice") {
		same(t, fmt.Sprintf("%+v", ranges[i]), names.shelf(got[i]), want)
	}
	for _, row := range got[0] {
		same(t, "key", row.Key, keys[names[row.Noun.ID]])
		if row.Noun.Shelves != nil {
			t.Errorf("%s comes with its shelves: %+v", names[row.Noun.ID], row.Noun.Shelves)
		}
		i := slices.IndexFunc(batch.Nouns, func(n store.NounRow) bool { return n.ID == row.Noun.ID })
		same(t, "noun", plainNoun(row.Noun), plainNoun(batch.Nouns[i]))
	}
}

func testScanDays(t *testing.T, e store.Engine) {
	names := book{}
	var batch store.Batch
	for i, life := range []struct {
		name string
		graph.Interval
	}{
		{"always", graph.Always},
		{"ended", between(0, days[2])},
		{"open", graph.From(days[4])},
		{"span", between(days[2], days[4])},
		{"last", graph.From(graph.End - 1)},
	} {
		x := aThing(graph.KindUnit, "scan days "+life.name, life.name)
		names[x.id] = life.name
		batch.Nouns = append(batch.Nouns, x.living(life.Interval, x.on("scan days", string(rune('a'+i)))))
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
		full := store.Range{Shelf: "scan days", After: lowest, Before: highest, On: c.on, Limit: 9}
		two, desc := full, full
		two.Limit, desc.Desc = 2, true // the limit counts what is left
		got := answer(t, e, store.Reader.Scan, []store.Range{full, two, desc})
		words := strings.Fields(c.want)
		same(t, "on "+c.on.String(), names.shelf(got[0]), c.want)
		same(t, "first two on "+c.on.String(), names.shelf(got[1]), strings.Join(words[:min(2, len(words))], " "))
		slices.Reverse(words)
		same(t, "descending on "+c.on.String(), names.shelf(got[2]), strings.Join(words, " "))
	}
}

func testShelfOrder(t *testing.T, e store.Engine) {
	names := book{}
	var batch store.Batch
	shelf := `shelf'"%_ \ $x {}`
	for i := range byteOrder {
		text := byteOrder[i*5%len(byteOrder)]
		x := aThing(graph.KindUnit, "shelf order "+text, text)
		names[x.id] = text
		batch.Nouns = append(batch.Nouns, x.row(x.on(shelf, text)))
	}
	write(t, e, batch)
	full := store.Range{Shelf: shelf, After: lowest, Before: highest, Limit: 99}
	desc := full
	desc.Desc = true
	ranges := []store.Range{full, desc}
	for _, text := range byteOrder {
		ranges = append(ranges, store.Range{Shelf: shelf, After: text, Before: text + "!~", Limit: 9})
	}
	got := answer(t, e, store.Reader.Scan, ranges)
	backwards := slices.Clone(byteOrder)
	slices.Reverse(backwards)
	same(t, "ascending", names.shelf(got[0]), strings.Join(byteOrder, " "))
	same(t, "descending", names.shelf(got[1]), strings.Join(backwards, " "))
	for i, text := range byteOrder {
		if len(got[i+2]) == 0 || names[got[i+2][len(got[i+2])-1].Noun.ID] != text {
			t.Errorf("the run of %q ends in %s", text, names.shelf(got[i+2]))
		}
	}
}
