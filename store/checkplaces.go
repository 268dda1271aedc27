package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"cobuild/graph"
)

// sortKeys compares the sort keys of the links that leave nouns.
func (p *pass) sortKeys(ctx context.Context, nouns []graph.Noun) error {
	ends := make(map[graph.ID]graph.Noun, len(nouns))
	ids := make([]graph.ID, len(nouns))
	for i, n := range nouns {
		ids[i], ends[n.Top().ID] = n.Top().ID, n
	}
	links, err := p.s.base.Links(ctx, graph.LinkQuery{IDs: ids, Hops: graph.Hops})
	if err != nil {
		return err
	}
	var far []graph.ID
	for _, rows := range links {
		for _, l := range rows {
			if ends[l.To] == nil {
				far = append(far, l.To)
			}
		}
	}
	found, err := readNouns(ctx, p.s.base, unique(far))
	if err != nil {
		return err
	}
	for id, n := range found {
		ends[id] = n
	}
	var wrong []LinkRow
	for _, id := range ids {
		for _, l := range links[id] {
			to := ends[l.To]
			if to == nil {
				p.found(Drift{"key", string(l.ID), fmt.Sprintf("stray: a link to %s, which is not there", l.To)})
				continue
			}
			if from, to := nameKey(ends[id]), nameKey(to); l.FromKey != from || l.ToKey != to {
				p.found(Drift{"key", string(l.ID), fmt.Sprintf("different: from %s to %s, should be from %s to %s", l.FromKey, l.ToKey, from, to)})
				l.FromKey, l.ToKey = from, to
				wrong = append(wrong, l)
			}
		}
	}
	if p.mend == nil || len(wrong) == 0 {
		return nil
	}
	return p.mend(ctx, Batch{Links: wrong})
}

// compareWords compares the sum of words that the index has of a noun with that
// which it should have.
func (p *pass) compareWords(id graph.ID, was, want uint64) (same bool) {
	switch {
	case was == want:
		return true
	case was == 0:
		p.found(Drift{"words", string(id), "missing"})
	case want == 0:
		p.found(Drift{"words", string(id), "stray"})
	default:
		p.found(Drift{"words", string(id), "different: not those of its names, codes and place"})
	}
	return false
}

// among compares who stands on each shelf with who should, of some nouns.
func (p *pass) among(ctx context.Context, ids []graph.ID) error {
	if len(ids) == 0 {
		return nil
	}
	p.only = make(map[graph.ID]bool, len(ids))
	for _, id := range ids {
		p.only[id] = true
	}
	err := p.suspects(ctx, func(nouns []graph.Noun) error {
		rows, err := shelve(ctx, &reading{p.s.base}, p.tree, nouns, p.s.Today())
		for _, row := range rows {
			for _, place := range row.Shelves {
				p.due[place.Shelf]++
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return p.compareShelves(ctx)
}

// suspects gives the nouns whose places are compared, a batch at a time.
func (p *pass) suspects(ctx context.Context, do func([]graph.Noun) error) error {
	return eachOf(ctx, p.s.base, slices.Sorted(maps.Keys(p.only)), do)
}

// refile puts nouns where they should stand, whoever stands there, and takes
// them away where they should not.
func (p *pass) refile(ctx context.Context, rows []NounRow, strays []ShelfKey) error {
	if p.mend == nil || len(rows)+len(strays) == 0 {
		return nil
	}
	for _, row := range rows {
		strays = append(strays, row.Shelves...)
	}
	return p.mend(ctx, Batch{DropPlaces: strays, Nouns: rows})
}

// compareShelves compares who stands on each shelf with who should.
func (p *pass) compareShelves(ctx context.Context) error {
	shelves, byPlace := everyShelf()
	for _, shelf := range shelves {
		right, err := p.compareShelf(ctx, shelf, byPlace[shelf])
		if err != nil {
			return err
		}
		if right < p.due[shelf] {
			if err := p.missing(ctx, shelf); err != nil {
				return err
			}
		}
	}
	return nil
}

// compareShelf tells who stands wrongly on a shelf, and counts who stands rightly.
func (p *pass) compareShelf(ctx context.Context, shelf string, byPlace bool) (right int, err error) {
	err = scanAll(ctx, p.s.base, shelf, deriveBatch, func(run []ShelfRow) error {
		nouns := make([]graph.Noun, 0, len(run))
		met := make(map[graph.ID]bool, len(run))
		for _, row := range run {
			if met[row.Noun.ID] || !p.only[row.Noun.ID] {
				continue
			}
			met[row.Noun.ID] = true
			n, err := graph.UnmarshalNoun(row.Noun.Kind, row.Noun.Doc)
			if err != nil {
				return err
			}
			nouns = append(nouns, n)
		}
		ok, err := p.stand(ctx, shelf, byPlace, run, nouns)
		if right += ok; err != nil {
			return err
		}
		return p.tell(ctx, 0)
	})
	return right, err
}

func (p *pass) stand(ctx context.Context, shelf string, byPlace bool, run []ShelfRow, nouns []graph.Noun) (right int, err error) {
	places := make(map[graph.ID][]ShelfKey, len(nouns))
	var rows []NounRow
	if byPlace {
		if rows, err = shelve(ctx, &reading{p.s.base}, p.tree, nouns, p.s.Today()); err != nil {
			return 0, err
		}
		for _, row := range rows {
			places[row.ID] = row.Shelves
		}
	} else {
		for _, n := range nouns {
			places[n.Top().ID] = ownPlaces(n)
		}
	}
	var strays []ShelfKey
	wrong := map[graph.ID]bool{}
	for _, row := range run {
		at, id := ShelfKey{shelf, row.Key}, row.Noun.ID
		if !p.only[id] {
			continue
		}
		if slices.Contains(places[id], at) {
			right++
			continue
		}
		var should []string
		for _, place := range places[id] {
			if place.Shelf == shelf {
				should = append(should, place.Key)
			}
		}
		p.found(Drift{"place", string(id), fmt.Sprintf("different: stands on %s at %s, should at %v", shelf, row.Key, should)})
		p.astray[standing{shelf, id}] = struct{}{}
		strays, wrong[id] = append(strays, at), true
	}
	if p.mend == nil || len(wrong) == 0 {
		return right, nil
	}
	if rows == nil {
		if rows, err = shelve(ctx, &reading{p.s.base}, p.tree, nouns, p.s.Today()); err != nil {
			return 0, err
		}
	}
	return right, p.refile(ctx, slices.DeleteFunc(rows, func(row NounRow) bool { return !wrong[row.ID] }), strays)
}

// missing tells who should stand on a shelf and does not, and was not told to
// stand there wrongly.
func (p *pass) missing(ctx context.Context, shelf string) error {
	return p.suspects(ctx, func(nouns []graph.Noun) error {
		rows, err := shelve(ctx, &reading{p.s.base}, p.tree, nouns, p.s.Today())
		if err != nil {
			return err
		}
		var ranges []Range
		var which []int
		for i, row := range rows {
			for _, place := range row.Shelves {
				if place.Shelf == shelf {
					after, before := around(place.Key)
					ranges, which = append(ranges, Range{Shelf: shelf, After: after, Before: before, Limit: 1}), append(which, i)
				}
			}
		}
		runs, err := p.s.base.Scan(ctx, ranges)
		if err != nil {
			return err
		}
		var wrong []NounRow
		for n, run := range runs {
			row := rows[which[n]]
			if len(run) == 1 && run[0].Noun.ID == row.ID {
				continue
			}
			if _, told := p.astray[standing{shelf, row.ID}]; !told {
				p.found(Drift{"place", string(row.ID), fmt.Sprintf("missing: does not stand on %s where it should", shelf)})
			}
			if len(wrong) == 0 || wrong[len(wrong)-1].ID != row.ID {
				wrong = append(wrong, row)
			}
		}
		return p.refile(ctx, wrong, nil)
	})
}

// around are bounds between which there is one key: keys are of characters from
// ! to }, of which the last of a key, part of an id, is not the first.
func around(key string) (after, before string) {
	last := len(key) - 1
	return key[:last] + string(key[last]-1) + top, key + " "
}
