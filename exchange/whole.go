package exchange

import (
	"context"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// Whole says what of a store is written, and tells how far it has come.
type Whole struct {
	Store  *store.Store
	Within string                // code or id of a region: only what belongs there; "" = everything
	Tell   func(nouns int)       // may be nil
	On     graph.Date            // of sheets: the day they speak of; 0 = today
	Lang   graph.Language        // of headings and values of sheets; "" = names of the API
	NoBOM  bool                  // sheets as CSV without byte order mark
	scope  map[graph.ID]struct{} // regions, then what lies there; nil = everything
	root   *graph.Region         // of Within
	around map[graph.ID]bool     // regions above that of Within, which sheets hold too
	nouns  int
	met    map[graph.Kind]int // nouns read
}

const readAtOnce = 1_000

// begin finds the region of Within, and gives the revision that is read.
func (w *Whole) begin(ctx context.Context) (revision int64, err error) {
	if w.On == 0 {
		w.On = w.Store.Today()
	}
	w.met = map[graph.Kind]int{}
	if revision, err = w.Store.Revision(ctx); err != nil || w.Within == "" {
		return revision, err
	}
	var found []graph.Noun
	if id := graph.ID(w.Within); id.Kind() == graph.KindRegion {
		nouns, err := w.Store.Nouns(ctx, []graph.ID{id})
		if err != nil {
			return 0, err
		}
		if nouns[id] != nil {
			found = []graph.Noun{nouns[id]}
		}
	} else {
		key := graph.CodeKey{Kind: graph.KindRegion, Field: graph.ByCode, Code: w.Within}
		bearers, err := w.Store.Find(ctx, []graph.CodeKey{key}, w.On)
		if err != nil {
			return 0, err
		}
		if n := bearers[key]; n != nil {
			found = []graph.Noun{n}
		}
	}
	if len(found) == 0 {
		return 0, graph.NotFound([]string{"within"}, "no region has the code %q: give the code or the id of one", "没有编码为%q的地区：请给出地区的编码或标识", graph.Clip(w.Within))
	}
	w.root, w.scope = found[0].(*graph.Region), map[graph.ID]struct{}{}
	return revision, nil
}

// end fails where somebody wrote meanwhile: half of what is written would be of
// one moment, half of another; and where lists do not show all nouns.
func (w *Whole) end(ctx context.Context, revision int64) error {
	now, err := w.Store.Revision(ctx)
	if err != nil {
		return err
	}
	if now != revision {
		return graph.NewError(graph.CodeUnavailable, nil, "the store changed during the export (revision %d, then %d): export again when nothing writes, or from a copy",
			"导出期间库有变更（修订%d，之后%d）：请在无写入时重新导出，或从副本导出", revision, now)
	}
	size, err := w.Store.Engine().Size(ctx)
	if err != nil {
		return err
	}
	met := 0
	for _, n := range w.met {
		met += n
	}
	if met != size {
		return graph.NewError(graph.CodeUnavailable, nil, "of %[2]d nouns the lists of the store show only %[1]d: run check --repair, and export again",
			"列表只显示%[2]d个对象中的%[1]d个：请先执行check --repair，再重新导出", met, size)
	}
	return nil
}

// bunch is some nouns with the links that leave them.
type bunch struct {
	nouns []graph.Noun
	links map[graph.ID][]graph.Link
}

// each hands on the nouns of a kind that belong to what is written, with the
// links that leave them, in the order of places.
func (w *Whole) each(ctx context.Context, kind graph.Kind, do func(bunch) error) error {
	met := 0
	err := w.Store.EachByPlace(ctx, kind, readAtOnce, func(rows []store.NounRow) error {
		b := bunch{}
		for _, row := range rows {
			n, err := graph.UnmarshalNoun(row.Kind, row.Doc)
			if err != nil {
				return err
			}
			b.nouns = append(b.nouns, n)
		}
		met += len(rows)
		return w.hand(ctx, b, do)
	})
	w.met[kind] = met
	return err
}

func (w *Whole) hand(ctx context.Context, b bunch, do func(bunch) error) (err error) {
	ids := make([]graph.ID, len(b.nouns))
	for i, n := range b.nouns {
		ids[i] = n.Top().ID
	}
	if b.links, err = w.linksOf(ctx, ids, graph.Hops...); err != nil {
		return err
	}
	if w.scope != nil {
		b.nouns = slices.DeleteFunc(b.nouns, func(n graph.Noun) bool { return !w.belongs(n, b.links[n.Top().ID]) })
	}
	if len(b.nouns) == 0 {
		return nil
	}
	if w.nouns += len(b.nouns); w.Tell != nil {
		w.Tell(w.nouns)
	}
	return do(b)
}

func (w *Whole) linksOf(ctx context.Context, ids []graph.ID, hops ...graph.Hop) (map[graph.ID][]graph.Link, error) {
	rows, err := w.Store.Engine().Links(ctx, graph.LinkQuery{IDs: ids, Hops: hops})
	links := make(map[graph.ID][]graph.Link, len(rows))
	for id, some := range rows {
		for i := range some {
			links[id] = append(links[id], some[i].Link)
		}
	}
	return links, err
}

// ties say by which links a noun belongs to a place: to a region, or to a noun
// that belongs there.
var ties = map[graph.Kind][]graph.Hop{
	graph.KindOrganisation: {graph.HopLocated}, graph.KindUnit: {graph.HopLocated}, graph.KindAlliance: {graph.HopLocated},
	graph.KindMember: {graph.HopAffiliated, graph.HopResides}, graph.KindPairing: {graph.HopEnd},
}

// belongs says whether a noun belongs to the place, at any time, and remembers
// it. Kinds come in the order in which they refer to each other.
func (w *Whole) belongs(n graph.Noun, links []graph.Link) bool {
	head := n.Top()
	here := false
	if r, ok := n.(*graph.Region); ok {
		here = strings.HasPrefix(r.Path, w.root.Path)
	}
	for _, l := range links {
		if slices.Contains(ties[n.Kind()], l.Hop) {
			_, there := w.scope[l.To]
			here = here || there
		}
	}
	if here {
		w.scope[head.ID] = struct{}{}
	}
	return here
}

// silently does something again of which progress was told, or will be.
func (w *Whole) silently(do func() error) error {
	tell, nouns := w.Tell, w.nouns
	w.Tell = nil
	err := do()
	w.Tell, w.nouns = tell, nouns
	return err
}

// everything hands on all nouns, kind by kind.
func (w *Whole) everything(ctx context.Context, do func(bunch) error) error {
	for _, kind := range graph.NounKinds {
		if err := w.each(ctx, kind, do); err != nil {
			return err
		}
	}
	return nil
}
