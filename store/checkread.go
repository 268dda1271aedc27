package store

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"

	"cobuild/graph"
)

// run reads everything once and derives from what it has read. Where somebody is
// told of differences it compares; of places and sort keys no more than a sum for
// each noun: the few nouns whose sums differ are looked at one by one afterwards.
func (p *pass) run(ctx context.Context) (err error) {
	if p.survey, err = newSurvey(ctx, p.s.base, p.tell); err != nil {
		return err
	}
	defer func() {
		if closed := p.facts.close(); err == nil {
			err = closed
		}
	}()
	p.seed, p.wrong = maphash.MakeSeed(), map[uint32]struct{}{}
	p.all = (stepsPlaced + stepsLinked + stepsDerived) * p.size
	if err := p.tell(ctx, 0); err != nil { // the rate is that of what follows
		return err
	}
	if p.found == nil {
		return inTurn(ctx, p.shelves, p.readLinks, p.derive)
	}
	return inTurn(ctx, p.places, p.unlisted, p.readLinks, p.readWords, p.derive, p.details, p.stray, p.segments)
}

// places reads all shelves.
func (p *pass) places(ctx context.Context) error {
	shelves, _ := everyShelf()
	for _, shelf := range shelves {
		err := p.shelf(ctx, shelf, func(no uint32, key string) {
			for p.at.n <= int(no) {
				p.at.add(0)
			}
			*p.at.at(no) -= p.sum(shelf, key)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *pass) sum(parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(p.seed)
	for _, part := range parts {
		_, _ = h.WriteString(part) // never fails
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// readLinks reads the links that leave nouns. One to a noun that is not there
// makes that which it leaves suspect.
func (p *pass) readLinks(ctx context.Context) error {
	p.all = p.done + (stepsLinked+stepsDerived)*p.nouns
	lost := func(from uint32, _ *LinkRow) error {
		p.wrong[from] = struct{}{}
		return nil
	}
	if p.found == nil {
		return p.links(ctx, func(uint32, uint32, *LinkRow) {}, lost)
	}
	for p.at.n < p.nouns {
		p.at.add(0)
	}
	p.keys = make([]uint64, p.nouns)
	return p.links(ctx, func(from, to uint32, l *LinkRow) {
		p.keys[from] += p.sum(l.FromKey)
		p.keys[to] += p.sum(l.ToKey)
	}, lost)
}

// readWords reads the sums of words. Those of no noun are told.
func (p *pass) readWords(ctx context.Context) error {
	p.sums = make([]uint64, p.nouns)
	var stray []graph.ID
	err := p.s.base.WordSums(ctx, func(id graph.ID, sum uint64) error {
		if no, known := p.facts.ids.find(id); known && int(no) < p.nouns {
			p.sums[no] = sum
		} else {
			stray = append(stray, id)
		}
		return nil
	})
	slices.Sort(stray)
	for _, id := range stray {
		p.found(Drift{"words", string(id), "stray"})
	}
	return err
}

// derive derives the findings of all nouns and, where somebody is told of
// differences, adds up where these should stand, and by what they are sorted and
// found.
func (p *pass) derive(ctx context.Context) error {
	return p.each(func(first uint32, nouns []graph.Noun) error {
		rows, err := p.findings(ctx, nouns)
		if err != nil {
			return err
		}
		if p.found != nil {
			if err := p.standing(ctx, first, nouns); err != nil {
				return err
			}
		}
		if p.put != nil {
			if err := p.put(ctx, rows, len(nouns)); err != nil {
				return err
			}
		}
		return p.tell(ctx, stepsDerived*len(nouns))
	})
}

// standing compares the sums of nouns with what they should be.
func (p *pass) standing(ctx context.Context, first uint32, nouns []graph.Noun) error {
	placed, err := placings(ctx, p.facts, p.tree, nouns, p.s.Today())
	if err != nil {
		return err
	}
	for i, n := range nouns {
		no := first + uint32(i)
		at := placed[n.Top().ID]
		for _, place := range at.shelves(n) {
			*p.at.at(no) += p.sum(place.Shelf, place.Key)
		}
		links := len(p.facts.out.of(no)) + len(p.facts.in.of(no))
		if *p.at.at(no) != 0 || p.keys[no] != uint64(links)*p.sum(nameKey(n)) {
			p.wrong[no] = struct{}{}
		}
		if !p.compareWords(n.Top().ID, p.sums[no], WordSum(at.words(n))) {
			p.wordless = append(p.wordless, n.Top().ID)
		}
	}
	return nil
}

// details looks at the nouns whose sums differ.
func (p *pass) details(ctx context.Context) error {
	suspects := make([]graph.ID, 0, len(p.wrong))
	from := map[graph.ID]struct{}{} // whose links may have wrong keys
	for no := range p.wrong {
		id := p.facts.ids.id(no)
		suspects, from[id] = append(suspects, id), struct{}{}
		for _, at := range p.facts.in.of(no) {
			from[p.facts.ids.id(p.facts.links.at(at).from)] = struct{}{}
		}
	}
	if err := eachOf(ctx, p.s.base, slices.Sorted(maps.Keys(from)), func(nouns []graph.Noun) error { return p.sortKeys(ctx, nouns) }); err != nil {
		return err
	}
	slices.Sort(suspects)
	if err := p.among(ctx, suspects); err != nil {
		return err
	}
	if p.mend == nil {
		return nil
	}
	return eachOf(ctx, p.s.base, p.wordless, func(nouns []graph.Noun) error {
		rows, err := shelve(ctx, &reading{p.s.base}, p.tree, nouns, p.s.Today())
		if err != nil {
			return err
		}
		return p.refile(ctx, rows, nil)
	})
}
