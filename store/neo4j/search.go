package neo4j

import (
	"context"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// Search gives the nouns that have a word of each group.
func (r reads) Search(ctx context.Context, qs []store.WordQuery) ([]store.WordHits, error) {
	answers := make([]store.WordHits, len(qs))
	name, words := "search", func(groups [][]string) any { return matching(groups) }
	if r.within {
		name, words = "search_within", func(groups [][]string) any { return groups }
	}
	var list []row
	for i, q := range qs {
		if len(q.Groups) > 0 {
			list = append(list, row{"index": i, "words": words(q.Groups), "most": max(q.Limit, 0)})
		}
	}
	if len(list) == 0 {
		return answers, ctx.Err()
	}
	found, err := r.run(ctx, cypher(name, variant{}), map[string]any{"searches": list})
	for _, record := range found {
		c := columns{values: record.Values}
		hits := &answers[c.int()]
		hits.Over, _ = c.value().(bool)
		if noun := c.noun(); noun.ID != "" {
			hits.Nouns = append(hits.Nouns, noun)
		}
	}
	return answers, err
}

// matching is the query of Lucene for groups of words, which hold no character
// that means anything to it.
func matching(groups [][]string) string {
	parts := make([]string, len(groups))
	for i, group := range groups {
		parts[i] = "+(" + strings.Join(group, " ") + ")"
	}
	return strings.Join(parts, " ")
}

// WordSums sums up the words that the index is of, page by page.
func (r reads) WordSums(ctx context.Context, each func(graph.ID, uint64) error) error {
	const page = 20_000
	for after := lowest; ; {
		found, err := r.run(ctx, cypher("words", variant{}), map[string]any{"after": after, "limit": page})
		if err != nil {
			return err
		}
		for _, record := range found {
			c := columns{values: record.Values}
			id := c.id()
			if err := each(id, store.WordSum(strings.Fields(c.text()))); err != nil {
				return err
			}
			after = string(id)
		}
		if len(found) < page {
			return nil
		}
	}
}
