package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// testRandom applies the same random batches to the engine and to the model and
// asks both all questions after each. The seed is fixed: a failure comes again.
func testRandom(t *testing.T, e store.Engine) {
	const batches = 40
	u := newUniverse(20_240_229)
	model := NewModel()
	for n := 1; n <= batches; n++ {
		b := u.batch(int64(n))
		write(t, model, b)
		write(t, e, b)
		for _, q := range u.questions() {
			want, err := q.ask(t.Context(), model)
			if err != nil {
				t.Fatal(err)
			}
			got, err := q.ask(t.Context(), e)
			if err != nil {
				t.Fatalf("batch %d: %s: %v", n, q.name, err)
			}
			same(t, fmt.Sprintf("batch %d: %s", n, q.name), got, want)
		}
		if t.Failed() {
			t.Fatalf("batch %d was %s", n, clip(fmt.Sprintf("%+v", b)))
		}
	}
}

// universe is a few things about which much happens.
type universe struct {
	*rand.Rand
	things   []thing
	written  int // things that are nouns already
	findings map[string]bool
	logged   int64
}

func newUniverse(seed uint64) *universe {
	u := &universe{Rand: rand.New(rand.NewPCG(seed, 1)), findings: map[string]bool{}}
	for i := range 14 {
		u.things = append(u.things, aThing(graph.NounKinds[i%len(graph.NounKinds)], fmt.Sprint("random ", i), u.text()))
	}
	return u
}

func pick[T any](u *universe, of []T) T { return of[u.IntN(len(of))] }

// text is a short sort key, often one that is there already.
func (u *universe) text() string {
	out := ""
	for range 1 + u.IntN(2) {
		out += string("ab01AB-~_ "[u.IntN(10)])
	}
	return out
}

func (u *universe) life() graph.Interval {
	life := graph.Always
	if u.IntN(2) == 0 {
		life.Since = days[u.IntN(4)]
	}
	if u.IntN(2) == 0 {
		life.Until = days[4+u.IntN(4)]
	}
	return life
}

// noun is one that is written already.
func (u *universe) noun() thing { return u.things[u.IntN(u.written)] }

func (u *universe) on() graph.Date {
	return pick(u, append(days[:len(days):len(days)], 0, 0, 1, graph.End-1))
}

var randomWords = []string{"a", "b", "ab", "1"}

var randomShelves = []string{"s", "s1", "S"}

// batch is a random one; rows never name the same thing twice.
func (u *universe) batch(n int64) (b store.Batch) {
	if u.written < len(u.things) {
		u.written = min(u.written+5, len(u.things))
	}
	if u.written == len(u.things) && u.IntN(3) == 0 {
		b.DropNouns = []graph.ID{u.noun().id, u.noun().id}
	}
	for i := range u.written {
		if x := u.things[i]; n <= 3 || u.IntN(4) == 0 {
			var shelves []store.ShelfKey
			for _, shelf := range randomShelves {
				for _, place := range []string{"1" + u.text(), "2" + u.text()} {
					if u.IntN(3) > 0 {
						shelves = append(shelves, x.on(shelf, place))
					}
				}
			}
			row := x.living(u.life(), shelves...)
			for range u.IntN(4) {
				row.Words = append(row.Words, pick(u, randomWords))
			}
			slices.Sort(row.Words)
			row.Words = slices.Compact(row.Words)
			row.Doc = fmt.Appendf(nil, `{"n":%d,"t":%q}`, n, u.text())
			b.Nouns = append(b.Nouns, row)
		}
	}
	hops := graph.Hops[:4]
	for i := range 30 {
		id := linkID(fmt.Sprint("random ", i))
		switch {
		case u.IntN(5) == 0:
			row := tie("", pick(u, hops), u.noun(), u.noun(), u.life())
			row.Link.ID, row.Role = id, u.text()
			b.Links = append(b.Links, row)
		case u.IntN(12) == 0:
			b.DropLinks = append(b.DropLinks, id)
		}
	}
	b.Resort = map[graph.ID]string{}
	for i := range u.written {
		if u.IntN(6) == 0 {
			u.things[i].sort = u.text()
			b.Resort[u.things[i].id] = u.things[i].key()
		}
	}
	for pos := range u.findings {
		// Iteration is in no fixed order, so the choice hangs on the key alone.
		if (int(pos[len(pos)-1])+len(pos)+int(n))%4 == 0 {
			b.DropFindings = append(b.DropFindings, pos)
			delete(u.findings, pos)
		}
	}
	slices.Sort(b.DropFindings)
	for range 6 {
		row := finding(u.noun(), graph.FindingCode(64+u.IntN(3)), u.text(), u.life())
		row.Region, row.Attributes[u.IntN(6)] = u.noun().id, byte(u.IntN(256))
		if !u.findings[row.Pos] {
			u.findings[row.Pos] = true
			b.Findings = append(b.Findings, row)
		}
	}
	for i := range u.things[:4] {
		if u.IntN(3) == 0 {
			data := make([]byte, u.IntN(4)) // often empty, which removes
			key := store.SegmentKey{Scope: u.things[i].id, Subject: pick(u, graph.NounKinds[:2])}
			b.Segments = append(b.Segments, store.SegmentRow{SegmentKey: key, Revision: n, Data: data})
		}
	}
	for i := range u.IntN(4) {
		b.Log = append(b.Log, entry(n, i, u.noun(), u.noun()))
	}
	if u.IntN(2) == 0 {
		b.State = &store.State{Format: 1, Revision: n, Regions: u.Uint32(), Ruleset: u.text(), Loading: u.text(), Placed: u.on()}
	}
	u.logged = n
	return b
}

// questions are all there are, with random arguments.
func (u *universe) questions() []question {
	ids := []graph.ID{linkID("nobody")}
	for _, x := range u.things {
		ids = append(ids, x.id)
	}
	shuffled := slices.Clone(ids)
	u.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	qs := everyQuestion(u.noun())
	qs = append(qs, asking("Nouns", store.Reader.Nouns, shuffled), asking("FindingsOf", store.Reader.FindingsOf, ids))
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		links := graph.LinkQuery{IDs: ids, Direction: d, Hops: graph.Hops, On: u.on()}
		some := graph.LinkQuery{IDs: shuffled, Direction: d, Hops: []graph.Hop{graph.Hops[u.IntN(4)], graph.Hops[u.IntN(4)]}}
		qs = append(qs, asking("Links", store.Reader.Links, links), asking("Links", store.Reader.Links, some),
			asking("CountLinks", store.Reader.CountLinks, links))
		for _, backward := range []bool{false, true} {
			page := graph.LinkPageQuery{IDs: ids, Direction: d, Hop: graph.Hops[u.IntN(4)], On: u.on(), Page: graph.Page{Limit: 1 + u.IntN(4), Backward: backward}}
			if u.IntN(2) == 0 {
				page.Page.From = u.noun().key() + "!" + string(linkID(fmt.Sprint("random ", u.IntN(30))))
			}
			qs = append(qs, asking("LinkPages", store.Reader.LinkPages, page))
		}
	}
	var links []graph.ID
	for i := range 32 {
		links = append(links, linkID(fmt.Sprint("random ", i)))
	}
	qs = append(qs, asking("LinksByID", store.Reader.LinksByID, links))
	var ranges []store.Range
	var pieces []store.FindingRange
	for _, desc := range []bool{false, true} {
		for i, shelf := range randomShelves {
			whole := store.Range{Shelf: shelf, After: lowest, Before: highest, Desc: desc, Limit: 99}
			part := store.Range{Shelf: shelf, After: "1" + u.text(), Before: "2" + u.text(), Desc: desc, On: u.on(), Limit: 1 + u.IntN(5)}
			ranges = append(ranges, whole, part)
			all := store.FindingRange{Code: graph.FindingCode(64 + i), After: lowest, Before: highest, Desc: desc, Limit: 99}
			some := store.FindingRange{Code: graph.FindingCode(64 + i), After: u.text(), Before: u.text(), Desc: desc, On: u.on(), Limit: 1 + u.IntN(5)}
			pieces = append(pieces, all, some)
		}
	}
	qs = append(qs, asking("Scan", store.Reader.Scan, ranges), asking("Findings", store.Reader.Findings, pieces),
		asking("Segments", store.Reader.Segments, u.Int64N(u.logged+1)))
	search := store.WordQuery{Groups: [][]string{{pick(u, randomWords), pick(u, randomWords)}, {pick(u, randomWords)}}, Limit: 1 + u.IntN(9)}
	qs = append(qs, asking("Search", store.Reader.Search, []store.WordQuery{search, {Groups: search.Groups[1:], Limit: u.IntN(9)}}))
	log := store.LogRange{AfterRevision: u.Int64N(u.logged + 1), AfterIndex: u.IntN(3), Desc: u.IntN(2) == 0, Limit: 1 + u.IntN(9)}
	all := store.LogRange{Subject: u.noun().id, BeforeRevision: u.logged, BeforeIndex: u.IntN(3), Limit: 99}
	var found []graph.ID
	for _, kind := range []graph.FindingCode{64, 65} {
		for _, since := range append(days[:4:4], 0) {
			found = append(found, graph.FindingID(u.noun().id, kind, "", since))
		}
	}
	return append(qs, asking("Log", store.Reader.Log, []store.LogRange{log, all, {Desc: true, Limit: 3}}),
		asking("FindingsByID", store.Reader.FindingsByID, found))
}
