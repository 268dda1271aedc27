package neo4j

import (
	"context"
	"slices"

	"cobuild/graph"
	"cobuild/store"
)

// mostAhead is how many links of a kind a noun may have for these to be read
// before anybody asks: those of a hub are not wanted by most edits of it.
const mostAhead = 200

// leaving are the hops of which few leave any noun.
var leaving = slices.DeleteFunc(slices.Clone(graph.Hops), func(h graph.Hop) bool { return h == graph.HopCovers })

// Ahead reads by one statement what most edits of the nouns go on to ask for: the
// nouns, who covers and works at the units, the lines below the own organisations
// of these, where all of them belong, what the organisations cover, the pairings,
// the findings. Question by question these would be seven ways to the server, one
// after the other.
func (t *tx) Ahead(ctx context.Context, ids []graph.ID) (*store.Ahead, error) {
	found, err := t.run(ctx, aheadCypher(ofSet(t.state.Set)), map[string]any{"ids": distinct(ids), "most": int64(mostAhead)})
	if err != nil {
		return nil, err
	}
	c := columns{values: found[0].Values}
	a := &store.Ahead{}
	a.Nouns.Rows = map[graph.ID]store.NounRow{}
	for _, values := range c.rows() {
		row := values.noun()
		a.Nouns.Rows[row.ID] = row
	}
	var units []graph.ID
	for _, id := range ids {
		if a.Nouns.Rows[id].Kind == graph.KindUnit {
			units = append(units, id)
		}
		a.Nouns.IDs = append(a.Nouns.IDs, id)
	}
	for id := range a.Nouns.Rows {
		a.Nouns.IDs = append(a.Nouns.IDs, id)
	}
	above, starts, covering, paired := c.ids(), c.ids(), c.ids(), c.ids()
	a.Findings.IDs, a.Findings.Rows = c.ids(), findingsBy(c.rows())
	for _, q := range []graph.LinkQuery{
		{IDs: units, Direction: graph.In, Hops: []graph.Hop{graph.HopCovers, graph.HopWorksAt, graph.HopLeads}},
		{IDs: above, Direction: graph.In, Hops: []graph.Hop{graph.HopSuperior, graph.HopAffiliated}},
		{IDs: starts, Direction: graph.Out, Hops: leaving},
		{IDs: covering, Direction: graph.Out, Hops: []graph.Hop{graph.HopCovers}},
		{IDs: paired, Direction: graph.In, Hops: []graph.Hop{graph.HopEnd}},
	} {
		a.Links = append(a.Links, store.AheadLinks{LinkQuery: q, Rows: linksBy(c.rows(), q.Direction, false)})
	}
	return a, nil
}

func aheadCypher(set variant) string {
	set.Hops = joinHops(leaving)
	return cypher("ahead", set)
}
