package storetest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/search"
	"cobuild/store"
)

// texts are what people search for: common and rare, of every kind, and what is
// nowhere.
func (f *fixture) texts(day *plainDay) []string {
	name := []rune(f.nouns[f.busy(day, 1)].Top().Name)
	texts := []string{"支部", "公司", "村", string(name[:1]), string(name), string(name[1:2]), "yxgs", "dz", "有限 公", "3", "91", "33 村", "无此名称"}
	for _, n := range f.Nouns {
		if u, ok := n.(*graph.Unit); ok && u.CreditCode != "" {
			return append(texts, strings.ToLower(u.CreditCode), u.CreditCode[:9])
		}
	}
	return texts
}

// finds says whether a text finds a noun, and in which class it comes.
func finds(text string, n graph.Noun) (class string, ok bool) {
	q, err := search.Parse(text)
	if err != nil {
		panic(err) // texts of the suite
	}
	found, ok := q.Match(n)
	switch {
	case found.Code:
		return "0", ok
	case found.Begins && strings.HasPrefix(store.SortKey(n.Top().Name), store.SortKey(q.Lead())):
		return "1", ok
	default:
		return "2", ok
	}
}

// search is what a search finds, by a look at every noun.
func (d *plainDay) search(f *fixture, q *graph.SearchQuery) (ids []graph.ID) {
	keys := map[graph.ID]string{}
	for _, n := range d.Nouns {
		if kinds := q.Kinds; !slices.Contains(search.Searchable, n.Kind()) || len(kinds) > 0 && !slices.Contains(kinds, n.Kind()) || !n.Top().Holds(q.On) {
			continue
		}
		class, ok := finds(q.Text, n)
		within := q.Place.Within == ""
		for _, at := range f.listed(n, &graph.ListQuery{Kind: n.Kind()}) {
			within = within || d.standsIn(at, q.Place)
		}
		if id := n.Top().ID; ok && within && (q.Place.Within == "" || d.alive(q.Place.Within)) {
			keys[id] = class + f.nameKey(id)
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b graph.ID) int { return cmp.Compare(keys[a], keys[b]) })
	return ids
}

// testSearches compares searches with a look at every noun: where candidates are
// few enough to be sorted, and where pages are read along the shelves.
func testSearches(t *testing.T, f *fixture) {
	o := options("walking")
	o.AtHand = 2
	walking := openStore(t, f.engine, o)
	filled := 0
	for n, d := range []graph.Date{today, graph.MustDate("2019-06-30")} {
		day := f.on(d)
		places := []graph.Place{{}, {Within: f.busy(day, 0)}, {Within: f.busy(day, 1), Self: true}}
		kinds := [][]graph.Kind{nil, {graph.KindUnit}, {graph.KindRegion, graph.KindOrganisation}}
		for i, text := range f.texts(day) {
			q := graph.SearchQuery{Text: text, Place: places[(i+n)%3], Kinds: kinds[(i/3+n)%3], On: d}
			want := day.search(f, &q)
			if len(want) > 1 {
				filled++
			}
			for name, s := range map[string]*store.Store{"at hand": f.s, "walking": walking} {
				what := fmt.Sprintf("%s: search for %+v", name, q)
				same(t, what, f.searched(t, s, q, 1_000), want)
				size := pageSize(2, len(want))
				same(t, what+", forwards", f.searched(t, s, q, size), want)
				q.Page.Backward = true
				same(t, what+", backwards", f.searched(t, s, q, size), want)
				q.Page.Backward = false
				if got := must(s.CountSearch(t.Context(), q))(t); got != len(want) {
					t.Errorf("%s: count is %d, want %d", what, got, len(want))
				}
			}
		}
	}
	if filled < 8 {
		t.Errorf("only %d searches find more than one: this tests too little", filled)
	}
	for _, text := range []string{"", "！", strings.Repeat("长", 101)} {
		q := graph.SearchQuery{Text: text, On: today, Page: graph.Page{Limit: 3}}
		if _, err := f.s.Search(t.Context(), q); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("a search for %.9q gives %v", text, err)
		}
		if _, err := f.s.CountSearch(t.Context(), q); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("a count of %.9q gives %v", text, err)
		}
		lists := []graph.ListQuery{{Kind: graph.KindUnit, On: today, Unit: &graph.UnitFilter{Text: text + " "}, Page: graph.Page{Limit: 3}}}
		if _, err := f.s.List(t.Context(), lists); text != "" && graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("a list of %.9q gives %v", text, err)
		}
	}
	if m := f.firstMember(t); m != nil && m.Name != "" {
		for _, h := range must(f.s.Search(t.Context(), graph.SearchQuery{Text: m.Name, On: today, Page: graph.Page{Limit: 100}}))(t).Items {
			if h.Noun.Kind() == graph.KindMember {
				t.Errorf("a member is found: %s", h.Noun.Top().ID)
			}
		}
	}
}

func (f *fixture) firstMember(t *testing.T) *graph.Member {
	t.Helper()
	for _, n := range f.Nouns {
		if m, ok := n.(*graph.Member); ok && m.Holds(today) {
			return m
		}
	}
	return nil
}

// searched reads all pages of a size, and puts them together in the list's order.
func (f *fixture) searched(t *testing.T, s *store.Store, q graph.SearchQuery, size int) (ids []graph.ID) {
	t.Helper()
	q.Page.Limit = size
	for {
		page := must(s.Search(t.Context(), q))(t)
		if len(page.Items) != len(page.At) || len(page.Items) > size {
			t.Fatalf("%+v: a page of %d items, %d positions", q, len(page.Items), len(page.At))
		}
		var here []graph.ID
		for _, h := range page.Items {
			here = append(here, h.Noun.Top().ID)
			if len(h.Matches) == 0 {
				t.Errorf("%+v finds %s by nothing", q, h.Noun.Top().Name)
			}
		}
		if q.Page.Backward {
			ids = append(here, ids...)
		} else {
			ids = append(ids, here...)
		}
		if !page.More || len(page.At) == 0 {
			return ids
		}
		if q.Page.From = page.At[len(page.At)-1]; q.Page.Backward {
			q.Page.From = page.At[0]
		}
	}
}

// testSearchFollows searches for what is entered, renamed, moved and withdrawn.
func testSearchFollows(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 30))
	day := f.on(today)
	from, to := f.busy(day, 1), f.busy(day, 1)
	for i := 3; f.standsIn(from, graph.Place{Within: to}) || f.standsIn(to, graph.Place{Within: from}); i += 2 {
		to = f.busy(day, i)
	}
	find := func(text string, within graph.ID) string {
		t.Helper()
		page := must(f.s.Search(t.Context(), graph.SearchQuery{Text: text, Place: graph.Place{Within: within}, On: today, Page: graph.Page{Limit: 9}}))(t)
		var names []string
		for _, h := range page.Items {
			names = append(names, h.Noun.Top().Name)
		}
		return strings.Join(names, " ")
	}
	do := func(edits func(ctx context.Context, e graph.Edit) error) {
		t.Helper()
		if _, err := f.s.Apply(t.Context(), graph.Intent{Operation: "test"}, edits); err != nil {
			t.Fatal(err)
		}
	}
	unit := register(t, f.s, from, "鑫曜机械厂")
	same(t, "entered", find("鑫曜", from), "鑫曜机械厂")
	same(t, "in another region", find("鑫曜", to), "")
	do(func(ctx context.Context, e graph.Edit) error {
		_, err := edit.UnitChange(ctx, e, edit.UnitChangeInput{ID: unit, From: today, UnitFields: edit.UnitFields{
			Name: edit.Some("曜石机械厂"), Code: edit.Some("YS-7"), Region: edit.Some(to),
		}})
		return err
	})
	same(t, "its new name, where it is now", find("曜石", to), "曜石机械厂")
	same(t, "where it was", find("曜石", from), "")
	same(t, "its code", find("ys7", ""), "曜石机械厂")
	var park graph.ID
	do(func(ctx context.Context, e graph.Edit) error {
		r, err := edit.RegionRegister(ctx, e, edit.RegionRegisterInput{Name: "鑫曜园", RegionKind: graph.RegionPark, Parent: from})
		if err == nil {
			park = r.ID
		}
		return err
	})
	inside := register(t, f.s, park, "园内鑫曜店")
	same(t, "below a region", find("鑫曜", from), "鑫曜园 园内鑫曜店")
	do(func(ctx context.Context, e graph.Edit) error {
		_, err := edit.RegionChange(ctx, e, edit.RegionChangeInput{ID: park, From: today, RegionFields: edit.RegionFields{Parent: edit.Some(to)}})
		return err
	})
	same(t, "below its new parent", find("鑫曜园", to), "鑫曜园")
	same(t, "what lies in it too", find("园内", to), "园内鑫曜店")
	same(t, "no more below the old one", find("园", from), "")
	clean(t, f.s)
	do(func(ctx context.Context, e graph.Edit) error {
		nouns, err := e.Nouns(ctx, []graph.ID{inside})
		if err != nil {
			return err
		}
		links, err := e.Links(ctx, graph.LinkQuery{IDs: []graph.ID{inside}, Hops: graph.Hops})
		for _, l := range links[inside] {
			e.DropLink(l)
		}
		e.Drop(nouns[inside])
		return err
	})
	same(t, "withdrawn", find("园内", ""), "")
	clean(t, f.s)
}

// testUpgrade opens a store that was written before there was search.
func testUpgrade(t *testing.T, open func(t *testing.T) store.Engine) {
	e := open(t)
	f := load(t, wordless{e}, county(t, 8))
	q := graph.SearchQuery{Text: "村", On: today}
	same(t, "before", f.searched(t, f.s, q, 100), []graph.ID(nil))
	drifts := 0
	if _, err := f.s.Check(t.Context(), func(d store.Drift) {
		if drifts++; d.Where != "place" && (d.Where != "words" || d.Wrong != "missing") {
			t.Errorf("check: %s", d)
		}
	}, nil); err != nil || drifts == 0 {
		t.Errorf("a check of a store without words finds %d: %v", drifts, err)
	}
	state := must(e.State(t.Context()))(t)
	state.Format = 1
	write(t, e, store.Batch{State: &state})
	f.s = openStore(t, e, options("upgrade"))
	same(t, "format", must(e.State(t.Context()))(t).Format, store.Format)
	clean(t, f.s)
	if got, want := f.searched(t, f.s, q, 100), f.on(today).search(f, &q); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("after: %v, want %v", got, want)
	}
}

// wordless writes nouns without words and without being found by whom they
// name, as versions did that had no search.
type wordless struct{ store.Engine }

func (w wordless) Update(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	return w.Engine.Update(ctx, func(ctx context.Context, tx store.Tx) error { return fn(ctx, wordlessTx{tx}) })
}

type wordlessTx struct{ store.Tx }

func (tx wordlessTx) Write(ctx context.Context, b store.Batch) error {
	b.Nouns = slices.Clone(b.Nouns)
	for i := range b.Nouns {
		b.Nouns[i].Words = nil
		b.Nouns[i].Shelves = slices.DeleteFunc(slices.Clone(b.Nouns[i].Shelves), func(k store.ShelfKey) bool { return k.Shelf == "NAMED" })
	}
	return tx.Tx.Write(ctx, b)
}
