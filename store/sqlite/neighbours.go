package sqlite

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"cobuild/graph"
)

// Neighbours are read from the index alone: the position of a link ends in the
// id of its far end and its own. Only the mode of a coverage stands in the table.
// Hops that follow each other in the index are one run, which may hold hops that
// a noun has once. The rows come joined to one text, for to fetch thousands of
// small ones one by one costs more than to find them.
const (
	neighbours = `SELECT coalesce(group_concat(row, char(10)), '') FROM (
		SELECT i.key || ' ' || l.hop || ' ' || l.POS AS row FROM json_each(?1) i CROSS JOIN link l ON l.NEAR = i.value AND l.hop BETWEEN ?2 AND ?3
		WHERE l.since <= ?4 AND ?4 < l.until AND instr(?5, l.hop)OWN LIMIT ?6)`
	onlyOwn = ` AND (l.hop <> 'COVERS' OR l.mode = 'OWN')`
)

var neighboursBy, ownNeighboursBy = bothWays(""), bothWays(onlyOwn)

func bothWays(own string) [2]string {
	fill := func(near, pos string) string {
		return strings.NewReplacer("NEAR", near, "POS", pos, "OWN ", own+" ").Replace(neighbours)
	}
	return [...]string{graph.Out: fill("from_id", "to_pos"), graph.In: fill("to_id", "from_pos")}
}

// way is a run of hops that nouns of one kind may have in one direction.
type way struct {
	ids         []graph.ID
	d           graph.Direction
	first, last graph.Hop
}

// waysOf takes a question apart, so that no index is sought for a hop that a
// noun of its kind cannot have, and few for those it can.
func waysOf(q graph.NeighbourQuery) (ways []way) {
	byKind := map[graph.Kind][]graph.ID{}
	for _, id := range unique(q.IDs) {
		byKind[id.Kind()] = append(byKind[id.Kind()], id)
	}
	for _, kind := range graph.NounKinds {
		if len(byKind[kind]) == 0 {
			continue
		}
		for _, d := range []graph.Direction{graph.Out, graph.In} {
			for _, run := range runsOf(kind, d, q.Hops) {
				ways = append(ways, way{byKind[kind], d, run[0], run[1]})
			}
		}
	}
	return ways
}

// runsOf gives the first and the last hop of each run that holds the wanted ones
// among those that a noun of the kind can have: what it has many of, wanted or
// not, is never passed over.
func runsOf(kind graph.Kind, d graph.Direction, wanted []graph.Hop) (runs [][2]graph.Hop) {
	open := false
	for _, hop := range sortedHops {
		from, to := hop.Ends()
		near := from
		if d == graph.In {
			near = to
		}
		switch {
		case !slices.Contains(near, kind):
		case !slices.Contains(wanted, hop):
			open = open && d == graph.Out && hop.Single()
		case open:
			runs[len(runs)-1][1] = hop
		default:
			runs, open = append(runs, [2]graph.Hop{hop, hop}), true
		}
	}
	return runs
}

// sortedHops are all hops in the order of the index.
var sortedHops = func() []graph.Hop {
	hops := slices.Clone(graph.Hops)
	slices.Sort(hops)
	return hops
}()

func (r *reads) Neighbours(ctx context.Context, q graph.NeighbourQuery) (links []graph.Neighbour, more bool, err error) {
	texts := neighboursBy
	if q.Own && slices.Contains(q.Hops, graph.HopCovers) {
		texts = ownNeighboursBy
	}
	wanted := ""
	for _, hop := range q.Hops { // no hop's name is a part of another's
		wanted += string(hop) + " "
	}
	names := map[string]graph.Hop{}
	for _, hop := range q.Hops {
		names[string(hop)] = hop
	}
	ways := waysOf(q)
	links = []graph.Neighbour{}
	err = r.run(ctx, len(ways), func(s *session) error {
		for _, w := range ways {
			ids, err := jsonOf(w.ids)
			if err != nil {
				return err
			}
			err = s.each(ctx, texts[w.d], func(row row) error {
				var rows string
				if err := row.Scan(&rows); err != nil {
					return err
				}
				for one := range strings.SplitSeq(rows, "\n") {
					if one != "" {
						links = append(links, neighbour(one, w.ids, names))
					}
				}
				return nil
			}, ids, w.first, w.last, q.On, wanted, q.Limit+1-len(links))
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

// neighbour reads a row: the number of the noun, the hop, the position.
func neighbour(row string, ids []graph.ID, hops map[string]graph.Hop) graph.Neighbour {
	number, rest, _ := strings.Cut(row, " ")
	hop, pos, _ := strings.Cut(rest, " ")
	pos, link := cutLast(pos)
	_, far := cutLast(pos)
	i, err := strconv.Atoi(number)
	if err != nil {
		panic(err) // the key of an array's element
	}
	return graph.Neighbour{Near: ids[i], Link: graph.ID(link), Hop: hops[hop], Far: graph.ID(far)}
}

// cutLast parts a position at its last separator.
func cutLast(pos string) (before, after string) {
	at := strings.LastIndexByte(pos, '!')
	return pos[:at], pos[at+1:]
}
