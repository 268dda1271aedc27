package store

import (
	"context"

	"cobuild/graph"
)

// historyPage is how many entries of each noun's log are read at once.
const historyPage = 500

// Histories tells what is true of nouns and which changes said so: their facts
// in one read, then their logs side by side, newest entries first, as far as
// they are needed.
func (s *Store) Histories(ctx context.Context, ids []graph.ID) (map[graph.ID][]graph.HistoryItem, error) {
	ids = unique(ids)
	nouns, err := readNouns(ctx, s.engine, ids)
	if err != nil {
		return nil, err
	}
	links, err := s.historyLinks(ctx, nouns)
	if err != nil {
		return nil, err
	}
	histories := make(map[graph.ID]*graph.History, len(nouns))
	var open []graph.LogQuery
	for _, id := range ids {
		if n := nouns[id]; n != nil {
			histories[id] = graph.NewHistory(n, links[id])
			open = append(open, graph.LogQuery{Subject: id, Page: graph.Page{Limit: historyPage, Backward: true}})
		}
	}
	for read := 0; len(open) > 0; read += historyPage {
		if read >= graph.MostSorted {
			return nil, graph.NewError(graph.CodeTooComplex, []string{"history"},
				"%s has more than %d entries in the change log: page through changes(subject:) instead",
				"%s的变更日志超过%d条：请改用changes(subject:)分页查询", open[0].Subject, graph.MostSorted)
		}
		pages, err := readLogs(ctx, s.engine, open)
		if err != nil {
			return nil, err
		}
		var more []graph.LogQuery
		for i, page := range pages {
			hearing := page.More
			for n := len(page.Items) - 1; n >= 0; n-- {
				if !histories[open[i].Subject].Hear(&page.Items[n]) {
					hearing = false
					break
				}
			}
			if hearing {
				q := open[i]
				q.Page.From = page.At[0]
				more = append(more, q)
			}
		}
		open = more
	}
	items := make(map[graph.ID][]graph.HistoryItem, len(histories))
	for id, h := range histories {
		items[id] = h.Items()
	}
	return items, nil
}

// historyLinks reads the links that histories tell of, of all kinds of nouns
// together.
func (s *Store) historyLinks(ctx context.Context, nouns map[graph.ID]graph.Noun) (map[graph.ID][]graph.Link, error) {
	found := map[graph.ID][]graph.Link{}
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		q := graph.LinkQuery{Direction: d}
		told := map[graph.Hop]bool{}
		for id := range nouns {
			for _, hop := range graph.HistoryHops(id.Kind(), d) {
				told[hop] = true
				if len(q.IDs) == 0 || q.IDs[len(q.IDs)-1] != id {
					q.IDs = append(q.IDs, id)
				}
			}
		}
		for _, hop := range graph.Hops {
			if told[hop] {
				q.Hops = append(q.Hops, hop)
			}
		}
		if len(q.IDs) == 0 {
			continue
		}
		links, err := readLinks(ctx, s.engine, q)
		if err != nil {
			return nil, err
		}
		for id, some := range links {
			found[id] = append(found[id], some...)
		}
	}
	return found, nil
}
