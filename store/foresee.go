package store

import (
	"slices"

	"cobuild/graph"
)

// mostForeseen bounds the nouns of edits whose surroundings are read ahead.
const mostForeseen = 500

// foresee reads for several edits at once what each of them would ask for by
// itself: the nouns they name, who they are linked to, who looks after the units
// among them, and what was found of them. What none of them asks for is read in
// vain; what is not foreseen is asked for as ever.
func (p *pending) foresee(intents []graph.Intent) error {
	var named []graph.ID
	for i := range intents {
		named = append(named, intents[i].Subjects...)
	}
	if named = unique(named); len(named) == 0 || len(named) > mostForeseen {
		return nil
	}
	switch ahead, err := p.tx.Ahead(p.ctx, named); {
	case err != nil:
		return p.note(err)
	case ahead != nil:
		p.take(ahead)
		return nil
	case len(intents) < 2: // a question is cheap
		return nil
	}
	nouns, err := p.base.Nouns(p.ctx, named)
	if err != nil {
		return p.note(err)
	}
	named = slices.DeleteFunc(named, func(id graph.ID) bool { _, there := nouns[id]; return !there })
	units, organisations := ofKind(named, graph.KindUnit), ofKind(named, graph.KindOrganisation)
	if len(units) == 0 {
		return nil
	}
	links := func(ids []graph.ID, d graph.Direction, hops ...graph.Hop) (far []graph.ID, err error) {
		near, err := p.base.Links(p.ctx, graph.LinkQuery{IDs: ids, Direction: d, Hops: hops})
		for _, rows := range near {
			for _, row := range rows {
				far = append(far, row.Far(d))
			}
		}
		return unique(far), p.note(err)
	}
	around, err := links(units, graph.In, graph.HopCovers, graph.HopWorksAt)
	if err != nil {
		return err
	}
	// With one hop that leads out of a noun the others come along, but coverages.
	if _, err := links(slices.Concat(around, named), graph.Out, graph.HopLocated); err != nil {
		return err
	}
	if len(organisations) > 0 {
		if _, err := links(organisations, graph.Out, graph.HopCovers); err != nil {
			return err
		}
	}
	below, err := links(slices.Concat(organisations, ofKind(around, graph.KindOrganisation)), graph.In, graph.HopSuperior, graph.HopAffiliated)
	if err != nil {
		return err
	}
	if _, err := p.base.Nouns(p.ctx, unique(slices.Concat(around, below))); err != nil {
		return p.note(err)
	}
	subjects := slices.Concat(units, organisations)
	found, err := p.tx.FindingsOf(p.ctx, subjects)
	if err != nil {
		return p.note(err)
	}
	for _, id := range subjects {
		p.foreseen[id] = found[id]
	}
	return nil
}

func ofKind(ids []graph.ID, kind graph.Kind) (some []graph.ID) {
	for _, id := range ids {
		if id.Kind() == kind {
			some = append(some, id)
		}
	}
	return some
}
