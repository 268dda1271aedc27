package storetest

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

func linksOf(t *testing.T, r store.Reader, x thing, d graph.Direction, on graph.Date, hops ...graph.Hop) []store.LinkRow {
	t.Helper()
	q := graph.LinkQuery{IDs: []graph.ID{x.id}, Direction: d, Hops: hops, On: on}
	rows := answer(t, r, store.Reader.Links, q)[x.id]
	n := answer(t, r, store.Reader.CountLinks, q)[x.id]
	if n != len(rows) {
		t.Errorf("CountLinks %+v gives %d, Links %d", q, n, len(rows))
	}
	return rows
}

func linkPage(t *testing.T, r store.Reader, x thing, d graph.Direction, hop graph.Hop, page graph.Page) []store.LinkRow {
	t.Helper()
	q := graph.LinkPageQuery{IDs: []graph.ID{x.id}, Direction: d, Hop: hop, Page: page}
	return answer(t, r, store.Reader.LinkPages, q)[x.id]
}

// byteOrder are sort keys in the order of their bytes, each followed by "!" in
// a position: where collations, case folding or numbers would order otherwise.
var byteOrder = []string{"!x", "-x", "0", "10", "9", "A", "Z", "_", "a b", "a", "a-b", "aB", "ab", "gaotang", "zhongguo", "~"}

func testLinkOrder(t *testing.T, e store.Engine) {
	chinese := []string{"中国", "高塘", "ab", "AB", "ä", "Ａ", "𠮷野", "é"}
	centre := aThing(graph.KindOrganisation, "centre of order", "centre")
	batch := store.Batch{Nouns: rowsOf(centre)}
	names := book{}
	for i := range byteOrder {
		at := i * 7 % len(byteOrder) // written in another order
		x := aThing(graph.KindUnit, "order "+byteOrder[at], byteOrder[at])
		row := x.row()
		row.Name = chinese[i%len(chinese)]
		out := tie("order out "+x.sort, graph.HopCovers, centre, x, graph.Always)
		in := tie("order in "+x.sort, graph.HopEnd, x, centre, graph.Always)
		names[out.ID], names[in.ID] = x.sort, x.sort
		batch.Nouns, batch.Links = append(batch.Nouns, row), append(batch.Links, out, in)
	}
	write(t, e, batch)
	want := strings.Join(byteOrder, " ")
	same(t, "out", names.links(linksOf(t, e, centre, graph.Out, 0, graph.HopCovers)), want)
	same(t, "in", names.links(linksOf(t, e, centre, graph.In, 0, graph.HopEnd)), want)
	same(t, "page", names.links(linkPage(t, e, centre, graph.Out, graph.HopCovers, graph.Page{Limit: 99})), want)
	backwards := slices.Clone(byteOrder)
	slices.Reverse(backwards)
	page := linkPage(t, e, centre, graph.In, graph.HopEnd, graph.Page{Limit: 99, Backward: true})
	same(t, "page backward", names.links(page), strings.Join(backwards, " "))
	for i, key := range byteOrder {
		from := "!"
		if i > 0 {
			from = byteOrder[i-1] + "!\x7f"
		}
		page := linkPage(t, e, centre, graph.Out, graph.HopCovers, graph.Page{Limit: 1, From: from})
		same(t, "the one after "+from, names.links(page), key)
	}
}

func testTiedSortKeys(t *testing.T, e store.Engine) {
	centre := aThing(graph.KindUnit, "centre of ties", "tied")
	batch := store.Batch{Nouns: rowsOf(centre)}
	for _, name := range []string{"1", "2", "3", "4", "5", "6"} {
		x := aThing(graph.KindOrganisation, "tied "+name, "tied")
		batch.Nouns = append(batch.Nouns, x.row())
		batch.Links = append(batch.Links,
			tie("tied first "+name, graph.HopCovers, x, centre, graph.Always),
			tie("tied second "+name, graph.HopCovers, x, centre, between(days[1], days[2])))
	}
	write(t, e, batch)
	want := slices.SortedFunc(slices.Values(batch.Links), func(a, b store.LinkRow) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID))
	})
	same(t, "by id of the noun, then of the link", linksOf(t, e, centre, graph.In, 0, graph.HopCovers), want)
	for _, backward := range []bool{false, true} {
		var walked []store.LinkRow
		page := graph.Page{Limit: 5, Backward: backward}
		for range 5 {
			rows := linkPage(t, e, centre, graph.In, graph.HopCovers, page)
			if len(rows) == 0 {
				break
			}
			walked = append(walked, rows...)
			page.From = rows[len(rows)-1].Position(graph.In)
		}
		if backward {
			slices.Reverse(walked)
		}
		same(t, "walked in pages", walked, want)
	}
}

func testLinkHops(t *testing.T, e store.Engine) {
	org := aThing(graph.KindOrganisation, "hops", "org")
	unit, region := aThing(graph.KindUnit, "hops", "b"), aThing(graph.KindRegion, "hops", "a")
	above, member := aThing(graph.KindOrganisation, "hops above", "c"), aThing(graph.KindMember, "hops", "d")
	names := book{}
	var links []store.LinkRow
	add := func(name string, hop graph.Hop, from, to thing) {
		row := tie("hops "+name, hop, from, to, graph.Always)
		names[row.ID], links = name, append(links, row)
	}
	add("covers", graph.HopCovers, org, unit)
	add("leads", graph.HopLeads, org, region)
	add("located", graph.HopLocated, org, region)
	add("superior", graph.HopSuperior, org, above)
	add("member", graph.HopAffiliated, member, org)
	add("works", graph.HopWorksAt, member, unit)
	write(t, e, store.Batch{Nouns: rowsOf(org, unit, region, above, member), Links: links})

	atRegion := []string{"leads", "located"} // tied on the region, so ordered by link id
	slices.SortFunc(atRegion, func(a, b string) int { return cmp.Compare(linkID("hops "+a), linkID("hops "+b)) })
	for _, c := range []struct {
		x    thing
		d    graph.Direction
		hops []graph.Hop
		want string
	}{
		{org, graph.Out, graph.Hops, strings.Join(append(atRegion, "covers", "superior"), " ")},
		{org, graph.In, graph.Hops, "member"},
		{org, graph.Out, []graph.Hop{graph.HopSuperior, graph.HopCovers}, "covers superior"},
		{org, graph.Out, []graph.Hop{graph.HopLocated}, "located"},
		{org, graph.Out, []graph.Hop{graph.HopAffiliated}, ""},
		{org, graph.Out, nil, ""},
		{unit, graph.In, graph.Hops, "works covers"},
		{unit, graph.Out, graph.Hops, ""},
		{above, graph.In, []graph.Hop{graph.HopSuperior, graph.HopParent}, "superior"},
	} {
		same(t, c.x.sort+" "+told(c.hops, func(h graph.Hop) string { return string(h) }), names.links(linksOf(t, e, c.x, c.d, 0, c.hops...)), c.want)
	}

	q := graph.LinkQuery{IDs: []graph.ID{unit.id, region.id, org.id}, Direction: graph.In, Hops: []graph.Hop{graph.HopCovers, graph.HopLeads}}
	of := map[graph.ID][]store.LinkRow{unit.id: links[:1], region.id: links[1:2]}
	same(t, "of three nouns", answer(t, e, store.Reader.Links, q), of)
	same(t, "count of three nouns", answer(t, e, store.Reader.CountLinks, q), map[graph.ID]int{unit.id: 1, region.id: 1})
}

func testLinkDays(t *testing.T, e store.Engine) {
	centre := aThing(graph.KindUnit, "centre of days", "centre")
	lives := []struct {
		name string
		graph.Interval
	}{
		{"always", graph.Always},
		{"ended", between(0, days[2])},
		{"open", graph.From(days[4])},
		{"span", between(days[2], days[4])},
		{"day", between(days[3], days[4])},
		{"last", graph.From(graph.End - 1)},
	}
	batch := store.Batch{Nouns: rowsOf(centre)}
	names := book{}
	for i, life := range lives {
		x := aThing(graph.KindOrganisation, "days "+life.name, string(rune('a'+i)))
		row := tie("days "+life.name, graph.HopCovers, x, centre, life.Interval)
		names[row.ID] = life.name
		batch.Nouns, batch.Links = append(batch.Nouns, x.row()), append(batch.Links, row)
	}
	write(t, e, batch)
	for _, c := range []struct {
		on   graph.Date
		want string
	}{
		{0, "always ended open span day last"},
		{1, "always ended"},
		{days[1], "always ended"},
		{days[2], "always span"},
		{days[3], "always span day"},
		{days[4], "always open"},
		{graph.End - 2, "always open"},
		{graph.End - 1, "always open last"},
	} {
		on := "on " + c.on.String()
		same(t, on, names.links(linksOf(t, e, centre, graph.In, c.on, graph.HopCovers)), c.want)
		q := graph.LinkPageQuery{IDs: []graph.ID{centre.id}, Direction: graph.In, Hop: graph.HopCovers, On: c.on, Page: graph.Page{Limit: 9}}
		same(t, "page "+on, names.links(answer(t, e, store.Reader.LinkPages, q)[centre.id]), c.want)
		q.Page.Limit = 1
		first, _, _ := strings.Cut(c.want, " ")
		same(t, "first "+on, names.links(answer(t, e, store.Reader.LinkPages, q)[centre.id]), first)
	}
}

func testOddLinks(t *testing.T, e store.Engine) {
	a, b := aThing(graph.KindOrganisation, "odd a", "a"), aThing(graph.KindOrganisation, "odd b", "b")
	names := book{}
	var links []store.LinkRow
	add := func(name string, from, to thing, life graph.Interval) {
		row := tie("odd "+name, graph.HopSuperior, from, to, life)
		names[row.ID], links = name, append(links, row)
	}
	add("ab1", a, b, graph.Always)
	add("ab2", a, b, graph.Always)
	add("ba", b, a, between(0, days[1]))
	add("aa", a, a, graph.Always)
	doubled := []string{"ab1", "ab2"}
	slices.SortFunc(doubled, func(a, b string) int { return cmp.Compare(linkID("odd "+a), linkID("odd "+b)) })
	ab := strings.Join(doubled, " ")
	write(t, e, store.Batch{Nouns: rowsOf(a, b), Links: links})
	for _, c := range []struct {
		name string
		x    thing
		d    graph.Direction
		on   graph.Date
		want string
	}{
		{"a out", a, graph.Out, 0, "aa " + ab},
		{"a in", a, graph.In, 0, "aa ba"},
		{"b out", b, graph.Out, 0, "ba"},
		{"b in", b, graph.In, 0, ab},
		{"b out when ended", b, graph.Out, days[1], ""},
		{"a in when ended", a, graph.In, days[1], "aa"},
	} {
		same(t, c.name, names.links(linksOf(t, e, c.x, c.d, c.on, graph.HopSuperior)), c.want)
		q := graph.LinkPageQuery{IDs: []graph.ID{c.x.id}, Direction: c.d, Hop: graph.HopSuperior, On: c.on, Page: graph.Page{Limit: 9}}
		same(t, "page of "+c.name, names.links(answer(t, e, store.Reader.LinkPages, q)[c.x.id]), c.want)
	}
	same(t, "rows of the self link", linksOf(t, e, a, graph.In, days[2], graph.HopSuperior), links[3:4])
}

// testLinksByID asks for links of each hop, and kind of id, at once.
func testLinksByID(t *testing.T, e store.Engine) {
	a, b := aThing(graph.KindOrganisation, "by id a", "a"), aThing(graph.KindUnit, "by id b", "b")
	batch := store.Batch{Nouns: rowsOf(a, b)}
	want := map[graph.ID]store.LinkRow{}
	ids := []graph.ID{a.id, linkID("by no id")}
	for i, hop := range graph.Hops {
		row := tie("by id "+string(hop), hop, a, b, between(0, days[i%5]))
		if hop == graph.HopCovers {
			row.Link.ID = graph.DerivedID(graph.KindCoverage, "storetest", "by id")
		}
		batch.Links, ids = append(batch.Links, row), append(ids, row.ID)
		want[row.ID] = row
	}
	write(t, e, batch)
	same(t, "each hop", answer(t, e, store.Reader.LinksByID, ids), want)
	one := batch.Links[3]
	same(t, "one", answer(t, e, store.Reader.LinksByID, []graph.ID{one.ID}), map[graph.ID]store.LinkRow{one.ID: one})
}
