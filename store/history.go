package store

import (
	"context"

	"cobuild/graph"
)

// historyPage is how many entries of each noun's log are read at once.
const historyPage = 500

// Histories tells what is true of nouns and which changes said so: their facts
// in one read, then their logs side by side, newest entries first, as far as
// they are needed. A noun whose log is too long is refused apart, see
// graph.Refused.
func (s *Store) Histories(ctx context.Context, ids []graph.ID) (map[graph.ID][]graph.HistoryItem, error) {
	asked, ids := ids, unique(ids)
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
			open = append(open, graph.LogQuery{Subject: id, Page: graph.Page{Limit: min(historyPage, s.heard), Backward: true}})
		}
	}
	refused := graph.Refused{}
	for read := 0; len(open) > 0; read += min(historyPage, s.heard) {
		if read >= s.heard {
			for _, q := range open {
				delete(histories, q.Subject)
				for i, id := range asked {
					if id == q.Subject {
						refused[i] = tooMuchHistory(id, s.heard)
					}
				}
			}
			break
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
	return items, refused.OrNil()
}

func tooMuchHistory(id graph.ID, most int) error {
	return graph.NewError(graph.CodeTooComplex, []string{"history"},
		"it would take more than %[2]d entries of the change log to say how %[1]s came to be what it is: page through changes(subject: \"%[1]s\") instead",
		"说明%[1]s的来历需要读取超过%[2]d条变更日志：请改用changes(subject: \"%[1]s\")分页查询", id, most)
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
