package store

import (
	"context"

	"cobuild/graph"
	"cobuild/search"
)

// amongFound names the nouns among which those of a list are that a text narrows
// to few, all searched together. Where the text is common, or another filter
// names a set, it is tested on the rows.
func (s *Store) amongFound(ctx context.Context, snap *snapshot, qs []graph.ListQuery) error {
	var asked []WordQuery
	var at []int
	for i := range qs {
		q := &qs[i]
		if q.Text() == "" {
			continue
		}
		text, err := search.Parse(q.Text(), "filter", "text")
		if err != nil {
			return err
		}
		if bySet(q) || q.Kind == graph.KindAlliance {
			continue
		}
		groups := append(text.Groups(), kindWords([]graph.Kind{q.Kind}))
		if q.Place.Within != "" && len(findingConditions(q)) == 0 { // which stand where they were on the day
			if paths := pathWords(s.placesOf(snap, q)); len(paths) > 0 {
				groups = append(groups, paths)
			}
		}
		asked, at = append(asked, WordQuery{Groups: groups, Limit: s.atHand, Loose: true}), append(at, i)
	}
	if len(asked) == 0 {
		return nil
	}
	found, err := s.engine.Search(ctx, asked)
	if err != nil {
		return err
	}
	for n, i := range at {
		if found[n].Over {
			continue
		}
		ids := []graph.ID{}
		for _, row := range found[n].Nouns {
			ids = append(ids, row.ID)
		}
		qs[i].Among = unique(ids)
	}
	return nil
}

// textTest tests whether a text finds a noun; nil where there is none.
func textTest(q *graph.ListQuery) func(graph.Noun) bool {
	if q.Text() == "" {
		return nil
	}
	text, err := search.Parse(q.Text())
	return func(n graph.Noun) bool {
		if err != nil {
			return false // was refused before
		}
		_, ok := text.Match(n)
		return ok
	}
}
