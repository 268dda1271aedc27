package sqlite

import (
	"context"
	"slices"
	"strings"

	"cobuild/graph"
)

// Neighbours are read from the index alone: the position of a link ends in the
// id of its far end and its own. Only the mode of a coverage stands in the table.
const (
	neighbours = `SELECT i.key, h.key, l.POS FROM json_each(?1) i CROSS JOIN json_each(?2) h CROSS JOIN link l
		ON l.NEAR = i.value AND l.hop = h.value WHERE l.since <= ?3 AND ?3 < l.until`
	ownNeighbours = neighbours + ` AND (h.value <> 'COVERS' OR l.mode = 'OWN')`
)

var neighboursBy, ownNeighboursBy = bothWays(neighbours), bothWays(ownNeighbours)

func bothWays(text string) [2]string {
	fill := func(near, pos string) string {
		return strings.NewReplacer("NEAR", near, "POS", pos).Replace(text + ` LIMIT ?4`)
	}
	return [...]string{graph.Out: fill("from_id", "to_pos"), graph.In: fill("to_id", "from_pos")}
}

// way is the links that nouns of one kind may have in one direction.
type way struct {
	ids  []graph.ID
	hops []graph.Hop
	d    graph.Direction
}

// waysOf takes a question apart, so that no index is sought for a hop that a
// noun of its kind cannot have.
func waysOf(q graph.NeighbourQuery) (ways []way) {
	byKind := map[graph.Kind][]graph.ID{}
	for _, id := range unique(q.IDs) {
		byKind[id.Kind()] = append(byKind[id.Kind()], id)
	}
	for _, kind := range graph.NounKinds {
		if len(byKind[kind]) == 0 {
			continue
		}
		out, in := way{ids: byKind[kind], d: graph.Out}, way{ids: byKind[kind], d: graph.In}
		for _, hop := range unique(q.Hops) {
			from, to := hop.Ends()
			if slices.Contains(from, kind) {
				out.hops = append(out.hops, hop)
			}
			if slices.Contains(to, kind) {
				in.hops = append(in.hops, hop)
			}
		}
		for _, w := range []way{out, in} {
			if len(w.hops) > 0 {
				ways = append(ways, w)
			}
		}
	}
	return ways
}

func (r *reads) Neighbours(ctx context.Context, q graph.NeighbourQuery) (links []graph.Neighbour, more bool, err error) {
	texts := neighboursBy
	if q.Own && slices.Contains(q.Hops, graph.HopCovers) {
		texts = ownNeighboursBy
	}
	ways := waysOf(q)
	links = []graph.Neighbour{}
	err = r.run(ctx, len(ways), func(s *session) error {
		for _, w := range ways {
			ids, err := jsonOf(w.ids)
			if err != nil {
				return err
			}
			hops, err := jsonOf(w.hops)
			if err != nil {
				return err
			}
			err = s.each(ctx, texts[w.d], func(row row) error {
				var i, h int
				var pos string
				if err := row.Scan(&i, &h, &pos); err != nil {
					return err
				}
				rest, link := cutLast(pos)
				_, far := cutLast(rest)
				links = append(links, graph.Neighbour{Near: w.ids[i], Link: graph.ID(link), Hop: w.hops[h], Far: graph.ID(far)})
				return nil
			}, ids, hops, q.On, q.Limit+1-len(links))
			if err != nil {
				return err
			}
			if len(links) > q.Limit {
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	if len(links) > q.Limit {
		return nil, true, nil
	}
	return links, false, nil
}

// cutLast parts a position at its last separator.
func cutLast(pos string) (before, after string) {
	at := strings.LastIndexByte(pos, '!')
	return pos[:at], pos[at+1:]
}
