package storetest

import (
	"fmt"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// writeStar writes a centre that covers things named by the letters, each the
// sort key of its end.
func writeStar(t *testing.T, e store.Engine, name string, letters ...string) (thing, book, map[string]store.LinkRow) {
	t.Helper()
	centre := aThing(graph.KindOrganisation, name, name)
	batch := store.Batch{Nouns: rowsOf(centre)}
	names, rows := book{}, map[string]store.LinkRow{}
	for _, letter := range letters {
		x := aThing(graph.KindUnit, name+" "+letter, letter)
		row := tie(name+" "+letter, graph.HopCovers, centre, x, graph.Always)
		names[row.ID], rows[letter] = letter, row
		batch.Nouns, batch.Links = append(batch.Nouns, x.row()), append(batch.Links, row)
	}
	write(t, e, batch)
	return centre, names, rows
}

func testLinkPages(t *testing.T, e store.Engine) {
	centre, names, rows := writeStar(t, e, "pages", "a", "b", "c", "d", "e")
	at := func(letter string) string {
		row := rows[letter]
		return row.Position(graph.Out)
	}
	for _, c := range []struct {
		page graph.Page
		want string
	}{
		{graph.Page{Limit: 0}, ""},
		{graph.Page{Limit: 1}, "a"},
		{graph.Page{Limit: 4}, "a b c d"},
		{graph.Page{Limit: 5}, "a b c d e"},
		{graph.Page{Limit: 6}, "a b c d e"},
		{graph.Page{Limit: 2, From: at("b")}, "c d"},
		{graph.Page{Limit: 9, From: at("d")}, "e"},
		{graph.Page{Limit: 9, From: at("e")}, ""},
		{graph.Page{Limit: 9, From: "bb"}, "c d e"}, // a position that no link has
		{graph.Page{Limit: 1, Backward: true}, "e"},
		{graph.Page{Limit: 6, Backward: true}, "e d c b a"},
		{graph.Page{Limit: 2, From: at("d"), Backward: true}, "c b"},
		{graph.Page{Limit: 9, From: at("b"), Backward: true}, "a"},
		{graph.Page{Limit: 9, From: at("a"), Backward: true}, ""},
		{graph.Page{Limit: 9, From: "bb", Backward: true}, "b a"},
	} {
		same(t, fmt.Sprintf("%+v", c.page), names.links(linkPage(t, e, centre, graph.Out, graph.HopCovers, c.page)), c.want)
	}

	other, otherNames, _ := writeStar(t, e, "pages too", "a", "c", "f")
	q := graph.LinkPageQuery{IDs: []graph.ID{centre.id, other.id}, Hop: graph.HopCovers, Page: graph.Page{Limit: 2, From: "b"}}
	got := answer(t, e, store.Reader.LinkPages, q)
	same(t, "each noun has its own limit", names.links(got[centre.id]), "b c")
	same(t, "each noun has its own limit", otherNames.links(got[other.id]), "c f")
	q.Page.Backward = true
	q.Page.From = "d"
	got = answer(t, e, store.Reader.LinkPages, q)
	same(t, "each noun has its own limit backward", names.links(got[centre.id]), "c b")
	same(t, "each noun has its own limit backward", otherNames.links(got[other.id]), "c a")
}

func testHub(t *testing.T, e store.Engine) {
	const many = 5_000
	hub, few := aThing(graph.KindOrganisation, "hub", "hub"), aThing(graph.KindOrganisation, "few", "few")
	batch := store.Batch{Nouns: rowsOf(hub, few)}
	for i := range many {
		life := graph.Always
		if i%10 == 0 {
			life = between(0, days[1])
		}
		x := aThing(graph.KindUnit, fmt.Sprint("spoke ", i), fmt.Sprintf("spoke%04d", i))
		batch.Nouns = append(batch.Nouns, x.row())
		batch.Links = append(batch.Links, tie("hub "+x.sort, graph.HopCovers, hub, x, life))
	}
	spokes := slices.Clone(batch.Links) // in the order of positions
	leaf := aThing(graph.KindUnit, "spoke 0", "spoke0000")
	fewLink := tie("few", graph.HopCovers, few, leaf, graph.Always)
	batch.Links = append(batch.Links, fewLink)
	write(t, e, batch)

	q := graph.LinkQuery{IDs: []graph.ID{hub.id, few.id}, Hops: []graph.Hop{graph.HopCovers}}
	same(t, "count", answer(t, e, store.Reader.CountLinks, q), map[graph.ID]int{hub.id: many, few.id: 1})
	same(t, "links", answer(t, e, store.Reader.Links, q), map[graph.ID][]store.LinkRow{hub.id: spokes, few.id: {fewLink}})
	q.On = days[1]
	same(t, "count on a day", answer(t, e, store.Reader.CountLinks, q), map[graph.ID]int{hub.id: many - many/10, few.id: 1})

	page := graph.LinkPageQuery{IDs: []graph.ID{hub.id, few.id}, Hop: graph.HopCovers, Page: graph.Page{Limit: 3}}
	got := answer(t, e, store.Reader.LinkPages, page)
	same(t, "first page", got, map[graph.ID][]store.LinkRow{hub.id: spokes[:3], few.id: {fewLink}})
	page.Page.From = spokes[many-4].Position(graph.Out)
	same(t, "last page", answer(t, e, store.Reader.LinkPages, page)[hub.id], spokes[many-3:])
	page.Page.Backward = true
	back := slices.Clone(spokes[many-7 : many-4])
	slices.Reverse(back)
	same(t, "page before", answer(t, e, store.Reader.LinkPages, page)[hub.id], back)

	var walked []store.LinkRow
	forward := graph.Page{Limit: 1_000}
	for range many/forward.Limit + 1 {
		rows := linkPage(t, e, hub, graph.Out, graph.HopCovers, forward)
		if len(rows) == 0 {
			break
		}
		walked = append(walked, rows...)
		forward.From = rows[len(rows)-1].Position(graph.Out)
	}
	same(t, "walked in pages", walked, spokes)
	same(t, "from the other side", linksOf(t, e, leaf, graph.In, days[1], graph.HopCovers), []store.LinkRow{fewLink})
}

func testInsertBetweenPages(t *testing.T, e store.Engine) {
	centre, names, _ := writeStar(t, e, "insert", "b", "d", "f", "h")
	first := linkPage(t, e, centre, graph.Out, graph.HopCovers, graph.Page{Limit: 2})
	same(t, "first page", names.links(first), "b d")
	batch := store.Batch{}
	for _, letter := range []string{"a", "c", "e", "g"} { // two before where the reader stands, two after
		x := aThing(graph.KindUnit, "insert "+letter, letter)
		row := tie("insert "+letter, graph.HopCovers, centre, x, graph.Always)
		names[row.ID] = letter
		batch.Nouns, batch.Links = append(batch.Nouns, x.row()), append(batch.Links, row)
	}
	batch.DropLinks = []graph.ID{first[1].ID} // the row that the cursor stands on
	write(t, e, batch)
	next := graph.Page{Limit: 3, From: first[1].Position(graph.Out)}
	same(t, "second page", names.links(linkPage(t, e, centre, graph.Out, graph.HopCovers, next)), "e f g")
	next.Backward = true
	same(t, "page before", names.links(linkPage(t, e, centre, graph.Out, graph.HopCovers, next)), "c b a")
}
