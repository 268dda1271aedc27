package neo4j

import (
	"context"

	"cobuild/graph"
	"cobuild/store"
)

// Census counts nouns, links and the log.
func (r reads) Census(ctx context.Context) (store.Census, error) {
	found, err := r.run(ctx, cypher("census", variant{}), nil)
	c := store.Census{Nouns: map[graph.Kind]int{}, Links: map[graph.Hop]int{}}
	for _, record := range found {
		cells := columns{values: record.Values}
		kind, hop, n := graph.Kind(cells.text()), graph.Hop(cells.text()), int(cells.int())
		switch {
		case n == 0:
		case kind != "":
			c.Nouns[kind] = n
		case hop != "":
			c.Links[hop] = n
		default:
			c.Log = n
		}
	}
	return c, err
}
