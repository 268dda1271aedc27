package storetest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// counting counts the calls that reach an engine.
type counting struct {
	store.Engine
	mu    sync.Mutex
	calls map[string]int
	each  func() // told of every call
}

func (c *counting) call(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls == nil {
		c.calls = map[string]int{}
	}
	c.calls[name]++
	if c.each != nil {
		c.each()
	}
}

func (c *counting) State(ctx context.Context) (store.State, error) {
	c.call("State")
	return c.Engine.State(ctx)
}

func (c *counting) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	c.call("Nouns")
	return c.Engine.Nouns(ctx, ids)
}

func (c *counting) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	c.call("Links")
	return c.Engine.Links(ctx, q)
}

func (c *counting) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]store.LinkRow, error) {
	c.call("LinksByID")
	return c.Engine.LinksByID(ctx, ids)
}

func (c *counting) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	c.call("LinkPages")
	return c.Engine.LinkPages(ctx, q)
}

func (c *counting) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	c.call("CountLinks")
	return c.Engine.CountLinks(ctx, q)
}

func (c *counting) Neighbours(ctx context.Context, q graph.NeighbourQuery) ([]graph.Neighbour, bool, error) {
	c.call("Neighbours")
	return c.Engine.Neighbours(ctx, q)
}

func (c *counting) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	c.call("Scan")
	return c.Engine.Scan(ctx, ranges)
}

func (c *counting) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	c.call("Findings")
	return c.Engine.Findings(ctx, ranges)
}

func (c *counting) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	c.call("FindingsOf")
	return c.Engine.FindingsOf(ctx, subjects)
}

func (c *counting) FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	c.call("FindingsByID")
	return c.Engine.FindingsByID(ctx, ids)
}

func (c *counting) Segments(ctx context.Context, after int64) ([]store.SegmentRow, error) {
	c.call("Segments")
	return c.Engine.Segments(ctx, after)
}

func (c *counting) Search(ctx context.Context, qs []store.WordQuery) ([]store.WordHits, error) {
	c.call("Search")
	return c.Engine.Search(ctx, qs)
}

func (c *counting) Log(ctx context.Context, r []store.LogRange) ([][]store.LogRow, error) {
	c.call("Log")
	return c.Engine.Log(ctx, r)
}

// cancelling cancels a context when so many more calls have been made.
type cancelling struct {
	store.Engine
	cancel context.CancelFunc
	after  int
}

func (c *cancelling) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	c.tick()
	return c.Engine.Scan(ctx, ranges)
}

func (c *cancelling) Segments(ctx context.Context, after int64) ([]store.SegmentRow, error) {
	c.tick()
	return c.Engine.Segments(ctx, after)
}

func (c *cancelling) tick() {
	if c.after--; c.after < 0 {
		c.cancel()
	}
}

// testCalls asks for 3 parents and for 30 and counts the calls that reach the
// engine: as many for 30.
func testCalls(t *testing.T, f *fixture) {
	engine := &counting{Engine: f.engine}
	s := openStore(t, engine, options("calls"))
	page := graph.Page{Limit: 2}
	regions := f.some(graph.KindRegion)
	units, organisations, members := f.some(graph.KindUnit), f.some(graph.KindOrganisation), f.some(graph.KindMember)
	lists := map[string]func(id graph.ID) graph.ListQuery{
		"units in regions": func(id graph.ID) graph.ListQuery {
			return graph.ListQuery{Kind: graph.KindUnit, Place: graph.Place{Within: id}}
		},
		"members in regions": func(id graph.ID) graph.ListQuery {
			return graph.ListQuery{Kind: graph.KindMember, Place: graph.Place{Within: id}}
		},
		"pairings in regions": func(id graph.ID) graph.ListQuery {
			return graph.ListQuery{Kind: graph.KindPairing, Place: graph.Place{Within: id}}
		},
		"uncovered units in regions": func(id graph.ID) graph.ListQuery {
			return graph.ListQuery{Kind: graph.KindUnit, Place: graph.Place{Within: id}, Unit: &graph.UnitFilter{GapKinds: []graph.GapKind{graph.GapUncovered}}}
		},
		"regions below regions": func(id graph.ID) graph.ListQuery {
			return graph.ListQuery{Kind: graph.KindRegion, Region: &graph.RegionFilter{Parent: id}}
		},
		"regions led below regions": func(id graph.ID) graph.ListQuery {
			return graph.ListQuery{Kind: graph.KindRegion, Region: &graph.RegionFilter{Parent: id, Led: ptr(true)}}
		},
		"pairings of regions": func(id graph.ID) graph.ListQuery {
			return graph.ListQuery{Kind: graph.KindPairing, Pairing: &graph.PairingFilter{Participant: id}}
		},
		"alliances of regions": func(id graph.ID) graph.ListQuery {
			return graph.ListQuery{Kind: graph.KindAlliance, Alliance: &graph.AllianceFilter{Participant: id}}
		},
	}
	before := 0
	nextDay := func() graph.Date { before++; return today.AddDays(-before) } // lines are kept: ask anew
	type call struct {
		ids []graph.ID
		ask func(ctx context.Context, ids []graph.ID) error
	}
	calls := map[string]call{
		"reports": {regions, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.Reports(ctx, asEach(ids, func(id graph.ID) graph.ReportQuery {
				return graph.ReportQuery{Place: graph.Place{Within: id}, On: today}
			}))
			return err
		}},
		"trends": {regions, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.Trends(ctx, asEach(ids, func(id graph.ID) graph.TrendQuery {
				return graph.TrendQuery{ReportQuery: graph.ReportQuery{Place: graph.Place{Within: id}}, Days: []graph.Date{today.AddMonths(-12), today}}
			}))
			return err
		}},
		"groups": {regions, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.Groups(ctx, asEach(ids, func(id graph.ID) graph.GroupQuery {
				return graph.GroupQuery{ReportQuery: graph.ReportQuery{Place: graph.Place{Within: id}, On: today}, By: graph.ByChildRegion}
			}))
			return err
		}},
		"reports of lines": {organisations, func(ctx context.Context, ids []graph.ID) error {
			on := nextDay()
			_, err := s.Reports(ctx, asEach(ids, func(id graph.ID) graph.ReportQuery {
				return graph.ReportQuery{Group: &graph.UnitGroup{Line: id}, On: on}
			}))
			return err
		}},
		"gaps of lines": {organisations, func(ctx context.Context, ids []graph.ID) error {
			on := nextDay()
			_, err := s.Gaps(ctx, asEach(ids, func(id graph.ID) graph.GapQuery {
				return graph.GapQuery{Group: &graph.UnitGroup{Line: id}, On: on, Page: page}
			}))
			return err
		}},
		"uncovered units of lines": {organisations, func(ctx context.Context, ids []graph.ID) error {
			on := nextDay()
			_, err := s.List(ctx, asEach(ids, func(id graph.ID) graph.ListQuery {
				return graph.ListQuery{Kind: graph.KindUnit, On: on, Page: page, Unit: &graph.UnitFilter{Codes: []graph.FindingCode{30, 31}, Group: &graph.UnitGroup{Line: id}}}
			}))
			return err
		}},
		"members of lines": {organisations, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.MemberCounts(ctx, asEach(ids, func(id graph.ID) graph.LineQuery { return graph.LineQuery{Organisation: id, On: today} }))
			return err
		}},
		"members registered where they live": {organisations, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.Reporting(ctx, asEach(ids, func(id graph.ID) graph.ReportingQuery { return graph.ReportingQuery{Organisation: id, On: today} }))
			return err
		}},
		"matrices of regions": {regions, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.PairingMatrices(ctx, asEach(ids, func(id graph.ID) graph.PairingMatrixQuery {
				return graph.PairingMatrixQuery{Region: id, By: graph.AxisLevel, On: today}
			}))
			return err
		}},
		"gaps in regions": {regions, func(ctx context.Context, ids []graph.ID) error {
			qs := asEach(ids, func(id graph.ID) graph.GapQuery {
				return graph.GapQuery{Place: graph.Place{Within: id}, On: today, Page: page}
			})
			_, err := s.Gaps(ctx, qs)
			return err
		}},
		"gaps by date in regions": {regions, func(ctx context.Context, ids []graph.ID) error {
			qs := asEach(ids, func(id graph.ID) graph.GapQuery {
				return graph.GapQuery{Place: graph.Place{Within: id}, On: today, Page: page, Order: graph.Order{By: graph.OrderSince}}
			})
			_, err := s.Gaps(ctx, qs)
			return err
		}},
		"gaps of units": {units, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.Gaps(ctx, asEach(ids, func(id graph.ID) graph.GapQuery { return graph.GapQuery{Subject: id, On: today, Page: page} }))
			return err
		}},
		"numbers of gaps of units": {units, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.CountGaps(ctx, asEach(ids, func(id graph.ID) graph.GapQuery { return graph.GapQuery{Subject: id, On: today} }))
			return err
		}},
		"numbers of gaps in regions": {regions, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.CountGaps(ctx, asEach(ids, func(id graph.ID) graph.GapQuery { return graph.GapQuery{Place: graph.Place{Within: id}, On: today} }))
			return err
		}},
		"coverages": {organisations, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.LinkPages(ctx, graph.LinkPageQuery{IDs: ids, Hop: graph.HopCovers, On: today, Page: page})
			return err
		}},
		"numbers of coverages": {organisations, func(ctx context.Context, ids []graph.ID) error {
			_, err := s.CountLinks(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopCovers}, On: today})
			return err
		}},
		"lines": {organisations, func(ctx context.Context, ids []graph.ID) error {
			qs := asEach(ids, func(id graph.ID) graph.ListQuery {
				return graph.ListQuery{Kind: graph.KindOrganisation, On: today, Page: page, Organisation: &graph.OrganisationFilter{UnderSuperior: id}}
			})
			_, err := s.List(ctx, qs)
			return err
		}},
		"nouns":         {members, func(ctx context.Context, ids []graph.ID) error { _, err := s.Nouns(ctx, ids); return err }},
		"statuses":      {units, func(ctx context.Context, ids []graph.ID) error { _, err := s.FindingsOf(ctx, ids, today); return err }},
		"headcounts":    {units, func(ctx context.Context, ids []graph.ID) error { _, err := s.Headcounts(ctx, ids, today); return err }},
		"regions above": {regions, func(ctx context.Context, ids []graph.ID) error { _, err := s.Ancestors(ctx, ids, today); return err }},
	}
	for name, query := range lists {
		queries := func(ids []graph.ID) []graph.ListQuery {
			return asEach(ids, func(id graph.ID) graph.ListQuery {
				q := query(id)
				q.On, q.Page = today, page
				return q
			})
		}
		calls[name] = call{regions, func(ctx context.Context, ids []graph.ID) error { _, err := s.List(ctx, queries(ids)); return err }}
		calls["numbers of "+name] = call{regions, func(ctx context.Context, ids []graph.ID) error { _, err := s.CountList(ctx, queries(ids)); return err }}
	}
	for name, c := range calls {
		cost := func(n int) map[string]int {
			engine.calls = nil
			if err := c.ask(t.Context(), c.ids[len(c.ids)-n:]); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return maps.Clone(engine.calls)
		}
		cost(30) // fills what is kept in memory
		few, many := cost(3), cost(30)
		for call, n := range many {
			if n > max(few[call], 1)+depth(call) {
				t.Errorf("%s: %s is called %d times for 30 and %d times for 3 (%v, %v)", name, call, n, few[call], many, few)
			}
		}
		total := 0
		for _, n := range many {
			total += n
		}
		if total > 20 {
			t.Errorf("%s costs %d calls: %v", name, total, many)
		}
	}
}

// depth is how many calls more may come of what hangs on one of more parents: a
// line is read level by level, and a page that filters pass over is read on.
func depth(call string) int {
	switch call {
	case "Links", "Scan", "Findings":
		return 6
	default:
		return 0
	}
}

func asEach[A, B any](of []A, make func(A) B) (all []B) {
	for _, one := range of {
		all = append(all, make(one))
	}
	return all
}

// some gives 30 nouns of a kind that live today, in order of their ids.
func (f *fixture) some(kind graph.Kind) (ids []graph.ID) {
	for _, n := range f.Nouns {
		if n.Kind() == kind && n.Top().Holds(today) {
			ids = append(ids, n.Top().ID)
		}
	}
	slices.Sort(ids)
	return ids[:min(30, len(ids))]
}
