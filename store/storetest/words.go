package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// wording gives the noun with words by which it is found.
func (x thing) wording(words ...string) store.NounRow {
	row := x.row()
	row.Words = words
	return row
}

// found names what a search finds, in order of the names; "over" where too many.
func (b book) found(hits store.WordHits) string {
	if hits.Over {
		return fmt.Sprint("over", len(hits.Nouns))
	}
	var names []string
	for _, noun := range hits.Nouns {
		names = append(names, b[noun.ID])
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func testSearch(t *testing.T, e store.Engine) {
	names := book{}
	var rows []store.NounRow
	for name, words := range map[string][]string{
		"a": {"s1red", "s1big", "s1"}, "b": {"s1red", "s1small"}, "c": {"s1blue", "s1big"}, "d": {"s1and", "s1or", "s1not"}, "e": nil,
	} {
		x := aThing(graph.KindUnit, "search "+name, name)
		names[x.id] = name
		rows = append(rows, x.wording(words...))
	}
	dead := aThing(graph.KindRegion, "search dead", "dead")
	names[dead.id] = "dead"
	row := dead.wording("s1red", "s1gone")
	row.Since, row.End = days[1], days[2]
	write(t, e, store.Batch{Nouns: append(rows, row)})

	cases := []struct {
		groups [][]string
		limit  int
		want   string
	}{
		{[][]string{{"s1red"}}, 9, "a b dead"},
		{[][]string{{"s1red"}}, 3, "a b dead"},
		{[][]string{{"s1red"}}, 2, "over0"},
		{[][]string{{"s1red"}}, 0, "over0"},
		{[][]string{{"s1red"}, {"s1big"}}, 1, "a"},
		{[][]string{{"s1red", "s1blue"}, {"s1big"}}, 9, "a c"},
		{[][]string{{"s1small", "s1gone", "s1gone"}}, 9, "b dead"},
		{[][]string{{"s1red"}, {"s1red"}, {"s1gone"}}, 9, "dead"},
		{[][]string{{"s1re"}}, 9, ""},   // no beginnings
		{[][]string{{"s1redd"}}, 9, ""}, // nor more
		{[][]string{{"s1"}}, 9, "a"},
		{[][]string{{"s1and", "s1or"}, {"s1not"}}, 9, "d"},
		{[][]string{{"s1red"}, {"nowhere"}}, 9, ""},
		{[][]string{{"nowhere", "s1blue"}}, 9, "c"},
		{[][]string{{"nowhere"}}, 0, ""},
		{nil, 9, ""},
	}
	qs := make([]store.WordQuery, len(cases))
	for i, c := range cases {
		qs[i] = store.WordQuery{Groups: c.groups, Limit: c.limit}
	}
	got := answer(t, e, store.Reader.Search, qs)
	if len(got) != len(qs) {
		t.Fatalf("%d answers for %d searches", len(got), len(qs))
	}
	for i, c := range cases {
		same(t, fmt.Sprintf("%v, up to %d", c.groups, c.limit), names.found(got[i]), c.want)
	}
	for _, noun := range got[0].Nouns {
		i := slices.IndexFunc(append(rows, row), func(n store.NounRow) bool { return n.ID == noun.ID })
		same(t, "noun", plainNoun(noun), plainNoun(append(rows, row)[i]))
		if noun.Words != nil || noun.Shelves != nil {
			t.Errorf("%s comes with its words or shelves: %+v", names[noun.ID], noun)
		}
	}
	if none := answer(t, e, store.Reader.Search, []store.WordQuery{}); len(none) != 0 {
		t.Errorf("no search gives %v", none)
	}
	for i := range qs {
		qs[i].Loose = true
	}
	for i, hits := range answer(t, e, store.Reader.Search, qs) {
		loosely(t, fmt.Sprintf("%v, up to %d", cases[i].groups, cases[i].limit), qs[i], got[i], hits)
	}
}

// loosely compares what a search finds for one who tests it with what it finds
// else: the same, or that and more, up to the limit.
func loosely(t *testing.T, what string, q store.WordQuery, strict, loose store.WordHits) {
	t.Helper()
	if strict.Over != loose.Over || len(loose.Nouns) > max(q.Limit, 0) {
		t.Errorf("%s: over is %v and loosely %v, with %d nouns", what, strict.Over, loose.Over, len(loose.Nouns))
	}
	if !loose.Loose && len(loose.Nouns) != len(strict.Nouns) {
		t.Errorf("%s: %d nouns, and loosely %d", what, len(strict.Nouns), len(loose.Nouns))
	}
	for _, noun := range strict.Nouns {
		if !slices.ContainsFunc(loose.Nouns, func(n store.NounRow) bool { return n.ID == noun.ID }) {
			t.Errorf("%s: %s is not found loosely", what, noun.ID)
		}
	}
}

// testManyWords searches for as much as is ever asked at once.
func testManyWords(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "many words", "x")
	names := book{x.id: "x"}
	var words []string
	var groups [][]string
	for i := range 2_000 {
		words = append(words, fmt.Sprintf("m%d", i))
	}
	for i := range 64 {
		groups = append(groups, []string{fmt.Sprintf("m%d", i), fmt.Sprintf("m%d", i+64), "mnone"})
	}
	write(t, e, store.Batch{Nouns: []store.NounRow{x.wording(words...)}})
	got := answer(t, e, store.Reader.Search, []store.WordQuery{{Groups: groups, Limit: 1}, {Groups: append(groups, []string{"mnone"}), Limit: 1}})
	same(t, "all groups", names.found(got[0]), "x")
	same(t, "one group too many", names.found(got[1]), "")
}

func testReplaceWords(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindUnit, "words x", "x"), aThing(graph.KindOrganisation, "words y", "y")
	names := book{x.id: "x", y.id: "y"}
	check := func(when, one, two, three string) {
		t.Helper()
		var qs []store.WordQuery
		for _, word := range []string{"rw1", "rw2", "rw3"} {
			qs = append(qs, store.WordQuery{Groups: [][]string{{word}}, Limit: 9})
		}
		for i, want := range []string{one, two, three} {
			same(t, when+": "+qs[i].Groups[0][0], names.found(answer(t, e, store.Reader.Search, qs)[i]), want)
		}
	}
	write(t, e, store.Batch{Nouns: []store.NounRow{x.wording("rw1", "rw2"), y.wording("rw2")}})
	check("at first", "x", "x y", "")
	write(t, e, store.Batch{Nouns: []store.NounRow{x.wording("rw3", "rw2")}})
	check("replaced", "", "x y", "x")
	write(t, e, store.Batch{Nouns: []store.NounRow{x.wording("rw2", "rw3"), y.row()}})
	check("the same in another order, and none", "", "x", "x")
	write(t, e, store.Batch{Nouns: []store.NounRow{y.wording("rw1")}, DropNouns: []graph.ID{x.id, x.id}})
	check("withdrawn", "y", "", "")
	write(t, e, store.Batch{Nouns: []store.NounRow{x.wording("rw1"), x.wording("rw3")}})
	check("back again, the last of two rows", "y", "", "x")
	failed := errors.New("no")
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.Write(ctx, store.Batch{Nouns: []store.NounRow{x.wording("rw1")}, DropNouns: []graph.ID{y.id}}); err != nil {
			return err
		}
		got := answer(t, tx, store.Reader.Search, []store.WordQuery{{Groups: [][]string{{"rw1"}}, Limit: 9}})
		same(t, "within the transaction", names.found(got[0]), "x")
		return failed
	})
	if !errors.Is(err, failed) {
		t.Error(err)
	}
	check("after a write that failed", "y", "", "x")
}

func testWordSums(t *testing.T, e store.Engine) {
	x, y, z := aThing(graph.KindUnit, "sums x", "x"), aThing(graph.KindUnit, "sums y", "y"), aThing(graph.KindMember, "sums z", "z")
	check := func(when string, want map[graph.ID]uint64) {
		t.Helper()
		sums := must(store.AllWordSums(t.Context(), e))(t)
		got := map[graph.ID]uint64{}
		for _, id := range []graph.ID{x.id, y.id, z.id} {
			if sum, has := sums[id]; has {
				got[id] = sum
			}
		}
		same(t, when, got, want)
	}
	both := store.WordSum([]string{"ws1", "ws2"})
	if both == store.WordSum([]string{"ws1"}) || both != store.WordSum([]string{"ws2", "ws1"}) || store.WordSum(nil) != 0 {
		t.Error("WordSum does not tell sets apart")
	}
	write(t, e, store.Batch{Nouns: []store.NounRow{x.wording("ws1", "ws2"), y.wording("ws2", "ws1"), z.row()}})
	check("at first", map[graph.ID]uint64{x.id: both, y.id: both})
	write(t, e, store.Batch{Nouns: []store.NounRow{x.wording("ws2"), z.wording("ws1")}, DropNouns: []graph.ID{y.id}})
	check("replaced", map[graph.ID]uint64{x.id: store.WordSum([]string{"ws2"}), z.id: store.WordSum([]string{"ws1"})})
	told, enough := 0, errors.New("enough")
	if err := e.WordSums(t.Context(), func(graph.ID, uint64) error { told++; return enough }); !errors.Is(err, enough) || told != 1 {
		t.Errorf("who has enough is told of %d nouns, and %v", told, err)
	}
	check("after somebody had enough", map[graph.ID]uint64{x.id: store.WordSum([]string{"ws2"}), z.id: store.WordSum([]string{"ws1"})})
}
