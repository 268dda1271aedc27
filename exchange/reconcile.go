package exchange

import (
	"context"

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
				if !r.named[n.Top().ID] {
					name := n.Top().Name
					if n.Kind() == graph.KindMember && !r.SeeMembers {
						name = ""
					}
					r.result.Missing = append(r.result.Missing, Absence{Table: t.name, ID: n.Top().ID, Code: n.Top().Code, Name: name, InStore: true})
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
