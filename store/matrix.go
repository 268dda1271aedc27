package store

import (
	"cmp"
	"context"
	"slices"

	"cobuild/graph"
)

// PairingMatrices counts the pairings of regions.
func (s *Store) PairingMatrices(ctx context.Context, qs []graph.PairingMatrixQuery) ([]graph.PairingMatrix, error) {
	lists := make([]graph.ListQuery, len(qs))
	for i, q := range qs {
		lists[i] = graph.ListQuery{Kind: graph.KindPairing, Place: graph.Place{Within: q.Region}, On: q.On, Page: graph.Page{Limit: graph.MostSorted}}
	}
	harvests, err := s.list(ctx, lists, true)
	if err != nil {
		return nil, err
	}
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	asked := map[graph.PairingMatrixQuery][]int{} // of one day and axis
	all := 0
	for i, q := range qs {
		if all += len(harvests[i].got); len(harvests[i].got) > graph.MostSorted || all > mostTogether && len(qs) > 1 {
			return nil, tooMany()
		}
		alike := graph.PairingMatrixQuery{By: q.By, On: q.On}
		asked[alike] = append(asked[alike], i)
	}
	matrices := make([]graph.PairingMatrix, len(qs))
	for alike, which := range asked {
		var pairings []graph.ID
		for _, i := range which {
			for _, c := range harvests[i].got {
				pairings = append(pairings, c.id())
			}
		}
		ends, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: unique(pairings), Hops: []graph.Hop{graph.HopEnd}, On: alike.On})
		if err != nil {
			return nil, err
		}
		var parts parted
		if alike.By != "" {
			if parts, err = s.part(ctx, snap, alike.By, ends, alike.On); err != nil {
				return nil, err
			}
		}
		for _, i := range which {
			parts.ground = snap.tree.ground(graph.Place{Within: qs[i].Region}, s.Today())
			matrices[i] = matrixOf(qs[i], harvests[i].got, ends, &parts)
		}
	}
	return matrices, nil
}

// matrixOf counts pairings by kind and by cell.
func matrixOf(q graph.PairingMatrixQuery, pairings []candidate, ends map[graph.ID][]graph.Link, parts *parted) graph.PairingMatrix {
	m := graph.PairingMatrix{PairingMatrixQuery: q, Pairings: len(pairings), Kinds: []graph.PairingCount{}, Cells: []graph.MatrixCell{}}
	kinds, cells := map[graph.PairingKind]*graph.PairingCount{}, map[[2]string]int{}
	for i := range pairings {
		p := pairings[i].noun.(*graph.Pairing)
		of := ends[p.ID]
		if kinds[p.PairingKind] == nil {
			kinds[p.PairingKind] = &graph.PairingCount{Region: q.Region, PairingKind: p.PairingKind}
		}
		kinds[p.PairingKind].Count++
		if len(of) >= 2 {
			kinds[p.PairingKind].Active++
		}
		if q.By != "" {
			for _, cell := range parts.cells(of) {
				cells[cell]++
			}
		}
	}
	for _, kind := range graph.PairingKinds {
		if n := kinds[kind]; n != nil {
			m.Kinds = append(m.Kinds, *n)
		}
	}
	for cell, n := range cells {
		value := func(key string) graph.MatrixValue { return graph.MatrixValue{By: q.By, Key: key} }
		m.Cells = append(m.Cells, graph.MatrixCell{Region: q.Region, Row: value(cell[0]), Column: value(cell[1]), Count: n})
	}
	slices.SortFunc(m.Cells, func(a, b graph.MatrixCell) int {
		return cmp.Or(cmp.Compare(parts.rank(a.Row.Key), parts.rank(b.Row.Key)), cmp.Compare(parts.rank(a.Column.Key), parts.rank(b.Column.Key)))
	})
	return m
}
