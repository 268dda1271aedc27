package exchange

import (
	"context"
	"hash/maphash"
	"slices"

	"cobuild/graph"
)

// Absence is a noun that one side has and the other has not.
type Absence struct {
	Table      string
	ID         graph.ID // of a noun on record
	Code, Name string
	File       string // of a row: where it stands
	Sheet      string
	Row        int
	InStore    bool // on record and in no row; else in a row and not on record
}

// absent adds what one side lacks: as many are at hand as entries of the ledger.
func (r *Result) absent(a Absence) {
	if r.Absent++; len(r.Missing) < mostKept {
		r.Missing = append(r.Missing, a)
	}
}

// reconcile finds what is on record on the day of the sheets and in none of
// them, for the nouns of which there are sheets.
func (r *run) reconcile(ctx context.Context) error {
	place := graph.Place{}
	if r.Within != "" {
		key := graph.CodeKey{Kind: graph.KindRegion, Field: graph.ByCode, Code: r.Within}
		found, err := r.store.Find(ctx, []graph.CodeKey{key}, r.On)
		if err != nil {
			return err
		}
		if found[key] == nil {
			return graph.NotFound([]string{"within"}, "no region has the code %q on %s: give the code of one", "%[2]s没有编码为%[1]q的地区：请给出地区编码", graph.Clip(r.Within), r.On)
		}
		place.Within = found[key].Top().ID
	}
	for _, t := range tables {
		if t.hidden() || r.reads[t.name] == 0 || t.index("code") < 0 {
			continue
		}
		q := graph.ListQuery{Kind: t.noun, Place: place, Order: graph.Order{By: graph.OrderPlace}, On: r.On, Page: graph.Page{Limit: 1000}}
		for {
			pages, err := r.store.List(ctx, []graph.ListQuery{q})
			if err != nil {
				return err
			}
			for _, n := range pages[0].Items {
				if !r.named[maphash.String(r.seed, string(n.Top().ID))] && !r.refusedRow(n) {
					name := n.Top().Name
					if n.Kind() == graph.KindMember && !r.SeeMembers {
						name = ""
					}
					r.result.absent(Absence{Table: t.name, ID: n.Top().ID, Code: n.Top().Code, Name: name, InStore: true})
				}
			}
			if !pages[0].More {
				break
			}
			q.Page.From = pages[0].At[len(pages[0].At)-1]
		}
	}
	return nil
}

// lies says whether what a row would enter lies in the region that a
// reconciliation looks in, by the region that the row names or by that of the
// organisation it names.
func (p *player) lies(ctx context.Context, r *row) (bool, error) {
	if p.run.Within == "" {
		return true, nil
	}
	for _, column := range []string{"region", "parent", "affiliation", "residence"} {
		if r.table.index(column) < 0 || !r.given(column) {
			continue
		}
		n, err := p.ref(ctx, r, column)
		if n == nil || err != nil {
			return false, err
		}
		if n.Kind() == graph.KindOrganisation {
			id := n.Top().ID
			links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{graph.HopLocated}, On: p.on})
			if err != nil || len(links[id]) == 0 {
				return false, err
			}
			nouns, err := p.desk.Nouns(ctx, []graph.ID{links[id][0].To})
			if n = nouns[links[id][0].To]; n == nil || err != nil {
				return false, err
			}
		}
		above, err := p.above(ctx, n, p.on)
		return slices.ContainsFunc(above, func(n graph.Noun) bool { return n.Top().Code == p.run.Within }), err
	}
	return true, nil // such as a pairing: its place is that of its ends
}
