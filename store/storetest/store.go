package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"cobuild/generate"
	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
)

// RunStore tests the whole of store.Store over the engines that open gives, as
// Run tests the engines themselves: what it answers is held against a plain
// recount of the facts. Each call of open gives an empty engine, and is made
// only when the one before is done with.
func RunStore(t *testing.T, open func(t *testing.T) store.Engine) {
	for _, fixture := range []struct {
		name string
		data func(t *testing.T) graph.Dataset
	}{
		{"the sample", func(*testing.T) graph.Dataset { return sample.Gaotang() }},
		{"a generated county", func(t *testing.T) graph.Dataset { return county(t, 250) }},
	} {
		t.Run(fixture.name, func(t *testing.T) {
			f := load(t, open(t), fixture.data(t))
			for _, c := range storeCases {
				t.Run(c.name, func(t *testing.T) { c.test(t, f) })
			}
		})
	}
	for _, c := range writingCases {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

// RunSample counts the whole sample again on one day. Its systems beside the
// first are large, and nothing of them is new to an engine: one engine will do.
func RunSample(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), sample.All())
	f.chosen = []graph.Date{today}
	testRecount(t, f)
	testCheck(t, f)
}

// storeCases only read, and share a loaded store.
var storeCases = []struct {
	name string
	test func(t *testing.T, f *fixture)
}{
	{"statuses and gaps equal a recount", testRecount},
	{"reports equal a recount and their parts add up", testReports},
	{"missing lists have denominator minus numerator members", testMissing},
	{"trends equal the reports of their days", testTrends},
	{"groups add up, and each equals a recount of its units", testGroups},
	{"reports of organisations equal a recount of their units", testOrganisationReports},
	{"members of organisations equal a recount", testMemberCounts},
	{"double registration by region and by organisation equals a recount", testReporting},
	{"organisations below others, by depth", testDescendants},
	{"gap lists equal a plain filter", testGapLists},
	{"lists equal a plain filter", testLists},
	{"lists within regions and by name", testListOrders},
	{"units are counted without being read", testCountUnits},
	{"searches equal a look at every noun", testSearches},
	{"links in pages", testStoreLinks},
	{"matrices of pairings equal a plain count, and the lists behind their cells", testMatrices},
	{"paths between participants equal those of a plain search", testPaths},
	{"a cancelled context stops a search", testCancelledPaths},
	{"nouns by code, parts, regions above and roots", testLookUps},
	{"headcounts and findings by id", testHeadcounts},
	{"every gap explains itself in both languages", testExplain},
	{"calls do not grow with the questions", testCalls},
	{"a cancelled context stops a list", testCancelledList},
	{"a check finds nothing", testCheck},
}

// writingCases each open an engine of their own.
var writingCases = []struct {
	name string
	test func(t *testing.T, open func(t *testing.T) store.Engine)
}{
	{"random edits leave what follows from the facts", testRandomEdits},
	{"edits written together are each for themselves", testTogether},
	{"edits written together that stand in each other's way", testTogetherRefused},
	{"reports of organisations that lead many villages", testScatteredLines},
	{"reports of organisations with too many units", testLongLines},
	{"segments and what they have lost and gained", testDeltas},
	{"undo brings back equal answers", testUndo},
	{"pages go on where something was put between them", testInsertBetween},
	{"two stores over one engine", testTwoStores},
	{"units that stand nowhere are counted where they are listed", testCountNowhere},
	{"a load refuses a store with data", testLoadRefusals},
	{"a load in steps equals one at once", testFill},
	{"a load broken off changes nothing or is refused", testFillBroken},
	{"the calendar moves nouns", testCalendar},
	{"members stand by each of their places", testMemberPlaces},
	{"search follows what is written", testSearchFollows},
	{"a store without search is indexed when opened", testUpgrade},
	{"a store derived anew by other rules equals one loaded by them", testDeriveAnew},
	{"a derivation broken off changes nothing", testDeriveBroken},
	{"derivations of others, alive, dead and taking over", testDeriveClaims},
	{"a slow derivation shows that it goes on", testDeriveSlow},
	{"what has drifted is told and mended", testRepair},
	{"who is named by whom is told and mended", testNamedDrift},
	{"who reads while all is derived anew sees it whole", testDeriveReaders},
	{"a closed engine is UNAVAILABLE", testClosedStore},
}

// today is the day by the clock of the suite's stores.
var today = graph.MustDate("2026-06-30")

func noon(d graph.Date) func() time.Time {
	return func() time.Time { return d.Time().Add(12 * time.Hour) }
}

func options(name string) store.Options {
	return store.Options{Now: noon(today), IDs: graph.SeededIDs(name)}
}

// county generates a county; the same number gives the same one.
func county(t *testing.T, units int) graph.Dataset {
	t.Helper()
	ds, err := generate.Dataset(generate.Options{Seed: 7, Units: units, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

// fixture is a loaded store and what it was loaded with.
type fixture struct {
	*facts
	engine store.Engine
	s      *store.Store
	days   map[graph.Date]*plainDay
	chosen []graph.Date // to look at; nil: those of dates
	path   map[graph.ID]string
}

func load(t *testing.T, e store.Engine, ds graph.Dataset) *fixture {
	t.Helper()
	s := openStore(t, e, options(ds.Name))
	if err := s.Load(t.Context(), &ds, nil); err != nil {
		t.Fatal(err)
	}
	return &fixture{facts: newFacts(ds), engine: e, s: s, days: map[graph.Date]*plainDay{}}
}

func openStore(t *testing.T, e store.Engine, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), e, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// on is the plain reading of a day, made once.
func (f *fixture) on(d graph.Date) *plainDay {
	if f.days[d] == nil {
		f.days[d] = f.facts.on(d)
	}
	return f.days[d]
}

// dates are days of all times on which much changes, today among them.
func (f *fixture) dates() []graph.Date {
	if f.chosen != nil {
		return f.chosen
	}
	dates := []graph.Date{
		today, today.AddMonths(-6), today.AddMonths(-18), today.AddMonths(-90), today.AddMonths(14),
		graph.MustDate("1950-01-01"), graph.MustDate("2006-12-31"), graph.MustDate("2007-01-01"), graph.End - 1,
	}
	// The days around the one on which most links begin.
	begin := map[graph.Date]int{}
	for _, l := range f.Links {
		if l.Since > graph.MustDate("2008-01-01") {
			begin[l.Since]++
		}
	}
	busiest := graph.Date(1)
	for d, n := range begin {
		if cmp.Or(cmp.Compare(n, begin[busiest]), cmp.Compare(d, busiest)) > 0 {
			busiest = d
		}
	}
	dates = append(dates, busiest.AddDays(-1), busiest)
	slices.Sort(dates)
	return slices.Compact(dates)
}

// must gives an answer that there must be.
func must[A any](a A, err error) func(t *testing.T) A {
	return func(t *testing.T) A {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
}

// clean fails where a check of the store finds anything.
func clean(t *testing.T, s *store.Store) {
	t.Helper()
	subjects, err := s.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, nil)
	if err != nil {
		t.Errorf("check of %d subjects: %v", subjects, err)
	}
}

func testCheck(t *testing.T, f *fixture) {
	subjects := 0
	for _, n := range f.Nouns {
		if n.Kind() != graph.KindAlliance {
			subjects++
		}
	}
	before, last, told := -1, 0, 0
	checked := must(f.s.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, func(done, all int) {
		if done < before || done > all {
			t.Errorf("%d of %d are done after %d", done, all, before)
		}
		before, last, told = done, all, told+1
	}))(t)
	same(t, "subjects checked", checked, subjects)
	same(t, "done in the end", before, last)
	if told < 3 || last < 2*len(f.Nouns) {
		t.Errorf("told %d times of %d nouns and places, of %d nouns", told, last, len(f.Nouns))
	}

	ctx, cancel := context.WithCancel(t.Context())
	_, err := f.s.Check(ctx, func(d store.Drift) { t.Errorf("a cancelled check: %s", d) }, func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled check ends with %v", err)
	}
}

// walkPages reads a whole list page by page, forwards and backwards, with pages
// of one size, and checks that both give the same.
func walkPages[T any](t *testing.T, what string, limit int, id func(T) graph.ID, read func(graph.Page) (graph.PageOf[T], error)) []graph.ID {
	t.Helper()
	ids, _ := walkTogether(t, []string{what}, []int{limit}, id, func(_ []int, pages []graph.Page) ([]graph.PageOf[T], error) {
		page, err := read(pages[0])
		return []graph.PageOf[T]{page}, err
	})
	return ids[0]
}

// walkTogether walks through many lists side by side: each call of read is for
// the lists that go on, by their index. It gives ids and items of each list.
func walkTogether[T any](t *testing.T, what []string, limits []int, id func(T) graph.ID, read func(which []int, pages []graph.Page) ([]graph.PageOf[T], error)) (ids [][]graph.ID, items [][]T) {
	t.Helper()
	items, at := walkOneWay(t, what, limits, false, read)
	back, atBack := walkOneWay(t, what, limits, true, read)
	ids = make([][]graph.ID, len(what))
	for i := range what {
		reversed := make([]graph.ID, len(back[i]))
		for j, item := range back[i] {
			reversed[j] = id(item)
		}
		for _, item := range items[i] {
			ids[i] = append(ids[i], id(item))
		}
		if !slices.Equal(ids[i], reversed) || !slices.Equal(at[i], atBack[i]) {
			t.Errorf("%s by %d: forwards %v\nbackwards %v", what[i], limits[i], ids[i], reversed)
		}
	}
	return ids, items
}

func walkOneWay[T any](t *testing.T, what []string, limits []int, backward bool, read func(which []int, pages []graph.Page) ([]graph.PageOf[T], error)) (items [][]T, at [][]string) {
	t.Helper()
	items, at = make([][]T, len(what)), make([][]string, len(what))
	pages := make([]graph.Page, len(what))
	var open []int
	for i, limit := range limits {
		pages[i], open = graph.Page{Limit: limit, Backward: backward}, append(open, i)
	}
	for len(open) > 0 {
		var asked []graph.Page
		for _, i := range open {
			asked = append(asked, pages[i])
		}
		var still []int
		for n, got := range must(read(open, asked))(t) {
			i := open[n]
			if len(got.Items) != len(got.At) || len(got.Items) > limits[i] || got.More && len(got.Items) < limits[i] {
				t.Fatalf("%s: page %+v has %d items, %d positions, more: %t", what[i], asked[n], len(got.Items), len(got.At), got.More)
			}
			if backward {
				items[i], at[i] = append(got.Items, items[i]...), append(got.At, at[i]...)
			} else {
				items[i], at[i] = append(items[i], got.Items...), append(at[i], got.At...)
			}
			if !got.More {
				continue
			}
			still, pages[i].From = append(still, i), got.At[len(got.At)-1]
			if backward {
				pages[i].From = got.At[0]
			}
		}
		open = still
	}
	return items, at
}

// pageSize gives pages of at least so many items, of which n make a few.
func pageSize(least, n int) int { return max(least, n/3+1) }

// equalSets compares ids without regard to order; doubles count.
func equalSets(t *testing.T, what string, got, want []graph.ID) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if slices.Equal(got, want) {
		return
	}
	minus := func(a, b []graph.ID) (left []graph.ID) {
		for _, id := range a {
			if _, in := slices.BinarySearch(b, id); !in {
				left = append(left, id)
			}
		}
		return left
	}
	t.Errorf("%s: %d, want %d: stray %s, missing %s", what, len(got), len(want),
		clip(fmt.Sprint(minus(got, want))), clip(fmt.Sprint(minus(want, got))))
}

func nounID(n graph.Noun) graph.ID { return n.Top().ID }

// listPages reads a list of nouns by pages.
func (f *fixture) listPages(t *testing.T, what string, q graph.ListQuery, limit int) []graph.ID {
	t.Helper()
	return f.listsPages(t, []string{what}, []graph.ListQuery{q}, []int{limit})[0]
}

// listsPages reads many lists of nouns by pages, side by side.
func (f *fixture) listsPages(t *testing.T, what []string, qs []graph.ListQuery, limits []int) [][]graph.ID {
	t.Helper()
	ids, _ := walkTogether(t, what, limits, nounID, func(which []int, pages []graph.Page) ([]graph.PageOf[graph.Noun], error) {
		asked := make([]graph.ListQuery, len(which))
		for n, i := range which {
			asked[n] = withPage(qs[i], pages[n])
		}
		return f.s.List(t.Context(), asked)
	})
	return ids
}

func withPage(q graph.ListQuery, page graph.Page) graph.ListQuery { q.Page = page; return q }

// one asks a call that takes many questions one of them.
func one[Q, A any](ctx context.Context, ask func(context.Context, []Q) ([]A, error), q Q) (a A, err error) {
	all, err := ask(ctx, []Q{q})
	if err == nil && len(all) != 1 {
		err = fmt.Errorf("%d answers to one question", len(all))
	}
	if err == nil {
		a = all[0]
	}
	return a, err
}
