package store

import (
	"cmp"
	"context"
	"slices"

	"cobuild/graph"
)

// recall is a Reader that asks for no noun and no link twice. It serves one
// question, or one write up to the moment at which it writes: what an edit looked
// up is what its consequences are worked out from, before and after, and each
// statement spared is a round trip.
type recall struct {
	Reader
	nouns map[graph.ID]*NounRow // nil = there is none
	links map[side][]LinkRow
	made  map[graph.ID]bool // ids that nothing stored bears
	kept  int               // rows
}

// side is the links of one hop on one side of a noun.
type side struct {
	id  graph.ID
	hop graph.Hop
	d   graph.Direction
}

// mostRecalled bounds the rows that are kept: beyond it all are forgotten.
const mostRecalled = 200_000

func recalled(r Reader) *recall {
	k := &recall{Reader: r}
	k.forget()
	return k
}

func (k *recall) forget() {
	k.nouns, k.links, k.made, k.kept = map[graph.ID]*NounRow{}, map[side][]LinkRow{}, map[graph.ID]bool{}, 0
}

// stored leaves out ids that nothing stored bears.
func (k *recall) stored(ids []graph.ID) []graph.ID {
	return slices.DeleteFunc(slices.Clone(ids), func(id graph.ID) bool { return k.made[id] })
}

func (k *recall) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]NounRow, error) {
	found := make(map[graph.ID]NounRow, len(ids))
	var rest []graph.ID
	for _, id := range ids {
		row, known := k.nouns[id]
		switch {
		case !known && !k.made[id]:
			rest = append(rest, id)
		case row != nil:
			found[id] = *row
		}
	}
	if len(rest) == 0 {
		return found, ctx.Err()
	}
	rows, err := k.Reader.Nouns(ctx, rest)
	if err != nil {
		return nil, err
	}
	k.keep(len(rest))
	for _, id := range rest {
		if row := k.keepNoun(id, rows); row != nil {
			found[id] = *row
		}
	}
	return found, nil
}

// keepNoun keeps the answer of one id.
func (k *recall) keepNoun(id graph.ID, rows map[graph.ID]NounRow) *NounRow {
	k.nouns[id] = nil
	if row, there := rows[id]; there {
		k.nouns[id] = &row
	}
	return k.nouns[id]
}

// keepLinks keeps the answer to a question of all time.
func (k *recall) keepLinks(ids []graph.ID, d graph.Direction, hops []graph.Hop, rows map[graph.ID][]LinkRow) {
	for _, id := range ids {
		for _, hop := range hops {
			k.links[side{id, hop, d}] = nil
		}
		for _, row := range rows[id] {
			at := side{id, row.Hop, d}
			k.links[at] = append(k.links[at], row)
		}
		k.kept += len(rows[id]) + len(hops)
	}
}

// Links of all time are kept; what is asked of one day is answered from them
// where they are, and left to the engine where they are not.
func (k *recall) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]LinkRow, error) {
	rest := slices.DeleteFunc(slices.Clone(q.IDs), func(id graph.ID) bool { return k.knows(id, q.Direction, q.Hops) })
	switch {
	case len(rest) == 0:
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	case q.On != 0:
		return k.Reader.Links(ctx, q)
	default:
		if k.kept > mostRecalled {
			k.forget()
			rest = q.IDs
		}
		hops := beside(rest, q)
		rows, err := k.Reader.Links(ctx, graph.LinkQuery{IDs: rest, Direction: q.Direction, Hops: hops})
		if err != nil {
			return nil, err
		}
		k.keepLinks(rest, q.Direction, hops, rows)
	}
	found := make(map[graph.ID][]LinkRow, len(q.IDs))
	for _, id := range q.IDs {
		if _, again := found[id]; again {
			continue
		}
		if rows := k.among(id, &q); len(rows) > 0 {
			found[id] = rows
		}
	}
	return found, nil
}

func (k *recall) knows(id graph.ID, d graph.Direction, hops []graph.Hop) bool {
	if k.made[id] {
		return true
	}
	for _, hop := range hops {
		if _, known := k.links[side{id, hop, d}]; !known {
			return false
		}
	}
	return true
}

// among gives the links of a noun from what is kept, ordered by position.
func (k *recall) among(id graph.ID, q *graph.LinkQuery) (rows []LinkRow) {
	hops := 0
	for i, hop := range q.Hops {
		if slices.Contains(q.Hops[:i], hop) {
			continue
		}
		before := len(rows)
		for _, row := range k.links[side{id, hop, q.Direction}] {
			if q.On == 0 || row.Holds(q.On) {
				rows = append(rows, row)
			}
		}
		if len(rows) > before {
			hops++
		}
	}
	if hops > 1 {
		slices.SortFunc(rows, func(a, b LinkRow) int { return cmp.Compare(a.Position(q.Direction), b.Position(q.Direction)) })
	}
	return rows
}

// beside are the hops to read when some are asked for: with one that leads out
// of a noun the others that do, of which a noun has few, are at hand. Coverages
// alone may be thousands, as may be whatever leads to a noun: of that only what
// rules go on to ask for is read along, who works where somebody covers, who
// belongs to an organisation in a line.
func beside(ids []graph.ID, q graph.LinkQuery) []graph.Hop {
	hops := slices.Clone(q.Hops)
	if q.Direction == graph.In {
		for hop, next := range map[graph.Hop]graph.Hop{graph.HopCovers: graph.HopWorksAt, graph.HopSuperior: graph.HopAffiliated} {
			if slices.Contains(hops, hop) && !slices.Contains(hops, next) {
				hops = append(hops, next)
			}
		}
		return hops
	}
	kinds := map[graph.Kind]bool{}
	for _, id := range ids {
		kinds[id.Kind()] = true
	}
	for _, hop := range graph.Hops {
		from, _ := hop.Ends()
		if hop != graph.HopCovers && !slices.Contains(hops, hop) && slices.ContainsFunc(from, func(kind graph.Kind) bool { return kinds[kind] }) {
			hops = append(hops, hop)
		}
	}
	return hops
}

func (k *recall) keep(rows int) {
	if k.kept += rows; k.kept > mostRecalled {
		k.forget()
		k.kept = rows
	}
}
